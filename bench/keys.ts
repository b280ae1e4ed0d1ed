/** What checking an API key costs: its time on SQLite, its statements on PostgreSQL. */
import { createApiKeys } from "../server/src/access/api-keys/api-keys.ts";
import { LOCAL_TENANT } from "../server/src/access/callers.ts";
import { databaseOver, openDatabase, type Database } from "../server/src/db/db.ts";
import type { Run } from "../server/src/db/engine.ts";
import { systemClock } from "../server/src/kit/clock.ts";
import { systemIds } from "../server/src/kit/ids.ts";
import { createLog } from "../server/src/kit/log.ts";
import { MIGRATIONS } from "../server/src/migrations.ts";
import { eventRows } from "../server/src/store/event-rows.ts";
import { median, quantile } from "./measure.ts";
import type { Places } from "./places.ts";
import { table, verdict } from "./table.ts";

const mostMicros = 50;
/** Keys in the table, of which one is checked: a tenant may have no more that work. */
const keysBeside = 499;
/** So many checks are timed together, for one is shorter than what a timer tells. */
const batch = 50;

export async function keys(places: Places, checks: number): Promise<string> {
  const sqlite = await measured("sqlite", places.sqlite(), checks);
  const postgres = await measured("postgres", await places.postgres(), checks);
  const one = postgres.reads === 1 && postgres.writes === 0 && postgres.index === "api_keys_hash";
  const lines = [
    ["SQLite", ...figures(sqlite), `< ${mostMicros} µs`, verdict(median(sqlite.micros) < mostMicros)],
    ["PostgreSQL", ...figures(postgres), "one read by an index, no write", verdict(one)],
  ];
  return table(["database", "p50", "p99", "statements that read", "that write", "index", "target", ""], lines);
}

type Measured = {
  readonly micros: readonly number[];
  /** Of one check. */
  readonly reads: number;
  readonly writes: number;
  readonly index: string;
};

function figures({ micros, reads, writes, index }: Measured): string[] {
  const time = (share: number) => `${quantile(micros, share).toFixed(1)} µs`;
  return [time(0.5), time(0.99), String(reads), String(writes), index];
}

async function measured(adapter: "sqlite" | "postgres", uri: string, checks: number): Promise<Measured> {
  const clock = systemClock;
  const ids = systemIds(clock);
  const log = createLog({ level: "silent" });
  const opened = await openDatabase({ adapter, uri, clock, ids, log, migrations: MIGRATIONS });
  const seen: string[] = [];
  const db = watched(opened, seen);
  const facts: Parameters<typeof createApiKeys>[0]["facts"] = (fact) =>
    eventRows({ ...fact, id: ids.id(), at: clock.now() });
  const apiKeys = createApiKeys({ db, ids, clock, facts, failed: (error) => log.warn("not noted", { error }) });
  try {
    const [{ raw_key: key }] = [await apiKeys.create(LOCAL_TENANT, "bench", {})];
    for (let made = 0; made < keysBeside; made++) await apiKeys.create(LOCAL_TENANT, "bench", {});
    const check = async () => {
      if (!(await apiKeys.check(key))) throw new Error("the key opened nothing");
    };
    // The first use is noted, and none in the minute after it.
    for (let warm = 0; warm < checks / 10; warm++) await check();
    const micros: number[] = [];
    seen.length = 0;
    for (let at = 0; at < checks / batch; at++) {
      const started = performance.now();
      for (let each = 0; each < batch; each++) await check();
      micros.push(((performance.now() - started) * 1000) / batch);
    }
    const all = micros.length * batch;
    const reads = seen.filter((text) => /^select/i.test(text)).length / all;
    return { micros, reads, writes: seen.length / all - reads, index: await indexOf(opened, seen[0] ?? "") };
  } finally {
    await opened.close();
  }
}

/** The same database, whose statements are told. */
function watched(opened: Database, seen: string[]): Database {
  const { engine } = opened;
  const telling =
    (run: Run): Run =>
    (statement) => {
      seen.push(statement.sql);
      return run(statement);
    };
  return databaseOver({
    engine: {
      ...engine,
      run: telling(engine.run),
      read: telling(engine.read),
      write: (write) => {
        seen.push(write.guard.sql);
        return engine.write(write);
      },
    },
    wakeups: opened.wakeups,
    migrations: opened.migrations,
  });
}

/** The index by which the database reads, as it says itself. */
async function indexOf({ engine }: Database, sql: string): Promise<string> {
  const explain = engine.kind === "postgres" ? "explain" : "explain query plan";
  const { rows } = await engine.run({ sql: `${explain} ${sql}`, parameters: ["0".repeat(64)] });
  const plan = rows.map((row) => Object.values(row).join(" ")).join("\n");
  return /\b(?:using|INDEX) (?:INDEX )?(\w+)/.exec(plan)?.[1] ?? "none";
}
