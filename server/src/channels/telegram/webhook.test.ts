import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ann, openHouse, type House } from "./house.fixture.ts";

const deploy = { name: "deploy", arguments: { service: "api" } };
const mode = { kind: "webhook", url: "http://127.0.0.1:9/telegram", secret: "s3cret_-" } as const;

let house: House;
beforeEach(async () => {
  house = await openHouse({ mode });
});
afterEach(() => house.close());

function push(body: unknown, secret: string | undefined = mode.secret) {
  return house.telegram.webhookRoute(
    new Request(mode.url, {
      method: "POST",
      headers: secret === undefined ? {} : { "x-telegram-bot-api-secret-token": secret },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  );
}

async function pressUpdate(id = 1) {
  const request = await house.ask({ action: deploy });
  const data = house.last().keyboard[0]?.[0]?.data;
  const chat = { id: ann.id, type: "private", first_name: "Ann" };
  const from = { id: ann.id, is_bot: false, first_name: "Ann" };
  const message = { message_id: house.last().id, chat, date: 0 };
  return { request, update: { update_id: id, callback_query: { id: "q1", from, message, chat_instance: "1", data } } };
}

describe("an update that is pushed", () => {
  test("with the secret is stored, told so, and worked through", async () => {
    const { request, update } = await pressUpdate();
    expect((await push(update)).status).toBe(200);
    expect((await push(update)).status).toBe(200);
    await house.settle();
    expect(await house.outcome(request)).toBe("approve");
  });

  test.each([undefined, "", "s3cret_", "s3cret_-x", "S3CRET_-"])(
    "with the secret %j is refused unread",
    async (secret) => {
      const { request, update } = await pressUpdate();
      const response = await house.telegram.webhookRoute(
        new Request(mode.url, {
          method: "POST",
          headers: secret === undefined ? {} : { "x-telegram-bot-api-secret-token": secret },
          body: JSON.stringify(update),
        }),
      );
      expect(response.status).toBe(401);
      await house.settle();
      expect(await house.outcome(request)).toBe("pending");
    },
  );

  test("that cannot be stored is asked for again", async () => {
    const { update } = await pressUpdate();
    await house.db.engine.close();
    expect((await push(update)).status).toBe(503);
  });

  test.each(["", "{", "[]", "null", '{"update_id":"1"}', '{"update_id":-1}', '{"update_id":1.5}'])(
    "%j is no update",
    async (body) => expect((await push(body)).status).toBe(400),
  );

  test.each([
    { message: { message_id: "x" } },
    { callback_query: {} },
    { callback_query: { id: "1", from: { id: 1001, is_bot: false }, data: "x" } },
    { message: { message_id: 1, chat: { id: 1001, type: "private" }, from: null, text: 5 } },
    { channel_post: { message_id: 1, chat: { id: -100, type: "channel" }, text: "yes" } },
    { business_message: { message_id: 1, chat: { id: 1001, type: "private" }, text: "yes" } },
    { poll: 7 },
  ])("%j is taken and answers nothing", async (part) => {
    const { request } = await pressUpdate();
    expect((await push({ update_id: 5, ...part })).status).toBe(200);
    await house.settle();
    expect((await house.now(request)).version).toBe(1);
  });
});

describe("the webhook", () => {
  const whenSet = () => house.fake.waitFor(() => house.fake.calls("setWebhook").at(0)?.response);

  test("is set with its secret", async () => {
    await house.telegram.start();
    await whenSet();
    expect(house.fake.calls("setWebhook")[0]?.params).toEqual({
      url: mode.url,
      secret_token: mode.secret,
      allowed_updates: ["message", "callback_query", "my_chat_member"],
    });
    await vi.waitFor(() => expect(house.telegram.health()).toEqual({ ok: true, detail: "webhook" }));
  });

  test("of somebody else is not taken over", async () => {
    await fetch(
      `${house.fake.url}/bot${house.fake.token}/setWebhook?url=${encodeURIComponent("http://127.0.0.1:9/theirs")}`,
    );
    await house.telegram.start();
    await house.fake.waitFor(() => house.fake.calls("getWebhookInfo").at(0)?.response);
    await house.telegram.close();
    expect(house.telegram.health()).toMatchObject({ ok: false, detail: expect.stringContaining("another program") });
    expect(house.fake.calls("setWebhook")).toHaveLength(1);
  });
});

test("without webhook mode there is no such door", async () => {
  const polling = await openHouse();
  const response = await polling.telegram.webhookRoute(new Request(mode.url, { method: "POST" }));
  expect(response.status).toBe(404);
  await polling.close();
});
