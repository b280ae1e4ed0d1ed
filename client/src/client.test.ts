import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { createClient, createClientIn } from "./client.ts";
import { LoopgateApiError, LoopgateUnreachable } from "./error.ts";
import { platform, type World } from "./world.ts";

type Answer = (request: IncomingMessage & { readonly text: string }, response: ServerResponse) => void;

const closings: (() => void)[] = [];
afterEach(() => closings.splice(0).forEach((close) => close()));

/** A server that gives these answers in their order, and remembers what it was asked. */
async function serverOf(...answers: Answer[]) {
  const asked: { method: string; url: string; body: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.once("end", () => {
      const { method = "", url = "" } = request;
      asked.push({ method, url, body: text, authorization: request.headers.authorization });
      const answer = answers.shift() ?? json(500, {});
      answer(Object.assign(request, { text }), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
const cut: Answer = (request) => void request.socket.destroy();
const never: Answer = () => {};

const pending = { request_id: "r", status: "pending", completed: false, approved: false, response: null };
const approved = { ...pending, status: "completed", completed: true, approved: true };

/** Time that does not pass: a sleep is only written down. */
function stillWorld() {
  const slept: number[] = [];
  const sleep = async (ms: number, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    slept.push(ms);
  };
  const world: World = { ...platform, sleep, elapsed: () => 0, fraction: () => 0 };
  return { world, slept };
}

test("a request is made with the key as a bearer token", async () => {
  const { url, asked } = await serverOf(json(200, { request_id: "r" }));
  const created = await createClient({ url: `${url}/`, apiKey: "lk_pub_1" }).createRequest({
    session_id: "s",
    client_id: "c",
    message: "m",
  });
  expect(created.request_id).toBe("r");
  expect(asked).toEqual([
    {
      method: "POST",
      url: "/hitl/request",
      body: '{"session_id":"s","client_id":"c","message":"m"}',
      authorization: "Bearer lk_pub_1",
    },
  ]);
});

test("where and as whom it calls may stand in the environment", async () => {
  const { url, asked } = await serverOf(json(200, {}), json(200, {}));
  vi.stubEnv("LOOPGATE_URL", url);
  vi.stubEnv("LOOPGATE_API_KEY", "lk_pub_2");
  await createClient().pending();
  vi.stubEnv("LOOPGATE_API_KEY", "");
  await createClient().pending();
  vi.unstubAllEnvs();
  expect(asked.map(({ authorization }) => authorization)).toEqual(["Bearer lk_pub_2", undefined]);
});

test("a refusal carries its code, its sentence and every bad field", async () => {
  const problem = { code: "invalid_request", title: "T", detail: "D", errors: [{ path: "a.b", message: "must be c" }] };
  const { url } = await serverOf(json(422, problem));
  const error = await createClient({ url })
    .get("r")
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(LoopgateApiError);
  expect(error).toMatchObject({
    status: 422,
    code: "invalid_request",
    title: "T",
    message: "D; a.b must be c",
    fields: problem.errors,
  });
});

test("an answer of something in between is a refusal with an unknown code", async () => {
  const { url } = await serverOf((_, response) => void response.writeHead(403).end("<html>"));
  await expect(createClient({ url }).pending()).rejects.toMatchObject({ status: 403, code: "unknown", fields: [] });
});

test("a redirect is not followed, so that the key stays here", async () => {
  const { url, asked } = await serverOf((_, response) => void response.writeHead(302, { location: "/x" }).end());
  await expect(createClient({ url, apiKey: "k" }).pending()).rejects.toBeInstanceOf(LoopgateUnreachable);
  expect(asked).toHaveLength(1);
});

test("wait outlasts a lost connection, a busy server and one that restarts", async () => {
  const refusals = [cut, json(503, {}), json(429, {}, { "retry-after": "7" }), json(502, {})];
  const { url, asked } = await serverOf(json(200, pending), ...refusals, json(200, approved));
  const { world, slept } = stillWorld();
  const retried: string[] = [];
  const answer = await createClientIn(world, { url }).wait("r", { onRetry: ({ name }) => void retried.push(name) });
  expect(answer.approved).toBe(true);
  expect(asked.map((call) => call.url)).toEqual(Array.from({ length: 6 }, () => "/hitl/poll?request_id=r&wait=55"));
  expect(retried).toEqual(["LoopgateUnreachable", "LoopgateApiError", "LoopgateApiError", "LoopgateApiError"]);
  expect(slept).toEqual([1000, 125, 250, 7000, 1000]);
});

test("wait gives up a server that cannot be asked for as long as it is told", async () => {
  const { url } = await serverOf(cut, cut, json(200, approved));
  const { world } = stillWorld();
  let now = 0;
  const moving = { ...world, elapsed: () => (now += 1000) };
  const waiting = createClientIn(moving, { url }).wait("r", { giveUpAfterMs: 2500 });
  await expect(waiting).rejects.toBeInstanceOf(LoopgateUnreachable);
});

test("a deadline that is longer than a timer holds does not pass at once", async () => {
  const deadline = platform.deadline(30 * 86_400_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(deadline.aborted).toBe(false);
});

test("wait asks again no sooner than a full server told it to", async () => {
  const { url } = await serverOf(json(200, pending, { "retry-after": "3" }), json(200, approved));
  const { world, slept } = stillWorld();
  await createClientIn(world, { url }).wait("r");
  expect(slept).toEqual([3000]);
});

test("wait does not try again what will always be refused", async () => {
  const { url, asked } = await serverOf(json(404, { code: "request_not_found" }), json(200, approved));
  await expect(createClient({ url }).wait("r")).rejects.toMatchObject({ code: "request_not_found" });
  expect(asked).toHaveLength(1);
});

test("a caller who gives up gets his own reason back, in the middle of a poll", async () => {
  const stop = new AbortController();
  const { url } = await serverOf(() => stop.abort("enough"));
  await expect(createClient({ url }).wait("r", { signal: stop.signal })).rejects.toBe("enough");
});

test("a poll whose connection is dead is given up and asked anew", async () => {
  const { url, asked } = await serverOf(never, json(200, approved));
  const { world } = stillWorld();
  const deadlines: number[] = [];
  const deadline = (ms: number) => AbortSignal.timeout(deadlines.push(ms) === 1 ? 50 : 10_000);
  expect((await createClientIn({ ...world, deadline }, { url }).wait("r")).status).toBe("completed");
  expect(asked).toHaveLength(2);
  expect(deadlines[0]).toBe(65_000);
});

test("pending asks with the filters it is given and no other", async () => {
  const { url, asked } = await serverOf(json(200, { pending_requests: [], count: 0, next_cursor: null }));
  await createClient({ url }).pending({ client_id: "a b", limit: 5 });
  expect(asked[0]?.url).toBe("/hitl/pending?client_id=a+b&limit=5");
});

test.each<[string, unknown]>([
  ["another request", { ...approved, request_id: "other" }],
  ["nothing", {}],
  ["null", null],
  ["a text", "approved"],
  ["a list", [approved]],
  ["an end that is a text", { ...approved, completed: "true" }],
])("an answer about %s is none, and is not waited for", async (_, body) => {
  const { url, asked } = await serverOf(json(200, body));
  await expect(createClient({ url }).wait("r")).rejects.toMatchObject({ code: "unknown", status: 200 });
  expect(asked).toHaveLength(1);
});

test("a program that takes every call for a good one has stored no request", async () => {
  const { url, asked } = await serverOf(json(200, { ok: true, approved: true }));
  await expect(createClient({ url }).approve("Deploy?")).rejects.toMatchObject({ code: "unknown", status: 200 });
  expect(asked).toHaveLength(1);
});
