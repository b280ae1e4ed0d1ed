import type { Rows } from "./engine.ts";

/** That a table has such a row, as SQL; `place` names the next parameter, in the order of the columns and their values. */
export function existsText({ table, has }: NonNullable<Rows["where"]>, place: () => string): string {
  const each = Object.entries(has).map(([column, values]) => `"${column}" in (${values.map(place).join(", ")})`);
  return `exists (select 1 from "${table}" where ${each.join(" and ")})`;
}
