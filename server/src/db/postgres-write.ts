import type { GuardedRows, Rows, Statement } from "./engine.ts";
import { existsText } from "./exists.ts";

/**
 * The whole write as one statement, so one round trip and one commit: the rows are inserted from the guard's own row. Its text
 * is the same however many rows there are, since they travel as one JSON parameter a table.
 */
export function guardedStatement({ guard, rows }: GuardedRows): Statement {
  const filled = rows.filter(({ values }) => values.length > 0);
  return {
    sql: textOf(guard, filled),
    parameters: [...guard.parameters, ...filled.flatMap(parametersOf)],
  };
}

function parametersOf({ values, where }: Rows): (string | number | null)[] {
  return [JSON.stringify(values), ...Object.values(where?.has ?? {}).flat()];
}

/** Made once for each guard and set of tables: it is some two thousand characters long, and every change needs it. */
function textOf(guard: Statement, filled: readonly Rows[]): string {
  const shape = filled
    .map(({ into, values, where }) =>
      [into, ...Object.keys(values[0] ?? {}), where ? existsText(where, () => "?") : ""].join(),
    )
    .join(" ");
  const known = texts.get(guard.sql)?.get(shape);
  if (known !== undefined) return known;
  let parameters = guard.parameters.length;
  const inserts = filled.map((table, index) => insertFromGuard(table, index, () => `$${++parameters}`));
  const parts = [`guard as (${guard.sql} returning 1)`, ...inserts];
  const text = `with ${parts.join(", ")} select 1 as met from guard`;
  if (texts.size < MOST_GUARDS)
    texts.set(guard.sql, (texts.get(guard.sql) ?? new Map<string, string>()).set(shape, text));
  return text;
}

const texts = new Map<string, Map<string, string>>();
/** The program has some twenty; a guard with a list in it is another text for each length. */
const MOST_GUARDS = 200;

function insertFromGuard({ into, values, conflict, where }: Rows, index: number, place: () => string): string {
  const columns = Object.keys(values[0] ?? {}).map((column) => `"${column}"`);
  const source = columns.map((column) => `r.${column}`).join(", ");
  const insert = `insert into "${into}" (${columns.join(", ")}) select ${source} from guard`;
  const records = `json_populate_recordset(null::"${into}", ${place()}::json) r`;
  const condition = where ? ` where ${existsText(where, place)}` : "";
  return `rows${index} as (${insert}, ${records}${condition}${conflict ? ` on conflict ${conflict}` : ""})`;
}
