import { setTimeout as pause } from "node:timers/promises";
import type { SocketCall } from "@loopgate/contract";
import { describe, expect, test } from "vitest";
import { bearer, person } from "../../access/accounts.fixture.ts";
import { create, openListening } from "./socket.fixture.ts";

const SERVED = { config: { mode: "served", auth: "keys" } } as const;
const OF_BOT = { session_id: "main", client_id: "bot" };
const idOf = ({ result }: { readonly result?: Readonly<Record<string, unknown>> }) => String(result?.["request_id"]);

/** A served Loopgate in which ann's and ben's tenants have keys. */
async function served(more: Parameters<typeof openListening>[0] = {}) {
  const loopgate = await openListening({ ...SERVED, ...more });
  const [ann, ben] = [await person(loopgate, "ann"), await person(loopgate, "ben")];
  const [key, others] = [await ann.key(), await ben.key()];
  for (const { raw } of [key, others]) await loopgate.post("/hitl/register", OF_BOT, bearer(raw));
  return { ...loopgate, ann, ben, key, others };
}

describe("on a socket", () => {
  test("an agent asks, waits, and is told the answer as soon as there is one", async () => {
    const { connect, answer } = await openListening();
    const { call, send, next, ready, socket } = await connect();
    expect(await ready()).toEqual({ type: "ready", tenant_id: "local", client_id: null });
    expect(socket.extensions).toBe("");
    const asked = await call(create("1", { idempotency_key: "once" }));
    expect(asked.result).toMatchObject({ success: true, status: "pending" });
    expect(idOf(await call(create("2", { idempotency_key: "once" })))).toBe(idOf(asked));
    send({ type: "wait", id: "3", request_id: idOf(asked) });
    expect((await call({ type: "poll", id: "4", request_id: idOf(asked) })).result).toMatchObject({
      status: "pending",
    });
    await answer(idOf(asked), { kind: "approve" });
    expect((await next(({ id }) => id === "3")).result).toMatchObject({ approved: true, status: "completed" });
    const whole = await call({ type: "get", id: "5", request_id: idOf(asked) });
    expect(whole.result).toMatchObject({ message: "Deploy?", approved: true });
    // What has ended is told at once.
    expect((await call({ type: "wait", id: "6", request_id: idOf(asked) })).result).toMatchObject({ approved: true });
  });

  test("a wait that one socket lost is taken up on another, and canceling ends it", async () => {
    const { connect } = await openListening();
    const first = await connect();
    const id = idOf(await first.call(create("1")));
    first.send({ type: "wait", id: "2", request_id: id });
    first.socket.terminate();
    const second = await connect();
    second.send({ type: "wait", id: "again", request_id: id });
    const canceled = await second.call({ type: "cancel", id: "3", request_id: id, reason: "not needed" });
    expect(canceled.result).toMatchObject({ success: true });
    expect((await second.next(({ id: of }) => of === "again")).result).toMatchObject({
      status: "canceled",
      approved: false,
    });
    const late = await second.call({ type: "cancel", id: "4", request_id: id });
    expect(late.problem).toMatchObject({ code: "request_ended", status: 409 });
  });

  test("events are followed from a place, by as many subscriptions as there are wishes, until they are ended", async () => {
    const { connect, ask, answer } = await openListening();
    const { call, next, seen, send } = await connect();
    await call({ type: "subscribe", id: "all" });
    const first = await next(({ type }) => type === "place");
    const id = await ask();
    await call({ type: "subscribe", id: "ends", filter: { type: "request.completed", request_id: id } });
    await answer(id, { kind: "reject" });
    expect((await next(({ type, id: of }) => type === "event" && of === "ends")).event?.data).toMatchObject({
      request_id: id,
      outcome: "reject",
    });
    expect(seen.filter(({ type, id: of }) => type === "event" && of === "ends")).toHaveLength(1);
    await call({ type: "unsubscribe", id: "enough", subscription: "all" });
    const before = seen.length;
    await ask();
    await call({ type: "subscribe", id: "again", after: String(first["place"]), filter: { type: "request.created" } });
    const created = () => seen.slice(before).filter(({ type }) => type === "event");
    await next(() => created().length === 2);
    expect(new Set(created().map(({ id: of }) => of))).toEqual(new Set(["again"]));
    for (let count = 0; count < 14; count++) send({ type: "subscribe", id: `s${count}` });
    const tooMany = await call({ type: "subscribe", id: "one too many" });
    expect(tooMany.problem?.code).toBe("rate_limited");
    expect((await call({ type: "subscribe", id: "again" })).problem?.errors).toMatchObject([{ path: "id" }]);
  });

  test("ping is answered", async () => {
    const { connect } = await openListening();
    const { send, next } = await connect();
    send({ type: "ping", id: "x" });
    expect(await next(({ type }) => type === "pong")).toEqual({ type: "pong", id: "x" });
    send({ type: "ping" });
    expect(await next(({ type }) => type === "pong")).toEqual({ type: "pong" });
  });

  test.each([
    ["no JSON", "{", "invalid_json", null, undefined],
    ["a name twice", '{"type":"ping","id":"1","id":"2"}', "invalid_json", null, undefined],
    [
      "a number that no double holds",
      '{"type":"ping","id":"1","n":0.12345678901234567891}',
      "invalid_json",
      null,
      undefined,
    ],
    ["no object", "[]", "invalid_request", null, "(body)"],
    ["a type that is none", '{"type":"approve","id":"1"}', "invalid_request", "1", "type"],
    ["an unknown field", '{"type":"ping","id":"1","x":1}', "invalid_request", "1", "x"],
    ["no id", '{"type":"poll","request_id":"019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10"}', "invalid_request", null, "id"],
    ["a long id", `{"type":"ping","id":"${"x".repeat(65)}"}`, "invalid_request", null, "id"],
    [
      "a bad request",
      '{"type":"create","id":"1","request":{"session_id":"a","client_id":"b"}}',
      "invalid_request",
      "1",
      "request.message",
    ],
    [
      "the gate's own name",
      JSON.stringify(create("1", { client_id: "loopgate" })),
      "invalid_request",
      "1",
      "client_id",
    ],
    [
      "a subscription that is none",
      '{"type":"unsubscribe","id":"1","subscription":"x"}',
      "invalid_request",
      "1",
      "subscription",
    ],
    ["two objects", '{"type":"ping"}{"type":"ping"}', "invalid_json", null, undefined],
    ["a second key", '{"type":"authenticate","id":"1","api_key":"lk_pub_1"}', "invalid_request", "1", "type"],
  ])("%s is a problem that names it, and the socket goes on", async (_, text, code, id, path) => {
    const { connect } = await openListening();
    const { send, next, ready } = await connect();
    await ready();
    send({ type: "ping" });
    send(text);
    const told = await next(({ type }) => type === "problem");
    expect([told.problem?.code, told.id, told.problem?.errors?.[0]?.path]).toEqual([code, id, path]);
    send({ type: "ping" });
    await next(({ type }) => type === "pong");
  });
});

