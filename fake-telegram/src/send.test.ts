import { describe, expect, it } from "vitest";
import { ann, bob, call, openFake, poll, send, yesNo } from "./raw-client.fixture.ts";

const button = (fields: object) => ({ inline_keyboard: [[{ text: "Go", ...fields }]] });

describe("the text", () => {
  it.each([
    ["no text", { text: "" }, "message text is empty"],
    ["white space only", { text: " \n " }, "text must be non-empty"],
    ["markup around nothing", { text: "<b> </b>", parse_mode: "HTML" }, "text must be non-empty"],
    ["4097 characters", { text: "x".repeat(4097) }, "message is too long"],
    ["an unknown parse mode", { text: "x", parse_mode: "BBCode" }, "unsupported parse_mode"],
  ])("%s is refused", async (_, parameters, refusal) => {
    const fake = await openFake({ violationsExpected: true });
    const reply = await call(fake, "sendMessage", { chat_id: ann.id, ...parameters });
    expect(reply).toEqual({ ok: false, error_code: 400, description: `Bad Request: ${refusal}` });
    expect(fake.messages(ann)).toEqual([]);
  });

  it("4096 characters after parsing are taken, however long the markup is", async () => {
    const fake = await openFake();
    await send(fake, { text: `<b>${"&lt;".repeat(4096)}</b>`, parse_mode: "HTML" });
    expect(fake.messages(ann)[0]?.text).toHaveLength(4096);
  });

  it("an emoji counts as two", async () => {
    const fake = await openFake();
    const reply = await call(fake, "sendMessage", { chat_id: ann.id, text: "🔴".repeat(2049) });
    expect(reply.description).toBe("Bad Request: message is too long");
  });

  it("white space around it is dropped", async () => {
    const fake = await openFake();
    await send(fake, { text: "\n <b>x</b> y \n", parse_mode: "HTML" });
    expect(fake.messages(ann)[0]).toMatchObject({ text: "x y", entities: [{ type: "bold", offset: 0, length: 1 }] });
  });
});

