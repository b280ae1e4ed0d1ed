import { mkdtempSync, rmSync } from "node:fs";
import { createServer, get, request as call } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { serve, type Serving } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "loopgate-serve-"));
const open: Serving[] = [];
afterEach(async () => {
  for (const serving of open.splice(0)) await serving.close();
  rmSync(folder, { recursive: true, force: true });
});
async function served(environment = {}): Promise<Serving> {
  const serving = await serve({ DATA_DIR: folder, SERVER_PORT: "0", LOG_LEVEL: "silent", ...environment });
  open.push(serving);
  return serving;
}
const post = (url: string, body: string) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
async function asked({ url }: Serving): Promise<string> {
  const answer = await post(`${url}/hitl/request`, '{"session_id":"main","client_id":"bot","message":"Deploy?"}');
  return ((await answer.json()) as { request_id: string }).request_id;
}
/** A poll on a connection of its own; `taken` once the server has read it, which it says with 100. */
function polling(url: string): { readonly taken: Promise<void>; readonly answer: Promise<string> } {
  const taken = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<string>();
  const poll = get(url, { agent: false, headers: { expect: "100-continue" } }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (part: string) => (text += part));
    response.on("end", () =>
      answer.resolve(`${response.statusCode} ${(JSON.parse(text) as { status: string }).status}`),
    );
  });
  poll.on("continue", taken.resolve);
  poll.on("error", answer.reject);
  return { taken: taken.promise, answer: answer.promise };
}
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

test("the stop answers fifty who wait, frees the port and takes less than five seconds", async () => {
  const serving = await served();
  const id = await asked(serving);
  const polls = Array.from({ length: 50 }, () => polling(`${serving.url}/hitl/poll?request_id=${id}&wait=55`));
  await Promise.all(polls.map(({ taken }) => taken));
  const began = performance.now();
  await serving.close();
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(new Set(await Promise.all(polls.map(({ answer }) => answer)))).toEqual(new Set(["200 pending"]));
  expect(await isFree(Number(new URL(serving.url).port))).toBe(true);
});

test("what was acknowledged is there after the next start", async () => {
  const first = await served();
  const id = await asked(first);
  await first.close();
  const second = await served();
  const answer = await fetch(`${second.url}/hitl/poll?request_id=${id}`);
  expect(await answer.json()).toMatchObject({ request_id: id, status: "pending" });
});

test("the first start tells the link that makes the owner, a later one does not", async () => {
  const first = await served();
  expect(first.ownerLink).toBe(`http://localhost:${new URL(first.url).port}/owner#${first.ownerLink?.split("#")[1]}`);
  expect(first.ownerLink).toMatch(/#[\w-]{32}$/);
  await first.close();
  expect((await served()).ownerLink).toBeUndefined();
});

test("a second server on the same file, or on the same port, is refused with one line, and leaves the first alone", async () => {
  const first = await served();
  await expect(served()).rejects.toMatchObject({ name: "StartRefused", message: expect.stringMatching(/^[^\n]+$/) });
  const other = mkdtempSync(join(tmpdir(), "loopgate-serve-"));
  const taken = served({ DATA_DIR: other, SERVER_PORT: new URL(first.url).port });
  await expect(taken).rejects.toMatchObject({
    name: "StartRefused",
    message: expect.stringMatching(/^SERVER_PORT .*in use/),
  });
  rmSync(other, { recursive: true, force: true });
  expect((await fetch(`${first.url}/health`)).status).toBe(200);
});

test("a body of 10 MB is refused over a real connection, and the next call is served", async () => {
  const { url } = await served();
  const answer = await post(`${url}/hitl/request`, `"${"x".repeat(10_000_000)}"`);
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([413, "body_too_large"]);
  const pieces = new Promise<number | undefined>((resolve) => {
    const slow = call(`${url}/hitl/request`, { method: "POST", headers: { "content-type": "application/json" } });
    slow.on("response", ({ statusCode }) => {
      resolve(statusCode);
      slow.destroy();
    });
    slow.on("error", () => {});
    for (let sent = 0; sent < 40; sent++) slow.write("x".repeat(65_536));
  });
  expect(await pieces).toBe(413);
  expect((await fetch(`${url}/health`)).status).toBe(200);
});

test("a caller who hangs up while he waits is forgotten", async () => {
  const serving = await served();
  const id = await asked(serving);
  const caller = new AbortController();
  const poll = fetch(`${serving.url}/hitl/poll?request_id=${id}&wait=55`, { signal: caller.signal });
  await fetch(`${serving.url}/health`);
  caller.abort();
  await expect(poll).rejects.toThrow("aborted");
  await serving.close();
  expect(await isFree(Number(new URL(serving.url).port))).toBe(true);
});
