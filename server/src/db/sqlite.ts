import Sqlite from "better-sqlite3";
import type { QueryResult } from "kysely";
import type { Clock } from "../kit/clock.ts";
import { StartRefused, Unavailable } from "../kit/failures.ts";
import type { Engine, GuardedRows, Row, Rows, Statement } from "./engine.ts";
import { existsText } from "./exists.ts";
import { createGroupCommit, isStorageFailure } from "./group-commit.ts";
import { lockFile } from "./lockfile.ts";
import { sqliteSnapshot } from "./sqlite-snapshot.ts";

export type SqliteOptions = { readonly file: string; readonly clock: Clock; readonly queueLimit?: number };

/** SQLite in a file, or `:memory:`. One connection: reads are answered at once, writes of one turn share a commit. */
export function openSqlite({ file, clock, queueLimit = 2_000 }: SqliteOptions): Engine {
  const { handle, unlock } = opened(file);
  handle.function("now_ms", { deterministic: false }, () => BigInt(clock.now()));
  const prepare = statementCache(handle);
  const group = createGroupCommit({ handle, limit: queueLimit });

  const execute = (statement: Statement): QueryResult<Row> => {
    const prepared = prepare(statement.sql);
    if (prepared.reader) return { rows: prepared.all(...statement.parameters) };
    return { rows: [], numAffectedRows: BigInt(prepared.run(...statement.parameters).changes) };
  };

  const insert = (rows: Rows) => {
    const columns = Object.keys(rows.values[0] ?? {});
    const sought = Object.values(rows.where?.has ?? {}).flat();
    const prepared = prepare(insertText(rows, columns));
    for (const row of rows.values) prepared.run(...columns.map((column) => row[column] ?? null), ...sought);
  };

  const apply = ({ guard, rows }: GuardedRows): boolean => {
    const met = execute(guard);
    if (met.rows.length === 0 && !met.numAffectedRows) return false;
    rows.filter(({ values }) => values.length > 0).forEach(insert);
    return true;
  };

  const read = async (statement: Statement) => reading(() => execute(statement));

  return {
    kind: "sqlite",
    run: (statement) => (prepare(statement.sql).readonly ? read(statement) : group.add(() => execute(statement))),
    read,
    write: (write) => group.add(() => apply(write)),
    async alone(work) {
      const resume = group.pause();
      handle.exec("begin immediate");
      try {
        const result = await work(async (statement) => execute(statement));
        handle.exec("commit");
        return result;
      } finally {
        if (handle.inTransaction) handle.exec("rollback");
        resume();
      }
    },
    snapshot: async () => sqliteSnapshot(handle),
    async close() {
      group.close();
      handle.close();
      unlock();
    },
  };
}

function opened(file: string): { readonly handle: Sqlite.Database; readonly unlock: () => void } {
  let unlock = () => {};
  try {
    if (file !== ":memory:") unlock = lockFile(file);
    const handle = new Sqlite(file, { timeout: 5_000 });
    handle.pragma("foreign_keys = on");
    // Each checkpoint waits for the disk twice: four times as seldom as usual, for a log of at most some 16 MB.
    handle.pragma("wal_autocheckpoint = 4000");
    if (file !== ":memory:") makeDurable(handle, file);
    return { handle, unlock };
  } catch (cause) {
    unlock();
    if (cause instanceof StartRefused) throw cause;
    throw new StartRefused(
      `The database file ${file} cannot be opened; check that its folder exists and that it is a database you may write.`,
      { cause },
    );
  }
}

/** The driver's build falls back to NORMAL in WAL mode, which may lose acknowledged commits at a power cut: set, then ask. */
export function makeDurable(handle: Sqlite.Database, file: string): void {
  const journal = handle.pragma("journal_mode = wal", { simple: true });
  if (journal !== "wal")
    throw new StartRefused(`${file} lies on a file system without WAL support; put DATA_DIR on a local disk.`);
  handle.pragma("synchronous = full");
  assertDurable(handle, file);
}

/** Throws unless every commit of this connection waits for the disk. */
export function assertDurable(handle: Sqlite.Database, file: string): void {
  const full = 2;
  if (handle.pragma("synchronous", { simple: true }) !== full) {
    throw new StartRefused(
      `${file} does not accept synchronous=FULL, without which an acknowledged decision could be lost.`,
    );
  }
}

/** Compiled once a text: the texts of this program are few, and those with lists of varying length are let go oldest first. */
function statementCache(handle: Sqlite.Database): (text: string) => Sqlite.Statement<unknown[], Row> {
  const cache = new Map<string, Sqlite.Statement<unknown[], Row>>();
  return (text) => {
    const known = cache.get(text);
    if (known) return known;
    const [oldest] = cache.keys();
    if (cache.size >= 500 && oldest !== undefined) cache.delete(oldest);
    const prepared = handle.prepare<unknown[], Row>(text);
    cache.set(text, prepared);
    return prepared;
  };
}

function insertText({ into, conflict, where }: Rows, columns: readonly string[]): string {
  const names = columns.map((column) => `"${column}"`).join(", ");
  const places = columns.map(() => "?").join(", ");
  const source = where ? `select ${places} where ${existsText(where, () => "?")}` : `values (${places})`;
  return `insert into "${into}" (${names}) ${source}${conflict ? ` on conflict ${conflict}` : ""}`;
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!isStorageFailure(cause)) throw cause;
    throw new Unavailable("unavailable", "The database cannot be read now.", { cause });
  }
}