describe("who opens a socket", () => {
  test("is told by a header of the upgrade, or by the first message", async () => {
    const { connect, key } = await served();
    for (const headers of [bearer(key.raw), { "x-api-key": key.raw }]) await (await connect(headers)).ready();
    const { send, call, ready } = await connect();
    send({ type: "authenticate", api_key: key.raw });
    await ready();
    expect((await call(create("1"))).result).toMatchObject({ success: true });
    const twice = await call({ type: "authenticate", id: "2", api_key: key.raw });
    expect(twice.problem?.code).toBe("invalid_request");
  });

  test.each<[string, SocketCall | string]>([
    ["another message", create("1")],
    ["a wrong key", { type: "authenticate", api_key: `lk_pub_${"0".repeat(64)}` }],
    ["a key that is no text", '{"type":"authenticate","api_key":"a\\nb"}'],
    ["no JSON", "hello"],
  ])("is not told by %s: it is said why, and the socket closes", async (_, message) => {
    const { connect } = await served();
    const { send, next, closed, seen } = await connect();
    send(message);
    await next(({ type }) => type === "problem");
    expect(await closed).toBe(4401);
    expect(seen.filter(({ type }) => type !== "problem")).toEqual([]);
  });

  test("is not judged while its key's rate is spent: it is told to come back", async () => {
    const { connect, get, key } = await served({ config: { ...SERVED.config, callsPerMinute: 20 } });
    for (let count = 0; count < 30; count++) await get("/hitl/pending", bearer(key.raw));
    const { send, next, closed } = await connect();
    send({ type: "authenticate", id: "1", api_key: key.raw });
    const told = await next(({ type }) => type === "problem");
    expect(told).toMatchObject({ id: "1", problem: { code: "rate_limited" }, retry_after: expect.any(Number) });
    expect(await closed).toBe(1013);
  });

  test("is refused before there is a socket, with the problem that a call over HTTP gets", async () => {
    const { refused, key, ann } = await served();
    const own = bearer(key.raw);
    expect(await refused("/hitl/ws", { headers: bearer(`lk_pub_${"0".repeat(64)}`) })).toEqual({
      status: 401,
      code: "key_required",
    });
    expect(await refused("/hitl/ws", { headers: ann.headers })).toMatchObject({ status: 401 });
    for (const [name, message] of [
      ["api_key", "must not stand in the address"],
      ["token", "must not stand in the address"],
      ["x", "is not a known field"],
    ])
      expect(await refused(`/hitl/ws?${name}=${key.raw}`, { headers: own })).toMatchObject({
        status: 422,
        errors: [{ path: name, message }],
      });
    expect(await refused("/hitl/ws", { headers: own, origin: "https://evil.example" })).toMatchObject({
      status: 403,
      code: "origin_not_allowed",
    });
    expect(await refused("/hitl/ws", { headers: { ...own, host: "evil.example" } })).toMatchObject({
      status: 403,
      code: "host_not_allowed",
    });
    expect(await refused("/hitl/elsewhere", { headers: own })).toMatchObject({ status: 404 });
  });

  test("is not told by a cookie", async () => {
    const { connect, ann } = await served();
    const { send, closed, next } = await connect({ cookie: ann.cookie }, { origin: "http://localhost:8080" });
    send(create("1"));
    expect((await next(({ type }) => type === "problem")).problem?.code).toBe("key_required");
    expect(await closed).toBe(4401);
  });

  test("sees its own tenant and, of a key for one client, that client; all else is unknown", async () => {
    const { connect, key, others, ann } = await served();
    const one = await ann.key({ client_id: "bot" });
    const reader = await ann.key({ scopes: ["requests:read"] });
    const writer = await ann.key({ scopes: ["requests:write"] });
    const [all, foreign, own] = [
      await connect(bearer(key.raw)),
      await connect(bearer(others.raw)),
      await connect(bearer(one.raw)),
    ];
    expect(await own.ready()).toMatchObject({ client_id: "bot", tenant_id: ann.id });
    const id = idOf(await all.call(create("1")));
    const never = "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10";
    for (const type of ["poll", "get", "wait", "cancel"] as const) {
      const told = await foreign.call({ type, id: type, request_id: id });
      expect(told).toEqual(await foreign.call({ type, id: type, request_id: never }));
      expect(told.problem).toMatchObject({ code: "request_not_found", status: 404 });
    }
    const about = { type: "subscribe", id: "s", filter: { request_id: id } } as const;
    expect((await foreign.call(about)).problem?.code).toBe("request_not_found");
    const elsewhere = await own.call(create("2", { client_id: "another" }));
    expect(elsewhere.problem?.code).toBe("client_not_allowed");
    const [reading, writing] = [await connect(bearer(reader.raw)), await connect(bearer(writer.raw))];
    expect((await reading.call(create("1"))).problem?.code).toBe("scope_missing");
    expect((await reading.call({ type: "cancel", id: "2", request_id: id })).problem?.code).toBe("scope_missing");
    for (const type of ["poll", "get", "wait"] as const)
      expect((await writing.call({ type, id: type, request_id: id })).problem?.code).toBe("scope_missing");
    expect((await writing.call({ type: "subscribe", id: "s" })).problem?.code).toBe("scope_missing");
    await writing.call(create("3"));
  });

  test("whose key is revoked is closed at once, with all that waits on it", async () => {
    const { connect, key, ann } = await served();
    const { call, send, closed } = await connect(bearer(key.raw));
    send({ type: "wait", id: "2", request_id: idOf(await call(create("1"))) });
    await call({ type: "subscribe", id: "3" });
    await ann.revoke(key.id);
    expect(await closed).toBe(4401);
  });
});

