/** public/sw.js, run in a worker's surroundings. */
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";

type Options = { readonly tag: string; readonly data: { readonly id: string }; readonly silent?: boolean };
type Shown = Options & { readonly title: string; close(): void };
type Listener = (event: object) => void;

const source = readFileSync(new URL("../../public/sw.js", import.meta.url), "utf8");

function openWorker({ windows = [] as object[] } = {}) {
  const listeners = new Map<string, Listener>();
  const shown: Shown[] = [];
  const told: string[] = [];
  const opened: string[] = [];
  const self = {
    addEventListener: (name: string, listener: Listener) => listeners.set(name, listener),
    skipWaiting: () => undefined,
    clients: {
      claim: () => Promise.resolve(),
      matchAll: () => Promise.resolve(windows),
      openWindow: (path: string) => Promise.resolve(opened.push(path)),
    },
    registration: {
      getNotifications: ({ tag }: { tag: string }) => Promise.resolve(shown.filter((each) => each.tag === tag)),
      showNotification(title: string, options: Options) {
        told.push(`${title}${options.silent === true ? " (silently)" : ""}`);
        const same = shown.findIndex(({ tag }) => tag === options.tag);
        if (same >= 0) shown.splice(same, 1);
        const made: Shown = { ...options, title, close: () => void shown.splice(shown.indexOf(made), 1) };
        shown.push(made);
        return Promise.resolve();
      },
    },
  };
  runInContext(source, createContext({ self }));
  async function happen(name: string, event: object): Promise<void> {
    const waits: Promise<unknown>[] = [];
    listeners.get(name)?.({ ...event, waitUntil: (work: Promise<unknown>) => waits.push(work) });
    await Promise.all(waits);
  }
  return {
    shown,
    told,
    opened,
    listeners,
    push: (text: string) => happen("push", { data: { json: () => JSON.parse(text) as unknown } }),
    press: (notification: Shown) => happen("notificationclick", { notification, action: "" }),
  };
}

const waiting = JSON.stringify({ id: "r1", kind: "request", title: "A request is waiting", tag: "r1" });
const closed = JSON.stringify({ id: "r1", kind: "closed", title: "No longer waiting", tag: "r1" });

test("it answers no fetch, so it can keep no page and no data", () => {
  expect(openWorker().listeners.has("fetch")).toBe(false);
  expect(source).not.toMatch(/caches|indexedDB|fetch\(/);
});

test("a request is shown once, though it is told twice, and with nothing to press", async () => {
  const worker = openWorker();
  await worker.push(waiting);
  await worker.push(waiting);
  expect(worker.shown).toHaveLength(1);
  expect(worker.shown[0]).toMatchObject({ title: "A request is waiting", data: { id: "r1" } });
  expect(worker.shown[0]).not.toHaveProperty("actions");
});

test("what is answered elsewhere is closed; where it was never shown, something is shown for a moment", async () => {
  const worker = openWorker();
  await worker.push(waiting);
  await worker.push(closed);
  expect(worker.shown).toEqual([]);
  await worker.push(closed);
  expect(worker.shown).toEqual([]);
  expect(worker.told).toEqual(["A request is waiting", "No longer waiting (silently)"]);
});

test.each(["no JSON", '{"kind":"other","title":"x","tag":"x"}', "null", "[]"])("%s shows nothing", async (text) => {
  const worker = openWorker();
  await worker.push(text);
  expect(worker.told).toEqual([]);
});

test("a press opens the page of the request", async () => {
  const worker = openWorker();
  await worker.push(waiting);
  for (const each of Array.from(worker.shown)) await worker.press(each);
  expect(worker.shown).toEqual([]);
  expect(worker.opened).toEqual(["/r/r1"]);
});

test("a window that is there goes to it by itself, and loses nothing that was typed", async () => {
  const heard: unknown[] = [];
  const window = { postMessage: (message: unknown) => heard.push(message), focus: () => Promise.resolve() };
  const worker = openWorker({ windows: [window] });
  await worker.push(waiting);
  for (const each of Array.from(worker.shown)) await worker.press(each);
  expect(heard).toEqual([{ open: "/r/r1" }]);
  expect(worker.opened).toEqual([]);
});
