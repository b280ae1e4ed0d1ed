import { describe, expect, it } from "vitest";
import { ann, bob, call, openFake, poll, send } from "./raw-client.fixture.ts";

const only = async (...given: Parameters<typeof poll>) => {
  const updates = await poll(...given);
  expect(updates).toHaveLength(1);
  return updates[0];
};

describe("in a private chat", () => {
  it("Start is a command with its payload, marked as one", async () => {
    const fake = await openFake();
    fake.human.start(bob, "/start token");
    expect((await only(fake))?.message).toMatchObject({
      text: "/start token",
      chat: { id: bob.id, type: "private" },
      from: { id: bob.id, is_bot: false },
      entities: [{ type: "bot_command", offset: 0, length: 6 }],
    });
  });

  it("a reply carries the message that it answers", async () => {
    const fake = await openFake();
    const prompt = await send(fake, { reply_markup: { force_reply: true } });
    fake.human.say(ann, ann, "because", { replyTo: prompt });
    expect((await only(fake))?.message).toMatchObject({ text: "because", reply_to_message: { message_id: prompt } });
  });

  it("a reply to a reply does not carry the whole row", async () => {
    const fake = await openFake();
    const card = await send(fake);
    const first = fake.human.say(ann, ann, "one", { replyTo: card });
    fake.human.say(ann, ann, "two", { replyTo: first });
    const second = (await poll(fake))[1]?.message;
    expect(second?.reply_to_message?.message_id).toBe(first);
    expect(second?.reply_to_message).not.toHaveProperty("reply_to_message");
  });

  it("a forwarded message says where it comes from", async () => {
    const fake = await openFake();
    fake.human.say(ann, ann, "yes", { forwarded: true });
    expect((await only(fake))?.message).toMatchObject({ forward_origin: { type: "user" } });
  });

  it("a message through another bot names it", async () => {
    const fake = await openFake();
    fake.human.say(ann, ann, "yes", { viaBot: true });
    expect((await only(fake))?.message).toMatchObject({ via_bot: { is_bot: true } });
  });

  it("an edit comes as edited_message, with its date", async () => {
    const fake = await openFake();
    fake.human.say(ann, ann, "yes", { edited: true });
    const update = await only(fake);
    expect(update).not.toHaveProperty("message");
    expect(update?.edited_message).toMatchObject({ text: "yes", edit_date: expect.any(Number) as number });
  });

  it("a business message is its own kind of update", async () => {
    const fake = await openFake();
    fake.human.say(ann, ann, "yes", { business: true });
    const update = await only(fake);
    expect(update).not.toHaveProperty("message");
    expect(update?.business_message).toMatchObject({ business_connection_id: expect.any(String) as string });
  });

  it("blocking and unblocking are told, and nothing can be said in between", async () => {
    const fake = await openFake();
    fake.human.block(ann);
    expect(() => fake.human.say(ann, ann, "hello")).toThrow("has blocked the bot");
    fake.human.unblock(ann);
    expect((await poll(fake)).map((update) => update.my_chat_member?.new_chat_member.status)).toEqual([
      "kicked",
      "member",
    ]);
  });

  it("blocking twice is told once", async () => {
    const fake = await openFake();
    fake.human.block(ann);
    fake.human.block(ann);
    expect(await poll(fake)).toHaveLength(1);
  });

  it("nobody writes in somebody else's", async () => {
    const fake = await openFake();
    expect(() => fake.human.say(bob, ann, "hello")).toThrow("can't write in the private chat");
  });
});

