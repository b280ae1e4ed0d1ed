/** The rows that one creation and one decision leave in the database, read back from the gate's own work. */
import { randomUUID } from "node:crypto";
import type { BenchGate } from "./gate.ts";

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;
export type TableRow = { readonly table: string; readonly row: Row };

/** A creation inserts; a decision updates the request's row and inserts the rest. */
export type Rows = {
  readonly created: readonly TableRow[];
  readonly decided: { readonly request: Row; readonly beside: readonly TableRow[] };
};

const tables = ["requests", "events", "deliveries", "jobs"];

/** Runs one creation and one decision on the gate, and takes what they left. */
export async function takeRows(gate: BenchGate): Promise<Rows> {
  const before = await everything(gate);
  const asked = await gate.create();
  const between = await everything(gate);
  await gate.decide(asked);
  const after = await everything(gate);
  const request = after.find(({ table }) => table === "requests");
  if (!request) throw new Error("the gate left no request");
  return {
    created: added(before, between),
    decided: { request: request.row, beside: added(between, after).filter(({ table }) => table !== "requests") },
  };
}

async function everything({ db }: BenchGate): Promise<readonly TableRow[]> {
  const all: TableRow[] = [];
  for (const table of tables) {
    const { rows } = await db.engine.run({ sql: `select * from ${table}`, parameters: [] });
    all.push(...rows.map((row) => ({ table, row: row as Row })));
  }
  return all;
}

function added(before: readonly TableRow[], after: readonly TableRow[]): readonly TableRow[] {
  const known = new Set(before.map(({ table, row }) => `${table} ${String(row["id"])}`));
  return after.filter(({ table, row }) => !known.has(`${table} ${String(row["id"])}`));
}

/** The same rows under ids that nobody has: whoever writes them again leaves as much behind as the gate did. */
export function renamed({ created, decided }: Rows): Rows {
  const names = new Map<Value, Value>();
  const fresh = (value: Value): Value => {
    const known = names.get(value);
    if (known !== undefined) return known;
    const name = randomUUID();
    names.set(value, name);
    return name;
  };
  const rename = (row: Row): Row => ({
    ...row,
    id: fresh(row["id"] ?? null),
    ...("code" in row && { code: fresh(row["code"] ?? null) }),
    ...("subject" in row && { subject: fresh(row["subject"] ?? null) }),
    ...("request_id" in row && { request_id: fresh(row["request_id"] ?? null) }),
    ...("key" in row && { key: fresh(row["key"] ?? null) }),
    ...("seq" in row && { seq: null }),
  });
  const renameAll = (rows: readonly TableRow[]) => rows.map(({ table, row }) => ({ table, row: rename(row) }));
  return {
    created: renameAll(created),
    decided: { request: rename(decided.request), beside: renameAll(decided.beside) },
  };
}

/** What a decision changes in the request's row. */
export const changing = [
  "version",
  "status",
  "outcome",
  "votes",
  "notes",
  "state",
  "changed_at",
  "due_at",
  "ended_at",
] as const;
