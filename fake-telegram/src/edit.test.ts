import { expect, it } from "vitest";
import { manualClock } from "./clock.ts";
import { ann, call, openFake, send, yesNo } from "./raw-client.fixture.ts";

const notModified =
  "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";

it("an edit changes text and keyboard together, so that one without a keyboard removes it", async () => {
  const fake = await openFake();
  const message_id = await send(fake, { reply_markup: yesNo });
  const reply = await call(fake, "editMessageText", { chat_id: ann.id, message_id, text: "Approved" });
  expect(reply.result).toMatchObject({ message_id, text: "Approved" });
  expect(fake.messages(ann)[0]).toMatchObject({ text: "Approved", keyboard: [], edits: 1 });
});

it("the keyboard alone can be changed and removed", async () => {
  const fake = await openFake();
  const message_id = await send(fake, { reply_markup: yesNo });
  await call(fake, "editMessageReplyMarkup", { chat_id: ann.id, message_id });
  expect(fake.messages(ann)[0]).toMatchObject({ text: "A card", keyboard: [], edits: 1 });
});

it("an edit that changes nothing is refused, and says so", async () => {
  const fake = await openFake();
  const message_id = await send(fake, { text: "<b>x</b>", parse_mode: "HTML", reply_markup: yesNo });
  const again = { chat_id: ann.id, message_id, text: "<strong>x</strong>", parse_mode: "HTML", reply_markup: yesNo };
  expect(await call(fake, "editMessageText", again)).toMatchObject({ error_code: 400, description: notModified });
  expect(
    await call(fake, "editMessageReplyMarkup", { chat_id: ann.id, message_id, reply_markup: yesNo }),
  ).toMatchObject({ description: notModified });
  expect(fake.messages(ann)[0]?.edits).toBe(0);
});

it("a text that only looks the same, with other entities, is a change", async () => {
  const fake = await openFake();
  const message_id = await send(fake, { text: "x" });
  const bold = { chat_id: ann.id, message_id, text: "<b>x</b>", parse_mode: "HTML" };
  expect((await call(fake, "editMessageText", bold)).ok).toBe(true);
});

it("a message that a person deleted is not found", async () => {
  const fake = await openFake();
  const message_id = await send(fake);
  fake.human.deleteMessage(ann, message_id);
  const reply = await call(fake, "editMessageText", { chat_id: ann.id, message_id, text: "x" });
  expect(reply).toMatchObject({ error_code: 400, description: "Bad Request: message to edit not found" });
});

it("a message of somebody else can't be edited", async () => {
  const fake = await openFake();
  const message_id = fake.human.say(ann, ann, "hello");
  const reply = await call(fake, "editMessageText", { chat_id: ann.id, message_id, text: "x" });
  expect(reply).toMatchObject({ error_code: 400, description: "Bad Request: message can't be edited" });
});

it("a message that asks for a reply can't be edited", async () => {
  const fake = await openFake();
  const message_id = await send(fake, { reply_markup: { force_reply: true } });
  const reply = await call(fake, "editMessageText", { chat_id: ann.id, message_id, text: "x" });
  expect(reply.description).toBe("Bad Request: message can't be edited");
});

it("an edit brings only inline keyboards", async () => {
  const fake = await openFake({ violationsExpected: true });
  const message_id = await send(fake);
  const reply = await call(fake, "editMessageText", {
    chat_id: ann.id,
    message_id,
    text: "x",
    reply_markup: { force_reply: true },
  });
  expect(reply.description).toBe("Bad Request: inline keyboard expected");
});

it("the messages of an upgraded group are out of reach, under the old id and the new", async () => {
  const fake = await openFake();
  const group = fake.human.group();
  const message_id = await send(fake, { chat_id: group });
  const next = fake.human.migrate(group);
  const old = await call(fake, "editMessageText", { chat_id: group, message_id, text: "x" });
  expect(old.parameters).toEqual({ migrate_to_chat_id: next });
  const moved = await call(fake, "editMessageText", { chat_id: next, message_id, text: "x" });
  expect(moved.description).toBe("Bad Request: message to edit not found");
});

it("the same limits hold as for sending", async () => {
  const fake = await openFake();
  const message_id = await send(fake);
  const edit = (parameters: object) => call(fake, "editMessageText", { chat_id: ann.id, message_id, ...parameters });
  expect((await edit({ text: "x".repeat(4097) })).description).toBe("Bad Request: message is too long");
  expect((await edit({ text: "<b>", parse_mode: "HTML" })).description).toContain("can't parse entities");
  expect(
    (await edit({ text: "x", reply_markup: { inline_keyboard: [[{ text: "x", callback_data: "x".repeat(65) }]] } }))
      .description,
  ).toBe("Bad Request: BUTTON_DATA_INVALID");
});

it("a deleted message is marked, and can't be deleted twice", async () => {
  const fake = await openFake();
  const message_id = await send(fake);
  expect((await call(fake, "deleteMessage", { chat_id: ann.id, message_id })).result).toBe(true);
  expect(fake.messages(ann)[0]?.deleted).toBe(true);
  const again = await call(fake, "deleteMessage", { chat_id: ann.id, message_id });
  expect(again.description).toBe("Bad Request: message to delete not found");
});

it("after 48 hours a message can be edited, but no longer deleted", async () => {
  const clock = manualClock();
  const fake = await openFake({ clock });
  const message_id = await send(fake);
  await clock.advance(49 * 3600 * 1000);
  expect((await call(fake, "editMessageText", { chat_id: ann.id, message_id, text: "late" })).ok).toBe(true);
  const reply = await call(fake, "deleteMessage", { chat_id: ann.id, message_id });
  expect(reply.description).toBe("Bad Request: message can't be deleted for everyone");
});

it("what others wrote in a group can be deleted by an administrator only", async () => {
  const fake = await openFake();
  const plain = fake.human.group();
  const administered = fake.human.group({ botIsAdmin: true });
  const remove = (chat_id: number) =>
    call(fake, "deleteMessage", { chat_id, message_id: fake.human.say(ann, chat_id, "/hello") });
  expect((await remove(plain)).description).toBe("Bad Request: message can't be deleted");
  expect((await remove(administered)).ok).toBe(true);
});
