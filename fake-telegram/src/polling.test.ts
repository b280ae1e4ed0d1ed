import { describe, expect, it } from "vitest";
import { manualClock } from "./clock.ts";
import type { FakeTelegram } from "./index.ts";
import { ann, call, openFake, poll, send, yesNo } from "./raw-client.fixture.ts";

const say = (fake: FakeTelegram, ...texts: string[]) => texts.map((text) => fake.human.say(ann, ann, text));
const textsOf = async (fake: FakeTelegram, parameters: object = {}) =>
  (await poll(fake, parameters)).map((update) => update.message?.text);
/** Until so many polls of the bot have arrived; the last of them then waits. */
const polls = (fake: FakeTelegram, count: number) =>
  fake.waitFor(() => (fake.calls("getUpdates").length === count ? true : undefined));

describe("confirmation", () => {
  it("an update stays until a higher offset is asked for", async () => {
    const fake = await openFake();
    say(fake, "one", "two");
    expect(await textsOf(fake)).toEqual(["one", "two"]);
    expect(await textsOf(fake)).toEqual(["one", "two"]);
    const [first] = await poll(fake);
    expect(await textsOf(fake, { offset: Number(first?.update_id) + 1 })).toEqual(["two"]);
    expect(await textsOf(fake)).toEqual(["two"]);
  });

  it("ids go up by one", async () => {
    const fake = await openFake();
    say(fake, "one", "two", "three");
    const ids = (await poll(fake)).map((update) => update.update_id);
    expect(ids).toEqual([ids[0], Number(ids[0]) + 1, Number(ids[0]) + 2]);
  });

  it("a limit gives the oldest, and confirms nothing", async () => {
    const fake = await openFake();
    say(fake, "one", "two", "three");
    expect(await textsOf(fake, { limit: 2 })).toEqual(["one", "two"]);
    expect(await textsOf(fake)).toHaveLength(3);
  });

  it("a negative offset keeps the newest and forgets the rest", async () => {
    const fake = await openFake();
    say(fake, "one", "two", "three");
    expect(await textsOf(fake, { offset: -1 })).toEqual(["three"]);
    expect(await textsOf(fake)).toEqual(["three"]);
  });

  it("an offset far in the future is not believed", async () => {
    const fake = await openFake();
    say(fake, "one");
    expect(await textsOf(fake, { offset: 2_000_000_000 })).toEqual(["one"]);
  });

  it("an update shows the message as it was then", async () => {
    const fake = await openFake();
    const message_id = await send(fake, { reply_markup: yesNo });
    fake.human.press(ann, ann, message_id, "Yes");
    await call(fake, "editMessageText", { chat_id: ann.id, message_id, text: "later" });
    const [update] = await poll(fake);
    expect(update?.callback_query?.message).toMatchObject({ text: "A card" });
  });
});

describe("age", () => {
  it("a press is gone after 150 seconds, a message after a day", async () => {
    const clock = manualClock();
    const fake = await openFake({ clock });
    const message_id = await send(fake, { reply_markup: yesNo });
    fake.human.press(ann, ann, message_id, "Yes");
    say(fake, "hello");
    await clock.advance(149_000);
    expect(await poll(fake)).toHaveLength(2);
    await clock.advance(1000);
    expect(await textsOf(fake)).toEqual(["hello"]);
    await clock.advance(86_400_000 - 150_000);
    expect(await poll(fake)).toEqual([]);
  });
});

describe("waiting", () => {
  it("a long poll is answered by what happens next", async () => {
    const fake = await openFake();
    const waiting = textsOf(fake, { timeout: 50 });
    await polls(fake, 1);
    say(fake, "hello");
    expect(await waiting).toEqual(["hello"]);
  });

  it("what happens in one turn comes in one answer", async () => {
    const fake = await openFake();
    const waiting = textsOf(fake, { timeout: 50 });
    await polls(fake, 1);
    say(fake, "one", "two");
    expect(await waiting).toEqual(["one", "two"]);
  });

  it.each([
    [25, 25],
    [3600, 50],
  ])("a timeout of %i seconds ends after %i, empty", async (timeout, ends) => {
    const clock = manualClock();
    const fake = await openFake({ clock });
    let answer: unknown;
    const waiting = poll(fake, { timeout }).then((updates) => (answer = updates));
    await fake.waitFor(() => (fake.calls("getUpdates").length === 1 && clock.sleepers() === 1 ? true : undefined));
    await clock.advance(ends * 1000 - 1);
    expect(answer).toBeUndefined();
    await clock.advance(1);
    await waiting;
    expect(answer).toEqual([]);
  });

  it("a caller that hangs up loses nothing", async () => {
    const fake = await openFake();
    const controller = new AbortController();
    const waiting = call(fake, "getUpdates", { timeout: 50 }, { signal: controller.signal });
    await polls(fake, 1);
    controller.abort();
    await expect(waiting).rejects.toThrow("abort");
    say(fake, "hello");
    expect(await textsOf(fake)).toEqual(["hello"]);
  });

  it("who asks for the same again within three seconds is made to wait three", async () => {
    const clock = manualClock();
    const fake = await openFake({ clock, antiSpin: true });
    expect(await poll(fake)).toEqual([]);
    const second = poll(fake);
    await fake.waitFor(() => (fake.calls("getUpdates").length === 2 && clock.sleepers() === 1 ? true : undefined));
    await clock.advance(3000);
    expect(await second).toEqual([]);
  });

  it("and within half a second gets one update only", async () => {
    const clock = manualClock();
    const fake = await openFake({ clock, antiSpin: true });
    say(fake, "one", "two");
    expect(await poll(fake)).toHaveLength(2);
    expect(await poll(fake)).toHaveLength(1);
    await clock.advance(500);
    expect(await poll(fake)).toHaveLength(2);
  });
});

