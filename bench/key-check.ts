/** What the check of an API key costs, and what it asks of the database. */
import { createApiKeys } from "../server/src/access/api-keys/api-keys.ts";
import { databaseOver, openDatabase } from "../server/src/db/db.ts";
import type { TenantId } from "../server/src/gate/request.ts";
import { systemClock } from "../server/src/kit/clock.ts";
import { systemIds } from "../server/src/kit/ids.ts";
import { createLog } from "../server/src/kit/log.ts";
import { MIGRATIONS } from "../server/src/migrations.ts";
import { median, spread } from "./measure.ts";
import type { Places } from "./places.ts";
import { table, verdict } from "./table.ts";

const MANY_KEYS = 400;
const TENANTS = 25;
const TARGET_US = 50;

/** Ten thousand keys of twenty-five tenants; checks one after the other. */
export async function keyCheck(
  places: Places,
  { rounds, checks }: { rounds: number; checks: number },
): Promise<string> {
  const lines: string[][] = [];
  for (const adapter of ["sqlite", "postgres"] as const) {
    const uri = adapter === "sqlite" ? places.sqlite() : await places.postgres();
    const told = await measured(adapter, uri, rounds, checks);
    const target = adapter === "sqlite" ? `< ${TARGET_US} µs` : "1 read, 0 writes";
    const met = adapter === "sqlite" ? median(told.us) < TARGET_US : told.reads === 1 && told.writes === 0;
    lines.push([
      adapter === "sqlite" ? "SQLite" : "PostgreSQL",
      `${median(told.us).toFixed(1)} µs (${spread(told.us, 1)})`,
      String(told.reads),
      String(told.writes),
      target,
      verdict(met),
    ]);
  }
  return table(["database", "a check", "reads", "writes", "target", ""], lines);
}

async function measured(adapter: "sqlite" | "postgres", uri: string, rounds: number, checks: number) {
  const clock = systemClock;
  const ids = systemIds(clock);
  const log = createLog({ level: "silent" });
  const db = await openDatabase({ adapter, uri, clock, ids, log, migrations: MIGRATIONS });
  const counted = { reads: 0, writes: 0 };
  const engine = {
    ...db.engine,
    read: (statement: Parameters<typeof db.engine.read>[0]) => {
      counted.reads += 1;
      return db.engine.read(statement);
    },
    run: (statement: Parameters<typeof db.engine.run>[0]) => {
      counted.writes += 1;
      return db.engine.run(statement);
    },
  };
  const watched = databaseOver({ engine, wakeups: db.wakeups, migrations: MIGRATIONS });
  const facts = () => ({ into: "events", values: [] });
  const keys = createApiKeys({ db: watched, ids, clock, facts, failed: () => {} });
  let raw = "";
  for (let tenant = 0; tenant < TENANTS; tenant++)
    for (let at = 0; at < MANY_KEYS; at++) raw = (await keys.create(`tenant ${tenant}` as TenantId, "ann", {})).raw_key;
  await keys.check(raw);
  // The note of the first use, which is written once a minute, is behind it then.
  await new Promise((resolve) => setTimeout(resolve, 100));
  Object.assign(counted, { reads: 0, writes: 0 });
  const us: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    for (let at = 0; at < checks; at++) await keys.check(raw);
    us.push(((performance.now() - began) * 1000) / checks);
  }
  await db.close();
  return { us, reads: counted.reads / (rounds * checks), writes: counted.writes };
}
