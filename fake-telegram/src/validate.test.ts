import { readFileSync } from "node:fs";
import type { Update } from "@grammyjs/types";
import { expect, it } from "vitest";
import { generateSchemas } from "../scripts/schemas.ts";
import { ann, call, openFake } from "./raw-client.fixture.ts";
import { createValidator, readGenerated } from "./validate.ts";

const installed = (name: string) => {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return `${name}@${(JSON.parse(readFileSync(file, "utf8")) as { version: string }).version}`;
};

const update = {
  update_id: 1,
  message: {
    message_id: 1,
    date: 1,
    text: "x",
    chat: { id: 1, type: "private", first_name: "Ann" },
    from: { id: 1, is_bot: false, first_name: "Ann" },
  },
} satisfies Update;

it("the schemas were made from the type packages that are installed", () => {
  expect(readGenerated("update").from).toBe(installed("@grammyjs/types"));
  expect(readGenerated("requests").from).toBe(installed("@gramio/types"));
});

it("the schemas are what the generator makes now", { timeout: 60_000 }, () => {
  for (const [name, content] of Object.entries(generateSchemas())) {
    const file = new URL(`../generated/${name}`, import.meta.url);
    expect(readFileSync(file, "utf8") === content, `${name}: run node fake-telegram/scripts/schemas.ts`).toBe(true);
  }
});

it("a right update passes", async () => {
  const validator = await createValidator(true);
  validator.update(update);
  expect(validator.violations()).toEqual([]);
});

it.each([
  [
    "a field of getMe in a sender",
    { ...update, message: { ...update.message, from: { ...update.message.from, can_join_groups: true } } },
  ],
  ["a message without a chat", { ...update, message: { ...update.message, chat: undefined } }],
  ["a chat without its type", { ...update, message: { ...update.message, chat: { id: 1 } } }],
  ["two kinds at once", { ...update, edited_message: { ...update.message, edit_date: 2 } }],
  ["no kind", { update_id: 1 }],
  ["a kind that this double never sends", { update_id: 1, poll: { id: "1" } }],
])("an update is caught that has %s", async (_, wrong) => {
  const validator = await createValidator(true);
  validator.update(wrong as unknown as Update);
  expect(validator.violations()).toHaveLength(1);
});

it.each([
  ["sendMessage", { chat_id: ann.id, text: "x", reply_makrup: {} }, "reply_makrup"],
  ["sendMessage", { chat_id: ann.id, text: "x", disable_notification: "yes" }, "/disable_notification"],
  ["setMyCommands", { commands: { command: "x", description: "x" } }, "/commands"],
  ["answerCallbackQuery", { callback_query_id: 17 }, "/callback_query_id"],
  ["getMe", { verbose: true }, "verbose"],
  ["editMessageReplyMarkup", { chat_id: ann.id, mesage_id: 1 }, "mesage_id"],
])("a request of %s is caught: %j", async (method, parameters, named) => {
  const fake = await openFake({ violationsExpected: true });
  await call(fake, method, parameters);
  expect(fake.violations()).toHaveLength(1);
  expect(fake.violations()[0]).toContain(named);
});

it("a colour that no button has is caught", async () => {
  const fake = await openFake({ violationsExpected: true });
  const reply_markup = { inline_keyboard: [[{ text: "x", callback_data: "x", style: "green" }]] };
  await call(fake, "sendMessage", { chat_id: ann.id, text: "x", reply_markup });
  expect(fake.violations()[0]).toContain("style");
});

it("without validation nothing is noted", async () => {
  const fake = await openFake({ validate: false });
  await call(fake, "getMe", { verbose: true });
  expect(fake.violations()).toEqual([]);
});
