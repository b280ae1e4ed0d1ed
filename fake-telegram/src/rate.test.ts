import { expect, it } from "vitest";
import { manualClock } from "./clock.ts";
import { ann, bob, call, openFake, send } from "./raw-client.fixture.ts";
import { telegramLimits } from "./rate.ts";

const tooMany = (seconds: number) => ({
  ok: false,
  error_code: 429,
  description: `Too Many Requests: retry after ${seconds}`,
  parameters: { retry_after: seconds },
});

it("a chat that gets too much says when there is room again, and then there is", async () => {
  const clock = manualClock();
  const fake = await openFake({ clock, rate: { chat: { capacity: 2, perSecond: 0.5 } } });
  await send(fake);
  await send(fake);
  const next = () => call(fake, "sendMessage", { chat_id: ann.id, text: "x" });
  expect(await next()).toEqual(tooMany(2));
  await clock.advance(1000);
  expect(await next()).toEqual(tooMany(1));
  await clock.advance(1000);
  expect((await next()).ok).toBe(true);
  expect(fake.messages(ann)).toHaveLength(3);
});

it("another chat has room of its own", async () => {
  const fake = await openFake({
    clock: manualClock(),
    people: [ann, bob],
    rate: { chat: { capacity: 1, perSecond: 1 } },
  });
  await send(fake);
  expect((await call(fake, "sendMessage", { chat_id: bob.id, text: "x" })).ok).toBe(true);
});

it("but not beyond what the bot may send to all", async () => {
  const fake = await openFake({
    clock: manualClock(),
    people: [ann, bob],
    rate: { overall: { capacity: 1, perSecond: 1 }, chat: { capacity: 9, perSecond: 9 } },
  });
  await send(fake);
  expect(await call(fake, "sendMessage", { chat_id: bob.id, text: "x" })).toEqual(tooMany(1));
});

it("edits count too, other methods do not", async () => {
  const fake = await openFake({ clock: manualClock(), rate: { chat: { capacity: 1, perSecond: 1 } } });
  const message_id = await send(fake);
  expect(await call(fake, "editMessageText", { chat_id: ann.id, message_id, text: "x" })).toEqual(tooMany(1));
  expect((await call(fake, "getMe")).ok).toBe(true);
});

it("with Telegram's own limits a group takes twenty a minute", async () => {
  const clock = manualClock();
  const fake = await openFake({ clock, rate: telegramLimits });
  const group = fake.human.group();
  let accepted = 0;
  for (let second = 0; second < 60; second++) {
    if ((await call(fake, "sendMessage", { chat_id: group, text: "x" })).ok) accepted++;
    await clock.advance(1000);
  }
  // Twenty at hand, and twenty more that the minute brought.
  expect(accepted).toBe(39);
});