describe("in a group, with privacy mode on", () => {
  const inGroup = async (options: Parameters<typeof openFake>[0] = {}, group: object = {}) => {
    const fake = await openFake(options);
    const id = fake.human.group({ members: [ann], ...group });
    await poll(fake, { offset: -1 });
    const last = (await poll(fake))[0]?.update_id ?? 0;
    await poll(fake, { offset: last + 1 });
    return { fake, id };
  };

  it("what people say to each other does not reach the bot", async () => {
    const { fake, id } = await inGroup();
    fake.human.say(ann, id, "hello all");
    fake.human.say(ann, id, `hello @${fake.username}`);
    const other = fake.human.say(bob, id, "hi");
    fake.human.say(ann, id, "yes", { replyTo: other });
    expect(await poll(fake)).toEqual([]);
  });

  it("commands do, unless they are for another bot", async () => {
    const { fake, id } = await inGroup();
    fake.human.say(ann, id, "/status");
    fake.human.say(ann, id, `/status@${fake.username}`);
    fake.human.say(ann, id, "/status@another_bot");
    expect((await poll(fake)).map((update) => update.message?.text)).toEqual(["/status", `/status@${fake.username}`]);
  });

  it("replies to the bot do", async () => {
    const { fake, id } = await inGroup();
    const card = await send(fake, { chat_id: id });
    fake.human.say(ann, id, "yes", { replyTo: card });
    expect((await only(fake))?.message).toMatchObject({ text: "yes", chat: { id, type: "group" } });
  });

  it("an anonymous administrator is the group, not a person", async () => {
    const { fake, id } = await inGroup();
    const card = await send(fake, { chat_id: id });
    fake.human.say(ann, id, "yes", { replyTo: card, senderChat: true });
    expect((await only(fake))?.message).toMatchObject({
      sender_chat: { id },
      from: { is_bot: true, username: "GroupAnonymousBot" },
    });
  });

  it("an administrator bot hears everything", async () => {
    const { fake, id } = await inGroup({}, { botIsAdmin: true });
    fake.human.say(ann, id, "hello all");
    expect(await poll(fake)).toHaveLength(1);
  });

  it("so does a bot without privacy mode", async () => {
    const token = "8000000003:AAFakeTelegramTokenWithoutPrivacyXX";
    const { fake, id } = await inGroup({ token, bots: [{ token, privacy: false }] });
    fake.human.say(ann, id, "hello all");
    expect(await poll(fake)).toHaveLength(1);
    expect((await call(fake, "getMe")).result).toMatchObject({ can_read_all_group_messages: true });
  });

  it("in a supergroup a reply carries a thread id that is no topic", async () => {
    const { fake, id } = await inGroup({}, { supergroup: true });
    const card = await send(fake, { chat_id: id });
    fake.human.say(ann, id, "yes", { replyTo: card });
    const message = (await only(fake))?.message;
    expect(message?.message_thread_id).toBe(card);
    expect(message).not.toHaveProperty("is_topic_message");
    const reply = await call(fake, "sendMessage", { chat_id: id, message_thread_id: card, text: "x" });
    expect(reply.description).toBe("Bad Request: message thread not found");
  });

  it("once thrown out the bot hears nothing", async () => {
    const { fake, id } = await inGroup();
    fake.human.kick(id);
    const [told, ...rest] = await poll(fake);
    expect(told?.my_chat_member?.new_chat_member.status).toBe("kicked");
    expect(rest).toEqual([]);
    fake.human.say(ann, id, "/status");
    expect(await poll(fake)).toHaveLength(1);
  });
});

describe("in a forum", () => {
  it("what is said in a topic is marked, and seems to answer the message that opened it", async () => {
    const fake = await openFake();
    const forum = fake.human.group({ forum: true });
    const topic = fake.human.topic(forum, "ops");
    fake.human.say(ann, forum, "/status", { threadId: topic });
    const message = (await poll(fake)).at(-1)?.message;
    expect(message).toMatchObject({
      message_thread_id: topic,
      is_topic_message: true,
      reply_to_message: { message_id: topic, forum_topic_created: { name: "ops" } },
    });
  });

  it("a reply in a topic stays in the topic", async () => {
    const fake = await openFake();
    const forum = fake.human.group({ forum: true });
    const topic = fake.human.topic(forum, "ops");
    const card = await send(fake, { chat_id: forum, message_thread_id: topic });
    fake.human.say(ann, forum, "yes", { replyTo: card });
    expect((await poll(fake)).at(-1)?.message).toMatchObject({
      message_thread_id: topic,
      reply_to_message: { message_id: card },
    });
  });
});

it("an upgrade is told in the old group and in the new one", async () => {
  const fake = await openFake();
  const group = fake.human.group();
  const next = fake.human.migrate(group);
  expect((await poll(fake)).slice(-2)).toMatchObject([
    { message: { chat: { id: group }, migrate_to_chat_id: next } },
    { message: { chat: { id: next, type: "supergroup" }, migrate_from_chat_id: group } },
  ]);
  expect(() => fake.human.say(ann, group, "/x")).toThrow("is gone");
});

it("being added to a group is told", async () => {
  const fake = await openFake();
  const id = fake.human.group({ title: "Ops" });
  fake.human.join(id, bob);
  expect(await poll(fake)).toMatchObject([
    { my_chat_member: { chat: { id, title: "Ops" }, old_chat_member: { status: "left" } } },
    { message: { new_chat_members: [{ is_bot: true }] } },
    { message: { new_chat_members: [{ id: bob.id }] } },
  ]);
});
