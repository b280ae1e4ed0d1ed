import { expect, test } from "vitest";
import { backoff } from "./backoff.ts";
import { systemClock } from "./clock.ts";
import { createClosing } from "./closing.ts";
import { systemIds } from "./ids.ts";
import { createLog } from "./log.ts";
import { createSecrets } from "./secrets.ts";
import { seededIds } from "./seeded-ids.ts";
import { virtualClock } from "./virtual-clock.ts";

const signal = () => new AbortController().signal;

test("virtual sleepers wake in the order of their times, and see the time they asked for", async () => {
  const clock = virtualClock(1_000);
  const woken: number[] = [];
  const sleep = async (ms: number) => {
    await clock.sleep(ms, signal());
    woken.push(clock.now());
    if (ms === 10) await sleep(5);
  };
  void [sleep(30), sleep(10), sleep(20)];
  await clock.advance(25);
  expect(woken).toEqual([1_010, 1_015, 1_020]);
  expect([clock.now(), clock.sleeping()]).toEqual([1_025, 1]);
});

test("an aborted sleep ends at once, on the machine's clock too", async () => {
  const [clock, abort] = [virtualClock(), new AbortController()];
  const sleeps = Promise.all([clock.sleep(1e9, abort.signal), systemClock.sleep(1e12, abort.signal)]);
  abort.abort();
  await sleeps;
  expect(clock.sleeping()).toBe(0);
});

test("ids are version 7, carry their time, and rise even when the clock steps back", () => {
  const start = Date.UTC(2026, 10, 23);
  let now = start;
  const { id } = systemIds({ ...systemClock, now: () => now });
  const drawn = Array.from({ length: 10_000 }, id);
  now -= 60_000;
  drawn.push(id(), id());
  now += 120_000;
  drawn.push(id());
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(drawn.every((one) => form.test(one))).toBe(true);
  expect(drawn).toEqual(drawn.toSorted());
  expect(new Set(drawn).size).toBe(drawn.length);
  const timeOf = (one = "") => Number.parseInt(one.slice(0, 13).replace("-", ""), 16);
  expect([timeOf(drawn[0]), timeOf(drawn.at(-1))]).toEqual([start, start + 60_000]);
});

test("codes have six letters that nobody mistakes, all of them about equally often", () => {
  const { code } = systemIds(systemClock);
  const letters = Array.from({ length: 5_000 }, code);
  expect(letters.every((word) => /^[a-hjkmnp-z]{6}$/.test(word))).toBe(true);
  const counts = Object.values(Object.groupBy(letters.join(""), (letter) => letter)).map((of) => of?.length ?? 0);
  expect(counts).toHaveLength(23);
  expect(Math.min(...counts) / Math.max(...counts)).toBeGreaterThan(0.8);
});

test("seeded ids are the same for the same seed, others for another", () => {
  const draw = (seed: string) => {
    const ids = seededIds(seed, virtualClock());
    return [ids.id(), ids.code(), ids.token(), ids.fraction()];
  };
  expect(draw("a")).toEqual(draw("a"));
  expect(draw("a")).not.toEqual(draw("b"));
});

test("back-off doubles up to its cap, and the wait is anywhere below", () => {
  const waits = [1, 2, 3, 4, 100].map((attempt) => backoff(attempt, { baseMs: 100, capMs: 500 }, () => 1));
  expect(waits).toEqual([100, 200, 400, 500, 500]);
  expect(backoff(3, { baseMs: 100, capMs: 500 }, () => 0)).toBe(0);
});

test("a sealed secret opens only unchanged, in its place, under the same master secret", () => {
  const { bytes } = systemIds(systemClock);
  const secrets = createSecrets({ master: "a".repeat(32), bytes });
  const sealed = secrets.seal("whsec_ä", "request 1");
  expect(sealed).not.toContain("whsec");
  expect(secrets.open(sealed, "request 1")).toBe("whsec_ä");
  expect(() => secrets.open(sealed, "request 2")).toThrow("unable to authenticate");
  expect(() => secrets.open(`${sealed.slice(0, -2)}AA`, "request 1")).toThrow("unable to authenticate");
  expect(() => createSecrets({ master: "b".repeat(32), bytes }).open(sealed, "request 1")).toThrow("another master");
  expect(() => createSecrets({ master: "short", bytes })).toThrow("32 bytes");
});

test("a delivery's token is always the same, and fits a button", () => {
  const { bytes } = systemIds(systemClock);
  const token = (master: string, id: string) => createSecrets({ master: master.repeat(32), bytes }).tokens.of({ id });
  expect(token("a", "1")).toMatch(/^[\w-]{24}$/);
  expect(token("a", "1")).toBe(token("a", "1"));
  expect(new Set([token("a", "1"), token("a", "2"), token("b", "1")]).size).toBe(3);
});

test("while the master secret is changed, what the old one sealed is opened and what it gave out stays the same", () => {
  const { bytes } = systemIds(systemClock);
  const [old, master] = ["a".repeat(32), "b".repeat(32)];
  const before = createSecrets({ master: old, bytes });
  const during = createSecrets({ master, previous: old, bytes });
  const after = createSecrets({ master, bytes });
  expect(during.open(before.seal("whsec_ä", "1"), "1")).toBe("whsec_ä");
  expect(after.open(during.seal("new", "1"), "1")).toBe("new");
  const given = before.tokens.of({ id: "d" });
  expect(during.tokens.of({ id: "d", tokenHash: before.tokens.hash(given) })).toBe(given);
  expect(during.tokens.of({ id: "d" })).toBe(after.tokens.of({ id: "d" }));
  expect(during.keys("x")).toEqual([after.key("x"), before.key("x")]);
  expect(() => createSecrets({ master, previous: "short", bytes })).toThrow("32 bytes");
});

test("a log line holds what is allowed and nothing else, of an error no row values", () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", to: { write: (line) => void lines.push(line) } });
  const error = Object.assign(new Error("broken", { cause: new Error("why") }), {
    code: "23505",
    detail: "Key (secret)",
  });
  const fields = { requestId: "r1", secret: "hunter2", error };
  log.info("Something happened.", fields);
  log.debug("not said");
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toMatch(/hunter2|Key \(secret\)/);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    message: "Something happened.",
    requestId: "r1",
    error: { name: "Error", code: "23505", message: "broken", cause: { message: "why" } },
  });
});

test("what was started is closed in the reverse order, whatever fails or hangs", async () => {
  const clock = virtualClock();
  const closing = createClosing({ clock });
  const closed: string[] = [];
  closing.add("database", () => void closed.push("database"));
  closing.add("stuck", () => new Promise(() => {}));
  closing.add("broken", () => Promise.reject(new Error("no")));
  closing.add("door", async () => void closed.push("door"));
  const end = closing.close(5_000);
  await clock.advance(5_000);
  expect(await end).toEqual(["broken", "stuck"]);
  expect(closed).toEqual(["door", "database"]);
});
