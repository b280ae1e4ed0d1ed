import { describe, expect, test } from "vitest";
import { laneOf, readUpdate } from "./read.ts";

const from = { id: 1001, is_bot: false, first_name: "Ann" };
const chat = { id: -100, type: "supergroup", title: "Ops" };
const bot = { id: 1, is_bot: true, first_name: "Loopgate" };
const said = (change: object) => ({
  update_id: 1,
  message: { message_id: 5, date: 1, chat, from, text: "yes", ...change },
});

describe("a message that answers", () => {
  test("is one that a person wrote into a chat, told by his number", () => {
    expect(readUpdate(said({}))).toEqual({
      kind: "say",
      from: { id: "1001", name: "Ann" },
      chat: { id: "-100", isPrivate: false, title: "Ops" },
      messageId: 5,
      text: "yes",
    });
  });

  test.each([
    ["forwarded", { forward_origin: { type: "hidden_user" } }],
    ["forwarded, as older servers say it", { forward_date: 1 }],
    ["an automatic forward", { is_automatic_forward: true }],
    ["through an inline bot", { via_bot: bot }],
    ["in the name of a chat", { sender_chat: chat }],
    ["by an anonymous administrator", { from: { ...bot, username: "GroupAnonymousBot" } }],
    ["without a sender", { from: undefined }],
    ["edited", { edit_date: 2 }],
    ["of a business account", { business_connection_id: "b" }],
    ["by a business bot", { sender_business_bot: bot }],
    ["in a channel", { chat: { ...chat, type: "channel" } }],
  ])("is none that is %s", (_, change) => {
    expect(readUpdate(said(change)).kind).toBe("none");
  });

  test.each(["edited_message", "channel_post", "edited_channel_post", "business_message", "edited_business_message"])(
    "is none that comes as %s",
    (kind) => {
      expect(readUpdate({ update_id: 1, [kind]: said({}).message }).kind).toBe("none");
    },
  );
});

describe("a press that answers", () => {
  const press = { id: "q", from, data: "x", chat_instance: "1", message: { message_id: 5, chat, date: 0 } };

  test("is a person's on a message", () => {
    expect(readUpdate({ update_id: 1, callback_query: press })).toMatchObject({
      kind: "press",
      chatId: "-100",
      data: "x",
    });
  });

  test.each([
    ["by a bot", { from: bot }],
    ["on an inline message", { message: undefined, inline_message_id: "i" }],
    ["on a game", { data: undefined, game_short_name: "g" }],
    ["on a business message", { message: { ...press.message, business_connection_id: "b" } }],
  ])("is none %s", (_, change) => {
    expect(readUpdate({ update_id: 1, callback_query: { ...press, ...change } }).kind).toBe("none");
  });
});

test("a name's hidden characters are written out", () => {
  const intent = readUpdate(said({ from: { ...from, first_name: "A\u202Enn" } }));
  expect(intent).toMatchObject({ from: { name: "A⟦U+202E⟧nn" } });
});

test("a reply that only looks like a command is a reply; our own commands are commands everywhere", () => {
  const reply_to_message = { message_id: 3, from: bot };
  expect(readUpdate(said({ text: "/usr", reply_to_message })).kind).toBe("say");
  expect(readUpdate(said({ text: "/help", reply_to_message })).kind).toBe("command");
  expect(readUpdate(said({ text: "/pending@loopgate_bot" }))).toMatchObject({
    name: "pending",
    botName: "loopgate_bot",
  });
});

test("presses and replies are in their person's lane, other messages in their chat's", () => {
  expect(laneOf(said({}))).toBe("c:-100");
  expect(laneOf(said({ reply_to_message: { message_id: 4 } })), "behind the press that asked for it").toBe("u:1001");
  expect(laneOf(said({ from: undefined, reply_to_message: { message_id: 4 } }))).toBe("c:-100");
  expect(laneOf({ update_id: 1, callback_query: { id: "q", from } })).toBe("u:1001");
  expect(laneOf({ update_id: 1, poll: {} })).toBe("o");
});

test.each([undefined, null, 5, "x", [], {}, { message: [] }, { message: { chat: {} } }])("%j means nothing", (body) => {
  expect(readUpdate(body).kind).toBe("none");
});
