import type { Database } from "../db/db.ts";
import type { Forget } from "../db/forget.ts";
import type { Clock, Millis } from "../kit/clock.ts";
import type { Log } from "../kit/log.ts";
import { forgetRequests, type RequestsGone } from "./forget-requests.ts";

/** Forgets what ended some time ago: requests where that is wished, and always what can do nothing any more. */
export type Retention = {
  /** Runs until closed: at once and then each hour. */
  start(): void;
  /** Forgets everything that is old enough, in batches; answers how many of each kind. */
  tick(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
};

type Parts = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** How long ended requests are kept; undefined: for ever. */
  readonly keepMs: Millis | undefined;
  readonly gone: RequestsGone;
  /** What other folders forget of their own, by the word for it in the log. */
  readonly spent: Readonly<Record<string, Forget>>;
};

/** Spent codes, sign-ins and the like are kept this long at the most: they are of use to nobody, and secrets were behind them. */
const KEEP_SPENT_MS: Millis = 30 * 86_400_000;
const HOUR_MS: Millis = 3_600_000;

export function createRetention({ db, clock, log, keepMs, gone, spent }: Parts): Retention {
  const closing = new AbortController();
  let loop: Promise<void> | undefined;
  const keepSpentMs = Math.min(keepMs ?? KEEP_SPENT_MS, KEEP_SPENT_MS);
  const all: readonly (readonly [kind: string, forget: Forget, keepMs: Millis])[] = [
    ...(keepMs === undefined ? [] : [["requests", forgetRequests({ db, gone }), keepMs] as const]),
    ...Object.entries(spent).map(([kind, forget]) => [kind, forget, keepSpentMs] as const),
  ];

  async function forgetAll(forget: Forget, keep: Millis): Promise<number> {
    let forgotten = 0;
    for (let last = -1; last !== 0 && !closing.signal.aborted; forgotten += last) last = await forget(keep);
    return forgotten;
  }

  const tick = async () => {
    const counts: Record<string, number> = {};
    for (const [kind, forget, keep] of all) {
      try {
        counts[kind] = await forgetAll(forget, keep);
      } catch (error) {
        log.warn("What has ended could not be forgotten yet.", { part: "store", kind, error });
      }
    }
    return counts;
  };

  const run = async () => {
    while (!closing.signal.aborted) {
      for (const [kind, count] of Object.entries(await tick()))
        if (count > 0) log.info("Forgot what ended long ago.", { kind, count });
      await clock.sleep(HOUR_MS, closing.signal);
    }
  };

  return {
    start() {
      loop ??= run();
    },
    tick,
    async close() {
      closing.abort();
      await loop;
    },
  };
}
