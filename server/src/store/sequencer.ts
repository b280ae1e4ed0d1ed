import { sql, type RawBuilder } from "kysely";
import type { Database } from "../db/db.ts";
import type { Clock } from "../kit/clock.ts";
import type { Log } from "../kit/log.ts";
import { isUniqueViolation } from "../db/unique-violation.ts";
import { EVENTS_TOPIC } from "./following.ts";

/** Gives committed events their places in their tenant's order, so that a reader's cursor skips nothing. */
export type Sequencer = {
  /** Runs until closed: soon after a commit of this node, and each second anyway. */
  start(): void;
  /** Numbers what has no number; answers how many events. Several nodes may do so at once. */
  tick(): Promise<number>;
  close(): Promise<void>;
};

const batch = 1_000;
/** Events of this long share one statement, which waits for the disk once. */
const gatherMs = 50;

export function createSequencer({ db, clock, log }: { db: Database; clock: Clock; log: Log }): Sequencer {
  const unsealed = db.withoutTenant("unsealed events");
  const closing = new AbortController();
  let bell = new AbortController();
  let loop: Promise<void> | undefined;
  let unsubscribe = () => {};

  const tick = async () => {
    try {
      const { rows } = await numberBatch.execute(unsealed);
      const tenants = new Set(rows.map(({ tenant_id: tenantId }) => tenantId));
      db.wakeups.send([...tenants].map((key) => ({ topic: EVENTS_TOPIC, key })));
      return rows.length;
    } catch (error) {
      // Another node numbered them first.
      if (isUniqueViolation(error)) return 0;
      throw error;
    }
  };

  const run = async () => {
    while (!closing.signal.aborted) {
      bell = new AbortController();
      await clock.sleep(gatherMs, closing.signal);
      try {
        while ((await tick()) === batch);
      } catch (error) {
        log.warn("Events could not be put in order yet.", { part: "store", error });
      }
      await clock.sleep(1_000, bell.signal);
    }
  };

  return {
    start() {
      unsubscribe = db.wakeups.on("request", () => bell.abort("something happened"));
      loop ??= run();
    },
    tick,
    async close() {
      closing.abort();
      unsubscribe();
      bell.abort();
      await loop;
    },
  };
}

/**
 * One statement. The versions of a request follow each other even where a clock stepped back (`steady` never falls within a
 * subject). Two nodes that number at once would give one number twice, which the unique index refuses; a number is therefore
 * given only when all before it are committed, and no reader sees the later without the earlier.
 */
const numberBatch: RawBuilder<{ readonly tenant_id: string }> = sql`
  with unsealed as (
    select tenant_id, id, subject, subject_version,
      max(at) over (partition by tenant_id, subject order by subject_version, at, id) as steady
    from events where seq is null),
  batch as (
    select tenant_id, id, subject, subject_version, steady from unsealed
    order by steady, subject, subject_version, id limit ${sql.lit(batch)}),
  numbered as (
    select tenant_id, id, row_number() over (partition by tenant_id order by steady, subject, subject_version, id) as place
    from batch)
  update events set seq = numbered.place + coalesce(
    (select max(sealed.seq) from events as sealed where sealed.tenant_id = numbered.tenant_id and sealed.seq is not null), 0)
  from numbered
  where events.tenant_id = numbered.tenant_id and events.id = numbered.id and events.seq is null
  returning events.tenant_id`;
