import type { Millis } from "../kit/clock.ts";
import type { Database } from "../db/db.ts";
import type { Row, Rows } from "../db/engine.ts";
import { prepared } from "../db/prepared.ts";
import type { Hint } from "../db/wakeups.ts";

export type JobsTables = {
  readonly jobs: {
    readonly tenant_id: string;
    readonly id: string;
    readonly kind: string;
    readonly key: string;
    /** JSON. */
    readonly payload: string;
    readonly run_at: Millis;
    readonly generation: number;
    readonly attempts: number;
    readonly leased_until: Millis;
    readonly last_error: string | null;
    readonly dead_at: Millis | null;
  };
};

/** Work to be done at least once, soon after `runAt`. One job a (tenant, kind, key): asking again renews it. */
export type NewJob = {
  readonly tenantId: string;
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: unknown;
  readonly runAt: Millis;
};

/** A job that this process may do until `leasedUntil`, by the database's clock. */
export type Job = Omit<NewJob, "runAt"> & {
  /** How often it was begun, this time included. */
  readonly attempts: number;
  readonly generation: number;
  readonly leasedUntil: Millis;
};

export type Jobs = {
  /** Takes up to `limit` due jobs of these kinds for the length of a lease; no two callers get the same. */
  claim(kinds: readonly string[], limit: number): Promise<readonly Job[]>;
  /** It is done and forgotten, unless it was asked for again meanwhile: then it is due at once. */
  finish(job: Job): Promise<void>;
  /** To be tried again after `afterMs`, by the database's clock; with `dead` never, until somebody asks for it again. */
  fail(job: Job, failure: { readonly error: string; readonly afterMs: Millis; readonly dead: boolean }): Promise<void>;
  /** To be tried again after `afterMs`, through no fault of its own: the attempt does not count. */
  postpone(job: Job, afterMs: Millis, reason: string): Promise<void>;
  /** Ends every lease: only for a process that is known to be alone with the database, so that their holders are dead. */
  endLeases(): Promise<void>;
};

/**
 * Rows for a write that asks for jobs. A job that is there already, also one that runs now or has died, gets a new generation
 * and so runs (again) after this write.
 */
export function jobRows(jobs: readonly NewJob[]): Rows {
  const newest = new Map(jobs.map((job) => [JSON.stringify([job.kind, job.key]), job]));
  return { into: "jobs", values: [...newest.values()].map(row), conflict: askedAgain };
}

const askedAgain = `(tenant_id, kind, key) do update set
  generation = jobs.generation + 1,
  payload = excluded.payload,
  run_at = case when excluded.run_at < jobs.run_at then excluded.run_at else jobs.run_at end,
  attempts = case when jobs.dead_at is null then jobs.attempts else 0 end,
  dead_at = null`;

function row({ tenantId, id, kind, key, payload, runAt }: NewJob): Row {
  return { tenant_id: tenantId, id, kind, key, payload: JSON.stringify(payload ?? null), run_at: runAt };
}

/** To be sent with the write that holds `jobRows(jobs)`. */
export function jobHints(jobs: readonly NewJob[]): readonly Hint[] {
  return [...new Set(jobs.map(({ kind }) => kind))].map((kind) => ({ topic: "jobs", key: kind }));
}