describe("conflicts", () => {
  const terminated =
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";

  it("of two pollers the one that waits longer is sent away", async () => {
    const fake = await openFake();
    const older = call(fake, "getUpdates", { timeout: 50 });
    await polls(fake, 1);
    const newer = textsOf(fake, { timeout: 50 });
    expect(await older).toEqual({ ok: false, error_code: 409, description: terminated });
    say(fake, "hello");
    expect(await newer).toEqual(["hello"]);
  });

  it("a second conflict is told three seconds later", async () => {
    const clock = manualClock();
    const fake = await openFake({ clock });
    const first = call(fake, "getUpdates", { timeout: 50 });
    await polls(fake, 1);
    const second = call(fake, "getUpdates", { timeout: 50 });
    await first;
    await polls(fake, 2);
    const third = poll(fake, { timeout: 50 });
    await fake.waitFor(() => (fake.calls("getUpdates").length === 3 ? true : undefined));
    // The third poll waits, and so does what the second is to be told.
    await clock.advance(2999);
    expect(clock.sleepers()).toBe(2);
    await clock.advance(1);
    expect(clock.sleepers()).toBe(1);
    expect((await second).error_code).toBe(409);
    say(fake, "hello");
    await third;
  });

  it("polling while a webhook is set is refused", async () => {
    const fake = await openFake();
    await call(fake, "setWebhook", { url: "http://127.0.0.1:9/hook" });
    expect(await call(fake, "getUpdates", { timeout: 50 })).toEqual({
      ok: false,
      error_code: 409,
      description:
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    });
  });

  it("setting a webhook ends the poll that waits", async () => {
    const fake = await openFake();
    const waiting = call(fake, "getUpdates", { timeout: 50 });
    await polls(fake, 1);
    await call(fake, "setWebhook", { url: "http://127.0.0.1:9/hook" });
    expect(await waiting).toMatchObject({
      error_code: 409,
      description: "Conflict: terminated by setWebhook request",
    });
  });
});

describe("allowed_updates", () => {
  it("what is not allowed is never queued, and the choice stays for later polls", async () => {
    const fake = await openFake();
    await poll(fake, { allowed_updates: ["callback_query"] });
    say(fake, "hello");
    expect(await poll(fake)).toEqual([]);
    fake.human.press(ann, ann, 1, { data: "x" });
    expect(await poll(fake)).toHaveLength(1);
  });

  it("an empty list brings the default back", async () => {
    const fake = await openFake();
    await poll(fake, { allowed_updates: ["callback_query"] });
    await poll(fake, { allowed_updates: [] });
    say(fake, "hello");
    expect(await textsOf(fake)).toEqual(["hello"]);
  });

  it("what came before the choice is still delivered", async () => {
    const fake = await openFake();
    say(fake, "hello");
    expect(await textsOf(fake, { allowed_updates: ["callback_query"] })).toEqual(["hello"]);
  });
});

it("two bots have their own updates and their own chats", async () => {
  const other = "8000000002:AAAnotherFakeTelegramTokenForTests12";
  const fake = await openFake({ bots: [{ token: other, username: "other_bot" }] });
  fake.human.say(ann, ann, "to the first");
  fake.bot(other).human.start(ann);
  const reply = await call(fake, "getUpdates", {}, { token: other });
  expect(reply.result).toMatchObject([{ message: { text: "/start" } }]);
  await call(fake, "sendMessage", { chat_id: ann.id, text: "from the other" }, { token: other });
  expect(fake.messages(ann)).toEqual([]);
  expect(fake.bot(other).messages(ann)).toHaveLength(1);
});
