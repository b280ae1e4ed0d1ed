import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Update } from "@grammyjs/types";
import { afterEach, expect, it } from "vitest";
import { type ManualClock, manualClock } from "./clock.ts";
import type { FakeTelegram } from "./index.ts";
import { ann, bob, call, openFake, poll, send, yesNo } from "./raw-client.fixture.ts";

type Received = { update: Update; headers: IncomingHttpHeaders };
type Answering = { status: number; headers?: Record<string, string>; body?: string };

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A webhook that answers as told, one answer after another, then 200. */
async function openHook(answers: (Answering | Promise<Answering>)[] = []) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ update: JSON.parse(Buffer.concat(chunks).toString()) as Update, headers: request.headers });
      void Promise.resolve(answers.shift() ?? { status: 200 }).then(({ status, headers = {}, body = "" }: Answering) =>
        response.writeHead(status, headers).end(body),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

const texts = (received: Received[]) => received.map(({ update }) => update.message?.text);
const pending = async (fake: FakeTelegram) => {
  const reply = await call(fake, "getWebhookInfo");
  return (reply.result as { pending_update_count: number }).pending_update_count;
};
/** Until the fake has nothing left to deliver. */
async function drained(fake: FakeTelegram): Promise<void> {
  while ((await pending(fake)) > 0) await new Promise((resolve) => setImmediate(resolve));
}
/** Until the clock has somebody asleep: a delivery has failed and waits for its next try. */
async function delayed(clock: ManualClock): Promise<void> {
  while (clock.sleepers() === 0) await new Promise((resolve) => setImmediate(resolve));
}
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

it("updates are posted with the secret in the header", async () => {
  const fake = await openFake();
  const hook = await openHook();
  await call(fake, "setWebhook", { url: hook.url, secret_token: "s3cret_-" });
  fake.human.say(ann, ann, "hello");
  await drained(fake);
  expect(texts(hook.received)).toEqual(["hello"]);
  expect(hook.received[0]?.headers).toMatchObject({
    "x-telegram-bot-api-secret-token": "s3cret_-",
    "content-type": "application/json",
  });
});

it("what waited before the webhook was set is delivered to it", async () => {
  const fake = await openFake();
  const hook = await openHook();
  fake.human.say(ann, ann, "early");
  await call(fake, "setWebhook", { url: hook.url });
  await drained(fake);
  expect(texts(hook.received)).toEqual(["early"]);
});

it("unless it is dropped", async () => {
  const fake = await openFake();
  const hook = await openHook();
  fake.human.say(ann, ann, "early");
  await call(fake, "setWebhook", { url: hook.url, drop_pending_updates: true });
  fake.human.say(ann, ann, "late");
  await drained(fake);
  expect(texts(hook.received)).toEqual(["late"]);
});

it("without a secret there is no header", async () => {
  const fake = await openFake();
  const hook = await openHook();
  await call(fake, "setWebhook", { url: hook.url });
  fake.human.say(ann, ann, "hello");
  await drained(fake);
  expect(hook.received[0]?.headers).not.toHaveProperty("x-telegram-bot-api-secret-token");
});

it.each([
  [{ url: "ftp://example.com" }, "invalid webhook URL specified"],
  [{ url: "https://example.com", secret_token: "x".repeat(257) }, "secret token is too long"],
  [{ url: "https://example.com", secret_token: "not allowed!" }, "secret token contains unallowed characters"],
])("a bad setting is refused: %j", async (parameters, refusal) => {
  const fake = await openFake();
  expect((await call(fake, "setWebhook", parameters)).description).toBe(`Bad Request: ${refusal}`);
});

it.each([
  ["http://example.com/hook", "bad webhook: An HTTPS URL must be provided for webhook"],
  ["https://example.com:8080/hook", "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"],
])("as the public server it takes no %s", async (url, refusal) => {
  const fake = await openFake({ localServer: false });
  expect((await call(fake, "setWebhook", { url })).description).toBe(`Bad Request: ${refusal}`);
});

it("a second setting within a second is told to wait", async () => {
  const clock = manualClock();
  const fake = await openFake({ clock });
  const { url } = await openHook();
  await call(fake, "setWebhook", { url });
  expect(await call(fake, "setWebhook", { url, max_connections: 5 })).toMatchObject({
    error_code: 429,
    parameters: { retry_after: 1 },
  });
  await clock.advance(1000);
  expect((await call(fake, "setWebhook", { url, max_connections: 5 })).ok).toBe(true);
});

it("what is set can be asked for, and deleted", async () => {
  const fake = await openFake();
  const { url } = await openHook();
  await call(fake, "setWebhook", { url, max_connections: 7, allowed_updates: ["message"] });
  expect((await call(fake, "getWebhookInfo")).result).toMatchObject({
    url,
    max_connections: 7,
    allowed_updates: ["message"],
    pending_update_count: 0,
  });
  expect((await call(fake, "deleteWebhook")).result).toBe(true);
  expect((await call(fake, "getWebhookInfo")).result).toMatchObject({ url: "" });
  fake.human.say(ann, ann, "hello");
  expect(await poll(fake)).toHaveLength(1);
});

it("after a failure it is sent again after 1, 2, 4, 8 seconds", async () => {
  const clock = manualClock();
  const fake = await openFake({ clock });
  const hook = await openHook([500, 502, 500, 503].map((status) => ({ status })));
  await call(fake, "setWebhook", { url: hook.url });
  fake.human.say(ann, ann, "hello");
  for (const [tries, seconds] of [1, 2, 4, 8].entries()) {
    await delayed(clock);
    expect(hook.received).toHaveLength(tries + 1);
    await clock.advance(seconds * 1000 - 1);
    expect(clock.sleepers()).toBe(1);
    await clock.advance(1);
  }
  await drained(fake);
  expect(texts(hook.received)).toEqual(Array(5).fill("hello"));
  expect((await call(fake, "getWebhookInfo")).result).toMatchObject({
    last_error_message: "Wrong response from the webhook: 503 Service Unavailable",
  });
});

it("a Retry-After header says when", async () => {
  const clock = manualClock();
  const fake = await openFake({ clock });
  const hook = await openHook([{ status: 503, headers: { "retry-after": "30" } }]);
  await call(fake, "setWebhook", { url: hook.url });
  fake.human.say(ann, ann, "hello");
  await delayed(clock);
  await clock.advance(29_999);
  expect(clock.sleepers()).toBe(1);
  await clock.advance(1);
  await drained(fake);
  expect(hook.received).toHaveLength(2);
});

it("a chat's messages come in order, and a failing one holds up its own chat only", async () => {
  const clock = manualClock();
  const fake = await openFake({ clock, people: [ann, bob] });
  const hook = await openHook([{ status: 500 }]);
  await call(fake, "setWebhook", { url: hook.url });
  fake.human.say(ann, ann, "one");
  fake.human.say(ann, ann, "two");
  fake.human.say(bob, bob, "other");
  await delayed(clock);
  while ((await pending(fake)) > 2) await turns(1);
  expect(texts(hook.received)).toEqual(expect.arrayContaining(["one", "other"]));
  expect(hook.received).toHaveLength(2);
  await clock.advance(1000);
  await drained(fake);
  expect(texts(hook.received).filter((text) => text !== "other")).toEqual(["one", "one", "two"]);
});

it("a person's presses come in order, beside the messages", async () => {
  const fake = await openFake();
  let release: (answer: Answering) => void = () => {};
  const hook = await openHook([new Promise((resolve) => (release = resolve))]);
  const id = await send(fake, { reply_markup: yesNo });
  await call(fake, "setWebhook", { url: hook.url });
  fake.human.press(ann, ann, id, "Yes");
  fake.human.press(ann, ann, id, "No");
  fake.human.say(ann, ann, "hello");
  while ((await pending(fake)) > 2) await turns(1);
  expect(hook.received.map(({ update }) => update.callback_query?.data ?? update.message?.text)).toEqual([
    "yes-token",
    "hello",
  ]);
  release({ status: 200 });
  await drained(fake);
  expect(hook.received.at(-1)?.update.callback_query?.data).toBe("no-token");
});

it("a press that could not be delivered in 150 seconds is given up", async () => {
  const clock = manualClock();
  const fake = await openFake({ clock });
  const hook = await openHook([{ status: 503, headers: { "retry-after": "151" } }]);
  const id = await send(fake, { reply_markup: yesNo });
  await call(fake, "setWebhook", { url: hook.url });
  fake.human.press(ann, ann, id, "Yes");
  await drained(fake);
  expect(hook.received).toHaveLength(1);
});

it("no more connections are open than the bot allows", async () => {
  const fake = await openFake({ people: [ann, bob] });
  let release: (answer: Answering) => void = () => {};
  const hook = await openHook([new Promise((resolve) => (release = resolve))]);
  await call(fake, "setWebhook", { url: hook.url, max_connections: 1 });
  fake.human.say(ann, ann, "one");
  fake.human.say(bob, bob, "two");
  while (hook.received.length === 0) await turns(1);
  await turns(20);
  expect(hook.received).toHaveLength(1);
  release({ status: 200 });
  await drained(fake);
  expect(hook.received).toHaveLength(2);
});

it("an answer may be a method call", async () => {
  const fake = await openFake();
  const body = JSON.stringify({ method: "sendMessage", chat_id: ann.id, text: "at once" });
  const hook = await openHook([{ status: 200, headers: { "content-type": "application/json" }, body }]);
  await call(fake, "setWebhook", { url: hook.url });
  fake.human.say(ann, ann, "hello");
  const message = await fake.waitFor(() => fake.messages(ann)[0]);
  expect(message.text).toBe("at once");
});
