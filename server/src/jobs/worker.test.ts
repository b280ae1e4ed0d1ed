import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import type { Database } from "../db/db.ts";
import { systemClock } from "../kit/clock.ts";
import { systemIds } from "../kit/ids.ts";
import { createLog } from "../kit/log.ts";
import { virtualClock, type VirtualClock } from "../kit/virtual-clock.ts";
import { createJobs, type JobsTables } from "./jobs.ts";
import { jobsMigration } from "./migration.ts";
import { createWorker, type WorkerParts } from "./worker.ts";

const ids = systemIds(systemClock);
const log = createLog({ level: "silent" });

async function ask(db: Database, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const job = { tenant_id: "t", id: ids.id(), kind: "send", key, payload: "{}", run_at: 0 } as JobsTables["jobs"];
    const guard = db.query<JobsTables>().insertInto("jobs").values(job).compile();
    await db.write("t", { guard, wake: [{ topic: "jobs", key: "send" }] });
  }
}

function workerOn(db: Database, clock: VirtualClock, parts: Partial<WorkerParts>) {
  const jobs = createJobs({ db });
  return createWorker({ jobs, handlers: {}, clock, wakeups: db.wakeups, log, fraction: () => 1, ...parts });
}

describeEachDatabase(
  "the worker",
  [jobsMigration],
  (databases) => {
    const open = async () => {
      const clock = virtualClock();
      return { clock, db: await databases.open({ clock, time: "clock" }) };
    };

    test("it does no more jobs at once than it has slots, and all of them in the end", async () => {
      const { clock, db } = await open();
      await ask(db, "a", "b", "c", "d", "e");
      let running = 0;
      const seen: number[] = [];
      const send = async () => {
        seen.push(++running);
        await Promise.resolve();
        running--;
      };
      const worker = workerOn(db, clock, { handlers: { send }, slots: 2 });
      expect([await worker.tick(), await worker.tick(), await worker.tick(), await worker.tick()]).toEqual([
        2, 2, 1, 0,
      ]);
      expect(Math.max(...seen)).toBe(2);
    });

    test("a job that throws is tried again with growing pauses, and dies at last", async () => {
      const { clock, db } = await open();
      await ask(db, "a");
      const times: number[] = [];
      const send = () => {
        times.push(clock.now());
        return Promise.reject(new Error("no"));
      };
      const worker = workerOn(db, clock, { handlers: { send }, pauses: { baseMs: 100, capMs: 300 }, mostAttempts: 4 });
      for (let tick = 0; tick < 30; tick++) {
        await worker.tick();
        await clock.advance(50);
      }
      const [first = 0] = times;
      expect(times.map((time) => time - first)).toEqual([0, 100, 300, 600]);
    });

    test("a job that asks for patience gets it", async () => {
      const { clock, db } = await open();
      await ask(db, "a");
      let calls = 0;
      const send = async () => (++calls === 1 ? { later: clock.now() + 5_000, reason: "429" } : undefined);
      const worker = workerOn(db, clock, { handlers: { send } });
      await worker.tick();
      await clock.advance(4_999);
      expect(await worker.tick()).toBe(0);
      await clock.advance(1);
      expect(await worker.tick()).toBe(1);
      expect(calls).toBe(2);
    });

    test("a hint starts a job at once, and after close nothing is left running", async () => {
      const { clock, db } = await open();
      let finished: () => void = () => {};
      const done = new Promise<void>((resolve) => (finished = resolve));
      const worker = workerOn(db, clock, { handlers: { send: async () => finished() } });
      worker.start();
      await ask(db, "a");
      await done; // The clock stood still, so it was not the poll.
      await worker.close();
      await db.close();
      expect(clock.sleeping()).toBe(0);
    });

    test("without a hint a job is found within a second", async () => {
      const { clock, db } = await open();
      let done = false;
      const send = async () => {
        done = true;
      };
      const deaf = { on: () => () => {} };
      const worker = workerOn(db, clock, { handlers: { send }, wakeups: { ...db.wakeups, ...deaf } });
      worker.start();
      await ask(db, "a");
      expect(done).toBe(false);
      await expect.poll(() => clock.advance(1_000).then(() => done)).toBe(true);
      await worker.close();
    });

    test("close waits for the job that runs, and tells it to hurry", async () => {
      const { clock, db } = await open();
      await ask(db, "a");
      const events: string[] = [];
      const send = (_: unknown, signal: AbortSignal) =>
        new Promise<void>((resolve) => {
          events.push("begun");
          signal.addEventListener("abort", () => {
            events.push("told");
            resolve();
          });
        });
      const worker = workerOn(db, clock, { handlers: { send } });
      const tick = worker.tick();
      await expect.poll(() => events).toEqual(["begun"]);
      await worker.close();
      await tick;
      expect(events).toEqual(["begun", "told"]);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
