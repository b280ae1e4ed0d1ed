import { expect, it } from "vitest";
import { manualClock } from "./clock.ts";
import { ann, bob, call, openFake, poll, send, yesNo } from "./raw-client.fixture.ts";

const tooOld = "Bad Request: query is too old and response timeout expired or query ID is invalid";

it("a press by label carries that button's data, the message and who pressed", async () => {
  const fake = await openFake();
  const id = await send(fake, { reply_markup: yesNo });
  const query = fake.human.press(ann, ann, id, "No");
  const [update] = await poll(fake);
  expect(update?.callback_query).toMatchObject({
    id: query,
    data: "no-token",
    from: { id: ann.id },
    message: { message_id: id, text: "A card", chat: { id: ann.id } },
  });
});

it("a button that is not on the message can't be pressed", async () => {
  const fake = await openFake();
  const id = await send(fake, { reply_markup: yesNo });
  expect(() => fake.human.press(ann, ann, id, "Maybe")).toThrow('no button "Maybe" to press, but ["Yes", "No"]');
  await call(fake, "editMessageReplyMarkup", { chat_id: ann.id, message_id: id });
  expect(() => fake.human.press(ann, ann, id, "Yes")).toThrow("no button");
});

it("a link can't be pressed for data", async () => {
  const fake = await openFake();
  const id = await send(fake, { reply_markup: { inline_keyboard: [[{ text: "Open", url: "https://example.com" }]] } });
  expect(() => fake.human.press(ann, ann, id, "Open")).toThrow("no button");
});

it("a modified client may send any data from any message", async () => {
  const fake = await openFake();
  fake.human.press(ann, ann, 77, { data: "made up" });
  const [update] = await poll(fake);
  expect(update?.callback_query).toMatchObject({
    data: "made up",
    message: { message_id: 77, date: 0 },
  });
});

it("a message out of the bot's reach comes with a date of 0 and nothing to read", async () => {
  const fake = await openFake();
  const id = await send(fake, { reply_markup: yesNo });
  fake.human.press(ann, ann, id, "Yes", { inaccessible: true });
  const [update] = await poll(fake);
  expect(Object.keys(update?.callback_query?.message ?? {}).toSorted()).toEqual(["chat", "date", "message_id"]);
  expect(update?.callback_query?.message?.date).toBe(0);
});

it("an answer is shown to who pressed, as a toast or an alert", async () => {
  const fake = await openFake();
  const id = await send(fake, { reply_markup: yesNo });
  const query = fake.human.press(ann, ann, id, "Yes");
  await call(fake, "answerCallbackQuery", { callback_query_id: query, text: "Too late", show_alert: true });
  expect(fake.answers()).toEqual([{ id: query, text: "Too late", showAlert: true }]);
});

it("a press is answered once", async () => {
  const fake = await openFake();
  const query = fake.human.press(ann, ann, await send(fake, { reply_markup: yesNo }), "Yes");
  expect((await call(fake, "answerCallbackQuery", { callback_query_id: query })).result).toBe(true);
  expect(await call(fake, "answerCallbackQuery", { callback_query_id: query })).toMatchObject({
    error_code: 400,
    description: tooOld,
  });
});

it("an answer after fifteen seconds comes too late", async () => {
  const clock = manualClock();
  const fake = await openFake({ clock });
  const id = await send(fake, { reply_markup: yesNo });
  const [early, late] = [fake.human.press(ann, ann, id, "Yes"), fake.human.press(ann, ann, id, "Yes")];
  await clock.advance(15_000);
  expect((await call(fake, "answerCallbackQuery", { callback_query_id: early })).ok).toBe(true);
  await clock.advance(1);
  expect((await call(fake, "answerCallbackQuery", { callback_query_id: late })).description).toBe(tooOld);
});

it("an unknown query and a text over 200 characters are refused", async () => {
  const fake = await openFake();
  expect((await call(fake, "answerCallbackQuery", { callback_query_id: "1" })).description).toBe(tooOld);
  const query = fake.human.press(ann, ann, await send(fake, { reply_markup: yesNo }), "Yes");
  const long = await call(fake, "answerCallbackQuery", { callback_query_id: query, text: "x".repeat(201) });
  expect(long.description).toBe("Bad Request: MESSAGE_TOO_LONG");
  expect(fake.answers()).toEqual([]);
});

it("nobody presses in somebody else's private chat", async () => {
  const fake = await openFake();
  const id = await send(fake, { reply_markup: yesNo });
  expect(() => fake.human.press(bob, ann, id, "Yes")).toThrow("can't write in the private chat");
});
