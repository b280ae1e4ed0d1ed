import type { GuardedRows, Rows, Statement } from "./engine.ts";

/**
 * The whole write as one statement, so one round trip and one commit: the rows are inserted from the guard's own row. Its text
 * is the same however many rows there are, since they travel as one JSON parameter a table.
 */
export function guardedStatement({ guard, rows }: GuardedRows): Statement {
  const filled = rows.filter(({ values }) => values.length > 0);
  const inserts = filled.map((table, index) => insertFromGuard(table, index, guard.parameters.length + index + 1));
  const parts = [`guard as (${guard.sql} returning 1)`, ...inserts];
  return {
    sql: `with ${parts.join(", ")} select 1 as met from guard`,
    parameters: [...guard.parameters, ...filled.map(({ values }) => JSON.stringify(values))],
  };
}

function insertFromGuard({ into, values, conflict }: Rows, index: number, parameter: number): string {
  const columns = Object.keys(values[0] ?? {}).map((column) => `"${column}"`);
  const source = columns.map((column) => `r.${column}`).join(", ");
  const insert = `insert into "${into}" (${columns.join(", ")}) select ${source} from guard`;
  const records = `json_populate_recordset(null::"${into}", $${parameter}::json) r`;
  return `rows${index} as (${insert}, ${records}${conflict ? ` on conflict ${conflict}` : ""})`;
}
