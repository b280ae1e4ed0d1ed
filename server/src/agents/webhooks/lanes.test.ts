import { describe, expect, test, vi } from "vitest";
import { testDatabases } from "../../../../test/databases.ts";
import type { RequestId } from "../../gate/request.ts";
import type { Job } from "../../jobs/jobs.ts";
import { systemIds } from "../../kit/ids.ts";
import { virtualClock } from "../../kit/virtual-clock.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { eventRows } from "../../store/event-rows.ts";
import { createEvents } from "../../store/events.ts";
import { createCalls, type Calls } from "./calls.ts";
import { createLanes } from "./lanes.ts";
import type { Sent } from "./send.ts";
import { acme } from "./sending.fixture.ts";

const HOUR = 3_600_000;
const callback = {
  tenantId: acme,
  id: "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10",
  clientId: "bot",
  url: "https://a.example/",
  createdAt: 1,
};
const failed: Sent = { kind: "failed", failure: { error: "it answered 503", answer: 503 } };

describe("the calls of one receiver", () => {
  const databases = testDatabases("SQLite memory", MIGRATIONS);
  async function lane(send: () => Sent | Promise<Sent>, fraction: () => number = () => 0.5) {
    const clock = virtualClock();
    const db = await databases.open({ clock, time: "clock" });
    const ids = systemIds(clock);
    const calls = createCalls({
      db,
      ids,
      clock,
      facts: (fact) => eventRows({ ...fact, id: ids.id(), at: clock.now() }),
    });
    const ended: unknown[] = [];
    const times: number[] = [];
    const handler = createLanes({
      calls,
      callbacks: { end: async (ref) => void ended.push(ref.id) },
      send: async () => {
        times.push(clock.now());
        return send();
      },
      clock,
      fraction,
    });
    const job: Job = {
      tenantId: acme,
      id: "j",
      kind: "calls",
      key: callback.id,
      payload: null,
      attempts: 1,
      generation: 1,
      leasedUntil: 1,
    };
    const add = () =>
      calls.add({
        callback,
        requestId: ids.id() as RequestId,
        event: { id: ids.id(), type: "request.completed", at: clock.now() },
      });
    /** Does the job, as the worker would, until it is over. */
    const run = async () => {
      for (;;) {
        const end = await handler(job, new AbortController().signal);
        if (!end) return;
        await clock.advance(end.later - clock.now());
      }
    };
    return { clock, db, ids, calls, ended, times, add, run, handler, job };
  }
  const summaryOf = async (calls: Calls) => (await calls.summaries(acme, [callback.id])).get(callback.id);

  test("are tried ten times over 75 hours, then kept as failed, which an event tells; a replay sends it again", async () => {
    const { clock, db, calls, times, add, run } = await lane(() => failed);
    const began = clock.now();
    await add();
    await run();
    const pauses = times.map((time) => time - began);
    expect(pauses.slice(0, 4)).toEqual([0, 5_000, 305_000, 2_105_000]);
    expect([times.length, Math.floor((pauses.at(-1) ?? 0) / HOUR)]).toEqual([10, 75]);
    expect(await summaryOf(calls)).toMatchObject({
      last: { status: "failed", attempts: 10, answer: 503, error: "it answered 503" },
      counts: { due: 0, failed: 1 },
    });
    const [event] = await createEvents({ db }).of(acme, callback.id);
    expect(event).toMatchObject({ type: "callback.failed", data: { attempts: 10, status: 503 } });
    expect(await calls.replay(callback)).toBe(1);
    await run();
    expect(times).toHaveLength(20);
    expect(await calls.replay(callback, "019a2f6e-5c3a-7b1e-9d40-000000000000")).toBe(0);
  });

  test.each([
    ["spread", () => 0, 4_500],
    ["spread", () => 0.999_999, 5_500],
  ])("are %s a little, so that they do not come back together", async (_, fraction, pause) => {
    const { clock, handler, job, add } = await lane(() => failed, fraction);
    await add();
    const end = await handler(job, new AbortController().signal);
    expect(end).toMatchObject({ later: clock.now() + pause });
  });

  test.each([
    [60_000, 60_000],
    [1_000, 5_000],
    [1_000 * HOUR, 24 * HOUR],
  ])("wait where the receiver asks for %i ms, but not for ever", async (wish, pause) => {
    const { clock, handler, job, add } = await lane(() => ({ ...failed, wish }));
    await add();
    expect(await handler(job, new AbortController().signal)).toMatchObject({ later: clock.now() + pause });
  });

  test("are eight at once, and each is told once", async () => {
    let running = 0;
    const seen: number[] = [];
    const { calls, times, add, run } = await lane(async () => {
      seen.push(++running);
      await new Promise(setImmediate);
      running--;
      return { kind: "told", answer: 200 };
    });
    for (let at = 0; at < 50; at++) await add();
    await run();
    expect([times.length, Math.max(...seen)]).toEqual([50, 8]);
    expect(await summaryOf(calls)).toMatchObject({ last: { status: "told" }, counts: { due: 0, failed: 0 } });
  });

  test("are as they were where the process stops in the middle", async () => {
    const stopping = new AbortController();
    const { calls, handler, job, add } = await lane(async () => {
      stopping.abort();
      throw new Error("stopping");
    });
    await add();
    expect(await handler(job, stopping.signal)).toMatchObject({ later: expect.any(Number) });
    expect(await summaryOf(calls)).toMatchObject({ last: { status: "due", attempts: 0 } });
  });

  test("of those that failed wait for each other, and hold up no receiver that is well", async () => {
    let hangs = false;
    const { handler, job, calls, ids, times } = await lane(() =>
      hangs ? new Promise<Sent>(() => {}) : Promise.resolve(failed),
    );
    const add = (url: string) => {
      const requestId = ids.id() as RequestId;
      return calls.add({
        callback: { ...callback, id: requestId, requestId, url },
        requestId,
        event: { id: ids.id(), type: "request.timeout", at: 1 },
      });
    };
    const begin = (key: string) => handler({ ...job, key }, new AbortController().signal);
    const dead = Array.from({ length: 20 }, (_, at) => `dead${at}.example`);
    for (const host of dead) await add(`https://${host}/`);
    for (const host of dead) await begin(host);
    hangs = true;
    for (const host of dead) await add(`https://${host}/`);
    const before = times.length;
    const waiting = { reason: "the tenant's other receivers" };
    const begun = dead.map(begin);
    expect(await Promise.all(begun.slice(8))).toMatchObject(Array.from({ length: 12 }, () => waiting));
    await add("https://healthy.example/");
    void begin("healthy.example");
    await vi.waitFor(() => expect(times.length).toBe(before + 9));
  });
});
