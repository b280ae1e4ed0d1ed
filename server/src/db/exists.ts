import type { Rows } from "./engine.ts";

/** That a table has a row like one of these, as SQL; `place` names the next parameter, in the order of the rows and their columns. */
export function existsText({ table, like }: NonNullable<Rows["where"]>, place: () => string): string {
  const each = like.map((row) => {
    const equal = Object.keys(row).map((column) => `"${column}" = ${place()}`);
    return `exists (select 1 from "${table}" where ${equal.join(" and ")})`;
  });
  return `(${each.join(" or ")})`;
}
