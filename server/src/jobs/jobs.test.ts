import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import type { Database } from "../db/db.ts";
import { systemClock } from "../kit/clock.ts";
import { systemIds } from "../kit/ids.ts";
import { virtualClock } from "../kit/virtual-clock.ts";
import { createJobs, jobHints, jobRows, type Job, type JobsTables, type NewJob } from "./jobs.ts";
import { jobsMigration } from "./migration.ts";

const ids = systemIds(systemClock);

/** Asks for jobs in a write whose guard always holds: a job of another kind. */
async function ask(db: Database, ...jobs: readonly Omit<NewJob, "id" | "tenantId">[]): Promise<void> {
  const guard = db
    .query<JobsTables>()
    .insertInto("jobs")
    .values({
      tenant_id: "t",
      id: ids.id(),
      kind: "guard",
      key: ids.id(),
      payload: "{}",
      run_at: 0,
    } as JobsTables["jobs"])
    .compile();
  const asked = jobs.map((job): NewJob => Object.assign({ tenantId: "t", id: ids.id() }, job));
  expect(await db.write("t", { guard, rows: [jobRows(asked)], wake: jobHints(asked) })).toBe(true);
}

const send = (key = "a", runAt = 0) => ({ kind: "send", key, payload: { key }, runAt });

async function claimOne(jobs: ReturnType<typeof createJobs>): Promise<Job> {
  const [job] = await jobs.claim(["send"], 10);
  if (!job) throw new Error("no job is due");
  return job;
}

describeEachDatabase("jobs", [jobsMigration], (databases) => {
  const open = async () => {
    const clock = virtualClock();
    const db = await databases.open({ clock, time: "clock" });
    return { clock, db, jobs: createJobs({ db, leaseMs: 1_000 }) };
  };

  test("a due job is claimed once, oldest first, and of the named kinds only", async () => {
    const { clock, db, jobs } = await open();
    await ask(db, send("later", clock.now() + 1), send("b", 2), send("a", 1));
    expect(await jobs.claim(["other"], 10)).toEqual([]);
    expect(
      (await jobs.claim(["send", "other"], 10)).map(({ key, payload, attempts }) => [key, payload, attempts]),
    ).toEqual([
      ["a", { key: "a" }, 1],
      ["b", { key: "b" }, 1],
    ]);
    expect(await jobs.claim(["send"], 10)).toEqual([]);
    await clock.advance(1);
    expect((await jobs.claim(["send"], 10)).map(({ key }) => key)).toEqual(["later"]);
  });

  test("twenty claims at once share the jobs without overlap", async () => {
    const { db, jobs } = await open();
    await ask(db, ...Array.from({ length: 60 }, (_, n) => send(`k${n}`)));
    const claims = await Promise.all(Array.from({ length: 20 }, () => jobs.claim(["send"], 4)));
    const rest = await jobs.claim(["send"], 100);
    const keys = [...claims, rest].flat().map(({ key }) => key);
    expect(keys).toHaveLength(60);
    expect(new Set(keys).size).toBe(60);
  });

  test("asked for twice before it runs it runs once, at the earlier time", async () => {
    const { clock, db, jobs } = await open();
    await ask(db, send("a", clock.now() + 5_000));
    await ask(db, send("a", clock.now()));
    await jobs.finish(await claimOne(jobs));
    await clock.advance(10_000);
    expect(await jobs.claim(["send"], 10)).toEqual([]);
  });

  test("asked for again while it runs it runs again", async () => {
    const { db, jobs } = await open();
    await ask(db, send());
    const job = await claimOne(jobs);
    await ask(db, send());
    expect(await jobs.claim(["send"], 10)).toEqual([]);
    await jobs.finish(job);
    await jobs.finish(await claimOne(jobs));
    expect(await jobs.claim(["send"], 10)).toEqual([]);
  });

  test("asked for again while it fails it does not wait for its next try", async () => {
    const { db, jobs } = await open();
    await ask(db, send());
    const job = await claimOne(jobs);
    await ask(db, send());
    await jobs.fail(job, { error: "x", afterMs: 60_000, dead: true });
    expect((await claimOne(jobs)).attempts).toBe(2);
  });

  test("a failed job waits for its time, a postponed one does not count the attempt", async () => {
    const { clock, db, jobs } = await open();
    await ask(db, send());
    await jobs.fail(await claimOne(jobs), { error: "x", afterMs: 500, dead: false });
    expect(await jobs.claim(["send"], 10)).toEqual([]);
    await clock.advance(500);
    await jobs.postpone(await claimOne(jobs), 500, "429");
    await clock.advance(500);
    expect((await claimOne(jobs)).attempts).toBe(2);
  });

  test("after its lease another may have it, and the first can no longer finish or fail it", async () => {
    const { clock, db, jobs } = await open();
    await ask(db, send());
    const first = await claimOne(jobs);
    await clock.advance(1_001);
    const second = await claimOne(jobs);
    await jobs.finish(first);
    await jobs.fail(first, { error: "x", afterMs: 0, dead: true });
    expect(await jobs.claim(["send"], 10)).toEqual([]);
    await jobs.finish(second);
    await clock.advance(10_000);
    expect(await jobs.claim(["send"], 10)).toEqual([]);
  });

  test("a dead job stays, visible and unclaimed, until it is asked for again", async () => {
    const { clock, db, jobs } = await open();
    await ask(db, send());
    await jobs.fail(await claimOne(jobs), { error: "gave up", afterMs: 0, dead: true });
    await clock.advance(10_000);
    expect(await jobs.claim(["send"], 10)).toEqual([]);
    const dead = db
      .query<JobsTables>()
      .selectFrom("jobs")
      .select("last_error")
      .where("tenant_id", "=", "t")
      .where("dead_at", "is not", null);
    expect(await dead.execute()).toEqual([{ last_error: "gave up" }]);
    await ask(db, send());
    expect((await claimOne(jobs)).attempts).toBe(1);
  });
});
