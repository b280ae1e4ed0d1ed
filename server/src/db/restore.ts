import { createHash } from "node:crypto";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { sql } from "kysely";
import { StartRefused } from "../kit/failures.ts";
import { backupFormat, type BackupHeader, type BackupTrailer } from "./backup.ts";
import type { Database } from "./db.ts";
import { createKysely } from "./dialect.ts";
import type { Row, Run } from "./engine.ts";

/**
 * Puts a backup into an empty database with this program's schema; all of it, checked to the last line, or nothing. Answers
 * how many rows each table got. Throws `StartRefused` for a backup that is damaged, cut short or newer, and for a database
 * that holds rows.
 */
export async function restore(db: Database, file: Readable): Promise<BackupTrailer["rows"]> {
  const tables = new Set(db.migrations.flatMap((migration) => migration.tables));
  return db.engine.alone(async (run) => {
    await refuseFull(db, run, tables);
    const counted: Record<string, number> = Object.fromEntries([...tables].map((table) => [table, 0]));
    const insert = inserter(db, run);
    const trailer = await eachLine(file, {
      header: (header) => refuseForeign(header, db),
      async row(table, row) {
        if (!tables.has(table)) throw damaged(`it has rows of an unknown table`);
        counted[table] = (counted[table] ?? 0) + 1;
        await insert.add(table, row);
      },
    });
    await insert.flush();
    const same = Object.entries(trailer.rows).every(([table, count]) => counted[table] === count);
    if (!same) throw damaged("its row counts are not those of its last line");
    return counted;
  });
}

async function refuseFull(db: Database, run: Run, tables: ReadonlySet<string>): Promise<void> {
  for (const table of tables) {
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(createKysely(db.kind, run));
    if (rows.length > 0) throw new StartRefused(`The database is not empty (${table}): restore into a new one.`);
  }
}

function refuseForeign(header: BackupHeader, db: Database): void {
  if (header.format !== backupFormat || header.version !== 1)
    throw damaged("it does not begin like a backup of Loopgate");
  const known = new Set(db.migrations.map(({ name }) => name));
  const unknown = header.schema.find((name) => !known.has(name));
  if (unknown)
    throw new StartRefused(`The backup was made by a newer Loopgate (${unknown}): restore it with that version.`);
}

type Reader = { header(header: BackupHeader): void; row(table: string, row: Row): Promise<void> };

/** Reads the lines in order and answers the last, once it has proved that the others are whole. */
async function eachLine(file: Readable, read: Reader): Promise<BackupTrailer> {
  const hash = createHash("sha256");
  let held: string | undefined;
  let first = true;
  for await (const line of lines(file)) {
    if (held !== undefined) {
      hash.update(`${held}\n`);
      if (first) read.header(parsed(held) as BackupHeader);
      else await read.row(...(parsed(held) as [string, Row]));
      first = false;
    }
    held = line;
  }
  const trailer = parsed(held ?? "{}") as Partial<BackupTrailer>;
  if (!trailer.rows || trailer.sha256 !== hash.digest("hex")) throw damaged("its check sum does not match");
  return { rows: trailer.rows, sha256: trailer.sha256 };
}

async function* lines(file: Readable): AsyncGenerator<string> {
  let rest = "";
  const text = pipeline(file, createGunzip(), () => {}).setEncoding("utf8");
  try {
    for await (const chunk of text) {
      const parts = (rest + String(chunk)).split("\n");
      rest = parts.pop() ?? "";
      yield* parts;
    }
  } catch (cause) {
    throw damaged("it cannot be read to its end", cause);
  }
  if (rest !== "") throw damaged("its last line is cut off");
}

/** Whether it is what it seems is for the check sum to say; until then nothing is committed. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch (cause) {
    throw damaged("it has a line that is not JSON", cause);
  }
}

/** Gathers the rows of one table into statements of a bounded size. */
function inserter(db: Database, run: Run): { add(table: string, row: Row): Promise<void>; flush(): Promise<void> } {
  const kysely = createKysely<Record<string, Record<string, unknown>>>(db.kind, run);
  let waiting: Row[] = [];
  let into = "";
  const flush = async () => {
    if (waiting.length > 0) await kysely.insertInto(into).values(waiting).execute();
    waiting = [];
  };
  return {
    async add(table, row) {
      if (table !== into || waiting.length === 100) await flush();
      into = table;
      waiting.push(row);
    },
    flush,
  };
}

function damaged(what: string, cause?: unknown): StartRefused {
  return new StartRefused(`The backup is damaged: ${what}. Nothing was restored.`, { cause });
}
