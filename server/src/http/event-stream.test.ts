import { expect, test } from "vitest";
import { virtualClock } from "../kit/virtual-clock.ts";
import { eventStream, type EventStream } from "./event-stream.ts";

/** A stream with its reader; what `send` writes is read as text. */
function opened({ stands }: { readonly stands?: () => Promise<boolean> } = {}) {
  const clock = virtualClock();
  const caller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<EventStream>();
  const response = eventStream({
    clock,
    request: new Request("http://localhost/", { signal: caller.signal }),
    open: resolve,
    ...(stands && { stands }),
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error("a stream has a body");
  const read = async () => (await reader.read()).value;
  return { clock, caller, response, reader, read, stream: promise };
}

test("an event is written as its id, its name and its data in one line, and the browser told when to come back", async () => {
  const { response, read, stream } = opened();
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  expect(await read()).toBe("retry: 2000\n\n");
  (await stream).send({ id: "7", event: "change", data: { text: "two\nlines" } });
  expect(await read()).toBe('id: 7\nevent: change\ndata: {"text":"two\\nlines"}\n\n');
  (await stream).send({ id: "8" });
  expect(await read()).toBe("id: 8\n\n");
  (await stream).send({ event: "reload" });
  expect(await read()).toBe("event: reload\ndata: {}\n\n");
  (await stream).close();
});

test("a comment keeps the connection open every 15 seconds, as long as the caller may listen", async () => {
  let may = true;
  const { clock, read, stream } = opened({ stands: () => Promise.resolve(may) });
  await read();
  for (let beat = 0; beat < 2; beat++) {
    await clock.advance(15_000);
    expect(await read()).toBe(":\n\n");
  }
  may = false;
  await clock.advance(15_000);
  expect(await read()).toBeUndefined();
  expect((await stream).signal.aborted).toBe(true);
  expect(clock.sleeping()).toBe(0);
});

test("a look that fails whether he may listen ends the stream", async () => {
  const { clock, read } = opened({ stands: () => Promise.reject(new Error("no database")) });
  await read();
  await clock.advance(15_000);
  expect(await read()).toBeUndefined();
});

test("it ends when its caller has gone, however that is noticed, and leaves no timer behind", async () => {
  const left = opened();
  left.caller.abort();
  expect((await left.stream).signal.aborted).toBe(true);
  const canceled = opened();
  await canceled.reader.cancel();
  expect((await canceled.stream).signal.aborted).toBe(true);
  (await canceled.stream).send({ data: 1 });
  for (const { clock } of [left, canceled]) {
    await clock.advance(0);
    expect(clock.sleeping()).toBe(0);
  }
});

test("whoever does not read is cut off before he fills the memory", async () => {
  const { stream, read } = opened();
  const { send, signal } = await stream;
  for (let at = 0; at < 250; at++) send({ data: "x".repeat(1_000) });
  expect(signal.aborted).toBe(false);
  for (let at = 0; at < 50; at++) send({ data: "x".repeat(1_000) });
  expect(signal.aborted).toBe(true);
  const readOn = async () => {
    for (;;) await read();
  };
  await expect(readOn()).rejects.toThrow("too slow");
});

test("whoever is sent much is waited for, and cut off where he takes nothing for a whole beat", async () => {
  const { stream, read, clock } = opened();
  const { send, drained, signal } = await stream;
  await read();
  await drained();
  for (let at = 0; at < 100; at++) send({ json: `"${"x".repeat(1_000)}"` });
  let isDrained = false;
  const waited = drained().then(() => (isDrained = true));
  await clock.advance(0);
  expect(isDrained).toBe(false);
  for (let at = 0; at < 100; at++) expect(await read()).toMatch(/^data: "x+"\n\n$/);
  // It asks for more, and there is none.
  const next = read();
  await waited;
  send({ id: "1" });
  expect(await next).toBe("id: 1\n\n");
  for (let at = 0; at < 100; at++) send({ json: `"${"x".repeat(1_000)}"` });
  void drained();
  // He has until the beat after the next.
  await clock.advance(15_000);
  expect(signal.aborted).toBe(false);
  await clock.advance(15_000);
  expect(signal.aborted).toBe(true);
});