/** `leaseMs`: after this long a job that was neither finished nor failed is somebody else's. */
export function createJobs({ db, leaseMs = 30_000 }: { db: Database; leaseMs?: Millis }): Jobs {
  const sql = db.query<JobsTables>();
  const { now, start } = db.time;

  const dueOf = (kinds: readonly string[]) =>
    prepared<{ limit: number }, JobsTables["jobs"]>((place) =>
      db
        .withoutTenant<JobsTables>("due jobs")
        .with("due", (from) => {
          const due = from
            .selectFrom("jobs")
            .select(["tenant_id as due_tenant", "id as due_id"])
            .where("dead_at", "is", null)
            .where("run_at", "<=", start)
            .where("leased_until", "<=", start)
            .where("kind", "in", kinds)
            .orderBy("run_at")
            .limit(place("limit"));
          return db.kind === "postgres" ? due.forUpdate().skipLocked() : due;
        })
        .updateTable("jobs")
        .from("due")
        .set(({ eb }) => ({ attempts: eb("attempts", "+", 1), leased_until: eb(now, "+", leaseMs) }))
        .whereRef("tenant_id", "=", "due_tenant")
        .whereRef("id", "=", "due_id")
        .returning(columns),
    );
  const claims = new Map<string, ReturnType<typeof dueOf>>();

  type Held = { tenantId: string; id: string; attempts: number; leasedUntil: Millis };
  const held = (job: Job): Held => ({
    tenantId: job.tenantId,
    id: job.id,
    attempts: job.attempts,
    leasedUntil: job.leasedUntil,
  });

  const forget = prepared<Held & { generation: number }, { id: string }>((place) =>
    sql
      .deleteFrom("jobs")
      .where("tenant_id", "=", place("tenantId"))
      .where("id", "=", place("id"))
      .where("attempts", "=", place("attempts"))
      .where("leased_until", "=", place("leasedUntil"))
      .where("generation", "=", place("generation"))
      .returning("id"),
  );

  /** Only while the lease is still this caller's. A newer generation makes it due at once, whatever the caller wants. */
  const giveBack = async (
    job: Job,
    {
      afterMs,
      attempts,
      error,
      deadAt,
    }: { afterMs: Millis; attempts: number; error: string | null; deadAt: typeof now | null },
  ) => {
    const { generation } = job;
    await sql
      .updateTable("jobs")
      .set(({ eb }) => ({
        leased_until: 0,
        attempts,
        last_error: error,
        run_at: eb
          .case()
          .when("generation", "=", generation)
          .then(eb(now, "+", afterMs))
          .else(now)
          .end(),
        dead_at: deadAt && eb.case().when("generation", "=", generation).then(deadAt).else(null).end(),
      }))
      .where("tenant_id", "=", job.tenantId)
      .where("id", "=", job.id)
      .where("attempts", "=", job.attempts)
      .where("leased_until", "=", job.leasedUntil)
      .execute();
  };

  return {
    async endLeases() {
      await db
        .withoutTenant<JobsTables>("due jobs")
        .updateTable("jobs")
        .set({ leased_until: 0 })
        .where("leased_until", ">", 0)
        .execute();
    },
    async claim(kinds, limit) {
      const name = kinds.join();
      const statement = claims.get(name) ?? dueOf(kinds);
      claims.set(name, statement);
      const rows = await db.execute(statement({ limit }));
      return rows.toSorted((a, b) => a.run_at - b.run_at).map(claimed);
    },
    async finish(job) {
      const gone = await db.execute(forget({ ...held(job), generation: job.generation }));
      if (gone.length > 0) return;
      await giveBack(job, { afterMs: 0, attempts: job.attempts, error: null, deadAt: null });
      db.wakeups.send([{ topic: "jobs", key: job.kind }]);
    },
    fail: (job, { error, afterMs, dead }) =>
      giveBack(job, { afterMs, attempts: job.attempts, error: error.slice(0, 500), deadAt: dead ? now : null }),
    postpone: (job, afterMs, reason) =>
      giveBack(job, { afterMs, attempts: job.attempts - 1, error: reason.slice(0, 500), deadAt: null }),
  };
}

/** By name: `jobs.*` is not allowed here on SQLite, and `*` has the columns of `due` on PostgreSQL. */
const columns = [
  "tenant_id",
  "id",
  "kind",
  "key",
  "payload",
  "run_at",
  "generation",
  "attempts",
  "leased_until",
  "last_error",
  "dead_at",
] as const;

function claimed(job: JobsTables["jobs"]): Job {
  return {
    tenantId: job.tenant_id,
    id: job.id,
    kind: job.kind,
    key: job.key,
    payload: JSON.parse(job.payload),
    attempts: job.attempts,
    generation: job.generation,
    leasedUntil: job.leased_until,
  };
}
