import { createHash } from "node:crypto";
import { pipeline, Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { Clock } from "../kit/clock.ts";
import type { Database } from "./db.ts";

export const backupFormat = "loopgate-backup";

/** First line. `schema`: the migrations that the rows have seen. */
export type BackupHeader = {
  readonly format: typeof backupFormat;
  readonly version: 1;
  readonly time: string;
  readonly schema: readonly string[];
};

/** Last line: how many rows each table has, and the SHA-256 of all lines before. */
export type BackupTrailer = { readonly rows: Readonly<Record<string, number>>; readonly sha256: string };

/**
 * One moment of the whole database as gzipped lines of JSON: a header, `[table, row]` for each row, a trailer. It can be
 * restored into either kind of database. Everything that people and agents wrote is in it: keep it as safe as the database.
 */
export function backup(db: Database, clock: Clock): Readable {
  // A failure destroys the last stream with its error, which whoever reads it sees.
  return pipeline(Readable.from(lines(db, clock)), createGzip(), () => {});
}

async function* lines(db: Database, clock: Clock): AsyncGenerator<string> {
  const hash = createHash("sha256");
  const line = (value: unknown): string => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return text;
  };
  const schema = db.migrations.map(({ name }) => name);
  const rows: Record<string, number> = {};
  const snapshot = await db.engine.snapshot();
  try {
    yield line({
      format: backupFormat,
      version: 1,
      time: new Date(clock.now()).toISOString(),
      schema,
    } satisfies BackupHeader);
    for (const table of db.migrations.flatMap(({ tables }) => tables)) {
      rows[table] = 0;
      for await (const batch of snapshot.read(table)) {
        rows[table] += batch.length;
        yield batch.map((row) => line([table, row])).join("");
      }
    }
  } finally {
    await snapshot.close();
  }
  yield `${JSON.stringify({ rows, sha256: hash.digest("hex") } satisfies BackupTrailer)}\n`;
}