describe("the keyboard", () => {
  it.each([
    ["data of 65 bytes", button({ callback_data: "é".repeat(32) + "x" }), "BUTTON_DATA_INVALID"],
    [
      "empty data",
      button({ callback_data: "" }),
      "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ],
    [
      "a button that does nothing",
      button({}),
      "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ],
    [
      "a button that does two things",
      button({ callback_data: "x", url: "https://example.com" }),
      "can't parse inline keyboard button: exactly one action must be specified",
    ],
    [
      "an empty label",
      { inline_keyboard: [[{ text: "", callback_data: "x" }]] },
      "inline keyboard button text must be non-empty",
    ],
    [
      "a link to localhost",
      button({ url: "http://localhost:8080/r/1" }),
      "inline keyboard button URL 'http://localhost:8080/r/1' is invalid: Wrong HTTP URL",
    ],
    [
      "rows that are none",
      { inline_keyboard: [{ text: "x", callback_data: "x" }] },
      'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    ],
    [
      "more than a hundred buttons",
      { inline_keyboard: Array.from({ length: 101 }, () => [{ text: "x", callback_data: "x" }]) },
      "reply markup is too long",
    ],
    ["a text to copy that is too long", button({ copy_text: { text: "x".repeat(257) } }), "BUTTON_COPY_TEXT_INVALID"],
    ["something that is no markup", "nonsense", "can't parse reply keyboard markup JSON object"],
  ])("%s is refused", async (_, reply_markup, refusal) => {
    const fake = await openFake({ violationsExpected: true });
    const reply = await call(fake, "sendMessage", { chat_id: ann.id, text: "x", reply_markup });
    expect(reply).toMatchObject({ error_code: 400, description: `Bad Request: ${refusal}` });
    expect(fake.messages(ann)).toEqual([]);
  });

  it("data of 64 bytes is taken", async () => {
    const fake = await openFake();
    await send(fake, { reply_markup: button({ callback_data: "é".repeat(32) }) });
    expect(fake.messages(ann)[0]?.keyboard[0]?.[0]?.data).toBe("é".repeat(32));
  });

  it("a web app button is refused in a group", async () => {
    const fake = await openFake();
    const group = fake.human.group();
    const reply = await call(fake, "sendMessage", {
      chat_id: group,
      text: "x",
      reply_markup: button({ web_app: { url: "https://example.com" } }),
    });
    expect(reply.description).toBe("Bad Request: BUTTON_TYPE_INVALID");
  });

  it("is seen with labels, data, links and colours", async () => {
    const fake = await openFake();
    await send(fake, {
      reply_markup: {
        inline_keyboard: [
          [{ text: "Yes", callback_data: "y", style: "success" }],
          [{ text: "More", url: "https://example.com" }],
        ],
      },
    });
    expect(fake.messages(ann)[0]?.keyboard).toEqual([
      [{ text: "Yes", data: "y", url: undefined, style: "success" }],
      [{ text: "More", data: undefined, url: "https://example.com", style: undefined }],
    ]);
  });

  it("a forced reply is seen with its placeholder", async () => {
    const fake = await openFake();
    await send(fake, { reply_markup: { force_reply: true, input_field_placeholder: "Why?", selective: true } });
    expect(fake.messages(ann)[0]?.forceReply).toEqual({ placeholder: "Why?", selective: true });
  });
});

describe("where it goes", () => {
  it("a chat that nobody knows is not found", async () => {
    const fake = await openFake();
    const reply = await call(fake, "sendMessage", { chat_id: 4711, text: "x" });
    expect(reply).toEqual({ ok: false, error_code: 400, description: "Bad Request: chat not found" });
  });

  it("a missing chat id is named", async () => {
    const fake = await openFake({ violationsExpected: true });
    expect((await call(fake, "sendMessage", { text: "x" })).description).toBe("Bad Request: chat_id is empty");
  });

  it("a person whom the bot met in a group but who never pressed Start can't be written to", async () => {
    const fake = await openFake();
    fake.human.group({ members: [bob] });
    const reply = await call(fake, "sendMessage", { chat_id: bob.id, text: "x" });
    expect(reply).toMatchObject({
      error_code: 403,
      description: "Forbidden: bot can't initiate conversation with a user",
    });
    fake.human.start(bob);
    expect((await call(fake, "sendMessage", { chat_id: bob.id, text: "x" })).ok).toBe(true);
  });

  it("who blocked the bot can't be written to until they let it in again", async () => {
    const fake = await openFake();
    fake.human.block(ann);
    const reply = await call(fake, "sendMessage", { chat_id: ann.id, text: "x" });
    expect(reply).toMatchObject({ error_code: 403, description: "Forbidden: bot was blocked by the user" });
    fake.human.unblock(ann);
    expect((await call(fake, "sendMessage", { chat_id: ann.id, text: "x" })).ok).toBe(true);
  });

  it("a deleted account can't be written to", async () => {
    const fake = await openFake();
    fake.human.deactivate(ann);
    const reply = await call(fake, "sendMessage", { chat_id: ann.id, text: "x" });
    expect(reply).toMatchObject({ error_code: 403, description: "Forbidden: user is deactivated" });
  });

  it.each([
    [false, "kicked", "Forbidden: bot was kicked from the group chat"],
    [true, "kicked", "Forbidden: bot was kicked from the supergroup chat"],
    [false, "left", "Forbidden: bot is not a member of the group chat"],
    [true, "left", "Forbidden: bot is not a member of the supergroup chat"],
  ] as const)(
    "a group that threw the bot out refuses it (supergroup: %s, %s)",
    async (supergroup, status, description) => {
      const fake = await openFake();
      const group = fake.human.group({ supergroup });
      fake.human.kick(group, status);
      expect(await call(fake, "sendMessage", { chat_id: group, text: "x" })).toMatchObject({
        error_code: 403,
        description,
      });
    },
  );

  it("a deleted group refuses it", async () => {
    const fake = await openFake();
    const group = fake.human.group();
    fake.human.deleteGroup(group);
    const reply = await call(fake, "sendMessage", { chat_id: group, text: "x" });
    expect(reply).toMatchObject({ error_code: 403, description: "Forbidden: the group chat was deleted" });
  });

  it("an upgraded group names its new id", async () => {
    const fake = await openFake();
    const group = fake.human.group();
    const next = fake.human.migrate(group);
    expect(await call(fake, "sendMessage", { chat_id: group, text: "x" })).toEqual({
      ok: false,
      error_code: 400,
      description: "Bad Request: group chat was upgraded to a supergroup chat",
      parameters: { migrate_to_chat_id: next },
    });
    expect((await call(fake, "sendMessage", { chat_id: next, text: "x" })).ok).toBe(true);
  });

  it("a topic is reached by its thread id", async () => {
    const fake = await openFake();
    const forum = fake.human.group({ forum: true });
    const topic = fake.human.topic(forum, "ops");
    await send(fake, { chat_id: forum, message_thread_id: topic });
    expect(fake.messages(forum)[0]?.threadId).toBe(topic);
  });

  it("a deleted topic is not found, nor is General by its number, nor a topic outside a forum", async () => {
    const fake = await openFake();
    const forum = fake.human.group({ forum: true });
    const topic = fake.human.topic(forum, "ops");
    fake.human.deleteTopic(forum, topic);
    for (const [chat_id, message_thread_id] of [
      [forum, topic],
      [forum, 1_000_001],
      [ann.id, topic],
    ]) {
      const reply = await call(fake, "sendMessage", { chat_id, message_thread_id, text: "x" });
      expect(reply.description).toBe("Bad Request: message thread not found");
    }
  });

  it("General is written to without a thread id", async () => {
    const fake = await openFake();
    const forum = fake.human.group({ forum: true });
    await send(fake, { chat_id: forum });
    expect(fake.messages(forum)[0]?.threadId).toBeUndefined();
  });
});

describe("replies", () => {
  it("a message to be replied that is gone is refused", async () => {
    const fake = await openFake();
    const reply = await call(fake, "sendMessage", { chat_id: ann.id, text: "x", reply_parameters: { message_id: 99 } });
    expect(reply.description).toBe("Bad Request: message to be replied not found");
  });

  it("unless the bot said that it may be sent without", async () => {
    const fake = await openFake();
    await send(fake, { reply_parameters: { message_id: 99, allow_sending_without_reply: true } });
    expect(fake.messages(ann)[0]?.replyTo).toBeUndefined();
  });

  it("a reply shows what it answers", async () => {
    const fake = await openFake();
    const first = await send(fake);
    await send(fake, { reply_parameters: { message_id: first }, disable_notification: true });
    expect(fake.messages(ann)[1]).toMatchObject({ replyTo: first, silent: true });
  });
});

it("private chats and basic groups share one row of message ids, a supergroup has its own", async () => {
  const fake = await openFake();
  const group = fake.human.group({ supergroup: true });
  const first = await send(fake);
  expect(await send(fake)).toBe(first + 1);
  expect(await send(fake, { chat_id: group })).toBe(2);
});

it("messages of the bot make no updates", async () => {
  const fake = await openFake();
  await send(fake, { reply_markup: yesNo });
  expect(await poll(fake)).toEqual([]);
});
