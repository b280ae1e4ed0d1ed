import { sql } from "kysely";
import { createKysely } from "./dialect.ts";
import type { Database } from "./db.ts";

/** The resulting schema as text, to be committed and compared: SQLite's own, since it keeps each statement as it was written. */
export async function describeSchema(db: Database): Promise<string> {
  if (db.kind !== "sqlite")
    throw new Error("the schema is described from SQLite; both databases run the same migrations");
  const statements = sql<{ sql: string }>`
    select sql from sqlite_schema where sql is not null and name not like 'sqlite_%' order by tbl_name, type desc, name`;
  const { rows } = await statements.execute(createKysely(db.kind, db.engine.run));
  return `${rows.map((row) => `${row.sql.replaceAll(/\s+/g, " ")};`).join("\n")}\n`;
}
