/** The same rows by the bare drivers: prepared statements, a transaction for the creation and one for the decision. */
import Sqlite from "better-sqlite3";
import { Client } from "pg";
import { changing, renamed, type Row, type Rows, type TableRow, type Value } from "./rows.ts";

/** Writes and decides one request; resolves when both are on the disk. */
export type Bare = { cycle(caller: number): Promise<void>; close(): Promise<void> };

/** On a database that has the schema already; as durable as the gate sets it. */
export function openBareSqlite(file: string, rows: Rows): Bare {
  const handle = new Sqlite(file);
  handle.pragma("journal_mode = wal");
  handle.pragma("synchronous = full");
  const begin = handle.prepare("begin immediate");
  const commit = handle.prepare("commit");
  const find = handle.prepare("select * from requests where tenant_id = ? and id = ?");
  const update = handle.prepare(updateText(() => "?"));
  const inserts = new Map<string, Sqlite.Statement>();
  const insert = ({ table, row }: TableRow) => {
    const columns = Object.keys(row);
    const known = inserts.get(table) ?? handle.prepare(insertText(table, columns, () => "?"));
    inserts.set(table, known);
    known.run(...columns.map((column) => row[column]));
  };

  return {
    // The driver is synchronous: callers take turns whatever they do.
    async cycle() {
      const { created, decided } = renamed(rows);
      begin.run();
      created.forEach(insert);
      commit.run();
      find.get(decided.request["tenant_id"], decided.request["id"]);
      begin.run();
      if (update.run(...updateValues(decided.request)).changes !== 1) throw new Error("nothing was updated");
      decided.beside.forEach(insert);
      commit.run();
    },
    close: () => Promise.resolve(void handle.close()),
  };
}

/** A connection for each caller. */
export async function openBarePostgres(uri: string, rows: Rows, callers: number): Promise<Bare> {
  const clients = Array.from({ length: callers }, () => new Client(uri));
  for (const client of clients) await client.connect();
  const numbered = (at: number) => `$${at + 1}`;
  const insert = (client: Client, { table, row }: TableRow) => {
    const columns = Object.keys(row);
    return client.query({
      name: table,
      text: insertText(table, columns, numbered),
      values: columns.map((c) => row[c]),
    });
  };

  return {
    async cycle(caller) {
      const client = clients[caller];
      if (!client) throw new Error("there is no connection for this caller");
      const { created, decided } = renamed(rows);
      await client.query("begin");
      for (const each of created) await insert(client, each);
      await client.query("commit");
      const key = [decided.request["tenant_id"], decided.request["id"]];
      await client.query({
        name: "find",
        text: "select * from requests where tenant_id = $1 and id = $2",
        values: key,
      });
      await client.query("begin");
      const values = updateValues(decided.request);
      const { rowCount } = await client.query({ name: "update", text: updateText(numbered), values });
      if (rowCount !== 1) throw new Error("nothing was updated");
      for (const each of decided.beside) await insert(client, each);
      await client.query("commit");
    },
    async close() {
      for (const client of clients) await client.end();
    },
  };
}

type Place = (at: number) => string;

function insertText(table: string, columns: readonly string[], place: Place): string {
  return `insert into ${table} (${columns.join(", ")}) values (${columns.map((_, at) => place(at)).join(", ")})`;
}

function updateText(place: Place): string {
  const sets = changing.map((column, at) => `${column} = ${place(at)}`).join(", ");
  const [tenant, id, version] = [0, 1, 2].map((at) => place(changing.length + at));
  return `update requests set ${sets} where tenant_id = ${tenant} and id = ${id} and version = ${version}`;
}

function updateValues(row: Row): Value[] {
  const values = changing.map((column) => row[column] ?? null);
  return [...values, row["tenant_id"] ?? null, row["id"] ?? null, Number(row["version"]) - 1];
}