describe("a socket that asks too much", () => {
  test("is closed by a message over 256 kB, and by one that is no text", async () => {
    const { connect } = await openListening();
    const big = await connect();
    await big.ready();
    big.send(JSON.stringify(create("1", { message: "x".repeat(256 * 1024) })));
    expect(await big.closed).toBe(1009);
    const binary = await connect();
    binary.socket.send(Buffer.from("{}"));
    expect(await binary.closed).toBe(1003);
  });

  test("is cut off where it sends more than a key before it is known", async () => {
    const { connect } = await served();
    const { socket, closed } = await connect();
    // Pieces of a message that does not end: each is kept until it does.
    for (let piece = 0; piece < 5; piece++) {
      socket.send("x".repeat(1_000), { fin: false });
      await pause(20);
    }
    expect(await closed).toBe(1006);
  });

  test("is told so where its messages come too fast, and closed where it goes on", async () => {
    const { connect } = await openListening();
    const { send, closed, seen, ready } = await connect();
    await ready();
    for (let count = 0; count < 600; count++) send({ type: "ping", id: String(count) });
    expect(await closed).toBe(4429);
    const pongs = seen.filter(({ type }) => type === "pong").length;
    expect(pongs).toBeGreaterThanOrEqual(200);
    expect(pongs).toBeLessThan(300);
    const told = seen.find(({ type }) => type === "problem");
    expect(told).toMatchObject({ problem: { code: "rate_limited" }, retry_after: 1 });
  });

  test("is cut off where it does not read what it asks for", async () => {
    const { connect } = await openListening();
    const { call, send, closed, socket } = await connect();
    const id = idOf(await call(create("1", { metadata: { text: "x".repeat(200_000) } })));
    socket.pause();
    for (let count = 0; count < 150; count++) send({ type: "get", id: String(count), request_id: id });
    await pause(1_500);
    socket.resume();
    expect(await closed).toBe(1006);
  });
});

test("the stop tells what has ended, then closes with 1001", async () => {
  const { connect, answer, stop } = await openListening();
  const { call, send, closed, seen } = await connect();
  const [first, second] = [idOf(await call(create("1"))), idOf(await call(create("2")))];
  send({ type: "wait", id: "ended", request_id: first });
  send({ type: "wait", id: "open", request_id: second });
  await call({ type: "poll", id: "heard", request_id: first });
  const answered = answer(first, { kind: "approve" });
  await answered;
  await stop();
  expect(await closed).toBe(1001);
  expect(seen.find(({ id }) => id === "ended")?.result).toMatchObject({ approved: true });
  expect(seen.filter(({ id }) => id === "open")).toEqual([]);
});
