import type { Wakeups } from "../db/wakeups.ts";
import { backoff, type Backoff } from "../kit/backoff.ts";
import type { Clock, Millis } from "../kit/clock.ts";
import type { Log } from "../kit/log.ts";
import type { Job, Jobs } from "./jobs.ts";
import { crashpoint } from "../kit/crashpoint.ts";

/** Not now, through no fault of the job: a chat is paused, a platform asks for patience. */
export type Later = { readonly later: Millis; readonly reason: string };

/** Does one job, at least once: it may have been done before. A rejection is a failed attempt. `signal`: the process is stopping. */
export type Handler = (job: Job, signal: AbortSignal) => Promise<Later | void>;

export type WorkerParts = {
  readonly jobs: Jobs;
  /** By kind. */
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly clock: Clock;
  readonly wakeups: Wakeups;
  readonly log: Log;
  readonly fraction: () => number;
  /** How many jobs run at once. */
  readonly slots?: number;
  readonly pauses?: Backoff;
  /** After this many failed attempts a job is dead. With the usual pauses about a day. */
  readonly mostAttempts?: number;
};

export type Worker = {
  /** Runs until closed: takes jobs when a hint comes, when a slot is free again, and each second anyway. */
  start(): void;
  /** Takes due jobs for the free slots and does them; answers how many. */
  tick(): Promise<number>;
  /** Takes no more, and waits for what runs. */
  close(): Promise<void>;
};

/** How often it is tried to store what became of a job; in between some seconds pass. */
const STORING_TRIES = 4;

export function createWorker(parts: WorkerParts): Worker {
  const { jobs, handlers, clock, wakeups, log, fraction, slots = 16 } = parts;
  const { pauses = { baseMs: 500, capMs: 300_000 }, mostAttempts = 300 } = parts;
  const kinds = Object.keys(handlers);
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  let bell = new AbortController();
  let loop: Promise<void> | undefined;
  let unsubscribe = () => {};

  const ring = () => bell.abort("rung");

  const perform = async (job: Job) => {
    const end = await attempt(job);
    const store = () => {
      if (end.kind === "done") return jobs.finish(job);
      if (end.kind === "later") return jobs.postpone(job, Math.max(0, end.later - clock.now()), end.reason);
      return failed(job, end.error);
    };
    for (let tries = 1; ; tries++) {
      try {
        return await store();
      } catch (error) {
        // After the last try the lease ends by itself, and the job is done once more.
        log.warn("What became of a job could not be stored.", {
          jobId: job.id,
          kind: job.kind,
          attempts: tries,
          error,
        });
        if (tries === STORING_TRIES || closing.signal.aborted) return;
        await clock.sleep(tries * 500, closing.signal);
      }
    }
  };

  const attempt = async (job: Job) => {
    try {
      const end = await handlers[job.kind]?.(job, closing.signal);
      return end ? { kind: "later" as const, ...end } : { kind: "done" as const };
    } catch (error) {
      return { kind: "failed" as const, error };
    }
  };

  const failed = (job: Job, error: unknown) => {
    const dead = job.attempts >= mostAttempts;
    const fields = { jobId: job.id, tenantId: job.tenantId, kind: job.kind, attempts: job.attempts, error };
    if (dead) log.error("A job has died.", fields);
    else log.warn("A job failed and will be tried again.", fields);
    const afterMs = backoff(job.attempts, pauses, fraction);
    return jobs.fail(job, { error: error instanceof Error ? error.message : String(error), afterMs, dead });
  };

  /** Begins what is due; the answered promises end with the jobs. */
  const begin = async (): Promise<readonly Promise<void>[]> => {
    const free = slots - running.size;
    if (free <= 0 || closing.signal.aborted) return [];
    const claimed = await jobs.claim(kinds, free);
    if (claimed.length > 0) crashpoint("after-claim");
    return claimed.map((job) => {
      const work = perform(job).finally(() => {
        running.delete(work);
        ring();
      });
      running.add(work);
      return work;
    });
  };

  const run = async () => {
    while (!closing.signal.aborted) {
      bell = new AbortController();
      try {
        void (await begin());
      } catch (error) {
        log.warn("Due jobs could not be read.", { part: "jobs", error });
      }
      if (!bell.signal.aborted) await clock.sleep(1_000, bell.signal);
    }
  };

  return {
    start() {
      unsubscribe = wakeups.on("jobs", (keys) => {
        if (keys === "all" || keys.some((key) => kinds.includes(key))) ring();
      });
      loop ??= run();
    },
    async tick() {
      const begun = await begin();
      await Promise.all(begun);
      return begun.length;
    },
    async close() {
      closing.abort();
      unsubscribe();
      ring();
      await loop;
      await Promise.all(running);
    },
  };
}
