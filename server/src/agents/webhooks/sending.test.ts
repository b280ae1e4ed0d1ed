import { Webhook } from "standardwebhooks";
import { describe, expect, test, vi } from "vitest";
import { bearer, person } from "../../access/accounts.fixture.ts";
import { systemClock } from "../../kit/clock.ts";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { openReceiver, type Received } from "./receiver.fixture.ts";

const until = (happens: () => unknown) => vi.waitFor(happens, { timeout: 5_000, interval: 10 });
const headersOf = ({ headers }: Received) => headers as Record<string, string>;

/** A gate with somebody who has a key in a tenant of his own. */
async function withKey(opening: Parameters<typeof openLoopgate>[0] = {}) {
  const loopgate = await openLoopgate(opening);
  const ann = await person(loopgate, "ann");
  const headers = bearer((await ann.key()).raw);
  const ask = async (input: object = {}) => {
    const { body } = await loopgate.post(
      "/hitl/request",
      { session_id: "main", client_id: "bot", message: "Deploy?", ...input },
      headers,
    );
    return String(body["request_id"]);
  };
  const cancel = (id: string) => loopgate.post("/hitl/cancel", { request_id: id }, headers);
  const register = (input: object) => loopgate.post("/hitl/callbacks", { client_id: "bot", ...input }, headers);
  const list = async () => {
    const { body } = await loopgate.get("/hitl/callbacks", headers);
    return body["callbacks"] as Record<string, unknown>[];
  };
  return { ...loopgate, ann, headers, ask, cancel, register, list };
}

describe("the end of a request", () => {
  test("is posted to its callback_url, signed so that Standard Webhooks' own verifier takes it", async () => {
    const { post, answer, get } = await openLoopgate();
    const receiver = await openReceiver();
    const asked = await post("/hitl/request", {
      session_id: "main",
      client_id: "bot",
      message: "Deploy?",
      request_type: "confirmation",
      metadata: { build: 7 },
      callback_url: receiver.url,
    });
    const id = String(asked.body["request_id"]);
    expect(receiver.received).toEqual([]);
    await answer(id, { kind: "approve" });
    await until(() => expect(receiver.received).toHaveLength(1));
    const [call] = receiver.received as [Received];
    const verifier = new Webhook(String(asked.body["callback_secret"]));
    const event = verifier.verify(call.text, headersOf(call)) as Record<string, unknown>;
    const { body: polled } = await get(`/hitl/poll?request_id=${id}`);
    expect(event).toEqual({
      id: call.headers["webhook-id"],
      type: "request.completed",
      version: 1,
      time: polled["timestamp"],
      tenant_id: "local",
      data: polled,
    });
    expect(polled).toMatchObject({ approved: true, metadata: { build: 7 } });
    expect(call.headers["content-type"]).toBe("application/json");
    expect(() => verifier.verify(call.text.replace("true", "false"), headersOf(call))).toThrow("No matching signature");
    expect(() => new Webhook(`whsec_${"A".repeat(44)}`).verify(call.text, headersOf(call))).toThrow(
      "No matching signature",
    );
  });

  test.each([
    ["canceled", (loopgate: Awaited<ReturnType<typeof withKey>>, id: string) => loopgate.cancel(id)],
    ["timeout", () => Promise.resolve()],
  ])("is told where it is %s, to whoever registered for all of the client's", async (status, end) => {
    const loopgate = await withKey();
    const receiver = await openReceiver();
    const { body } = await loopgate.register({ url: receiver.url });
    const id = await loopgate.ask({ timeout_seconds: 1 });
    await end(loopgate, id);
    await until(() => expect(receiver.received).toHaveLength(1));
    const [call] = receiver.received as [Received];
    new Webhook(String(body["secret"])).verify(call.text, headersOf(call));
    expect(call.body).toMatchObject({ type: `request.${status}`, data: { request_id: id, status, approved: false } });
  });

  test("is told once to each address that is registered for it, and to no other", async () => {
    const loopgate = await withKey();
    const receiver = await openReceiver();
    const at = (path: string) => receiver.url.replace("hook", path);
    const id = await loopgate.ask({ callback_url: at("own") });
    await loopgate.register({ url: at("all") });
    await loopgate.register({ url: at("this"), request_id: id });
    await loopgate.register({ url: at("another"), request_id: await loopgate.ask() });
    await loopgate.register({ url: at("client"), client_id: "other" });
    await loopgate.cancel(id);
    await until(() => expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(["/all", "/own", "/this"]));
    // The same event, so the same id.
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    await loopgate.cancel(await loopgate.ask());
    await until(() => expect(receiver.received).toHaveLength(4));
  });

  test("comes in the receiver's own shape where a template says so", async () => {
    const { post, answer } = await openLoopgate();
    const receiver = await openReceiver();
    const asked = await post("/hitl/request", {
      session_id: "main",
      client_id: "bot",
      message: "What?",
      callback_url: receiver.url,
      callback_body: {
        command: { resume: "{{ decision }}", text: "{{response}}", none: "{{metadata.nothing}}" },
        list: ["{{approved}}", "{{event.type}}", 1, "as it is"],
      },
    });
    await answer(String(asked.body["request_id"]), { kind: "text", text: '","approved":true,"x":"{{event}}' });
    await until(() => expect(receiver.received).toHaveLength(1));
    const [call] = receiver.received as [Received];
    expect(call.body).toMatchObject({
      command: { resume: { outcome: "respond" }, text: '","approved":true,"x":"{{event}}', none: null },
      list: [false, "request.completed", 1, "as it is"],
    });
    new Webhook(String(asked.body["callback_secret"])).verify(call.text, headersOf(call));
  });

  test("is not sent where a template holds what cannot be filled, and the place is named", async () => {
    const { post } = await openLoopgate();
    const body = {
      session_id: "main",
      client_id: "bot",
      message: "m",
      callback_url: "http://localhost:3000/hook",
      callback_body: { a: ["{{response}} please"], b: "{{process.env}}", c: "{{#if x}}" },
    };
    const { status, body: told } = await post("/hitl/request", body);
    expect([status, told.errors?.map(({ path }) => path)]).toEqual([
      422,
      ["callback_body.a[0]", "callback_body.b", "callback_body.c"],
    ]);
  });
});

describe("a secret", () => {
  test("that is changed signs beside the old one for a day, then alone", async () => {
    let ahead = 0;
    const clock = { ...systemClock, now: () => systemClock.now() + ahead };
    const loopgate = await withKey({ clock });
    const receiver = await openReceiver();
    const { body: made } = await loopgate.register({ url: receiver.url });
    const { body: rotated } = await loopgate.post(
      `/hitl/callbacks/${String(made["callback_id"])}/rotate`,
      {},
      loopgate.headers,
    );
    const [old, fresh] = [new Webhook(String(made["secret"])), new Webhook(String(rotated["secret"]))];
    const told = async () => {
      const before = receiver.received.length;
      await loopgate.cancel(await loopgate.ask());
      await until(() => expect(receiver.received.length).toBe(before + 1));
      return receiver.received.at(-1) as Received;
    };
    const takes = (verifier: Webhook, call: Received) => {
      vi.useFakeTimers({ toFake: ["Date"], now: clock.now() });
      try {
        return verifier.verify(call.text, headersOf(call)) !== undefined;
      } catch {
        return false;
      } finally {
        vi.useRealTimers();
      }
    };
    const during = await told();
    expect([takes(old, during), takes(fresh, during)]).toEqual([true, true]);
    ahead = 24 * 3_600_000;
    const after = await told();
    expect([takes(old, after), takes(fresh, after)]).toEqual([false, true]);
  });
});
