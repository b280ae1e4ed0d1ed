import { sql, type RawBuilder } from "kysely";
import type { Clock, Millis } from "../kit/clock.ts";
import type { Engine } from "./engine.ts";

/** Whose clock rules: the server's own, or the program's clock (simulation and tests; on SQLite always, it has none). */
export type TimeSource = "server" | "clock";

/** The database's clock inside a statement, in milliseconds. */
export type DatabaseTime = {
  /** Read where it stands, on PostgreSQL also after a wait for another's lock: for guards. */
  readonly now: RawBuilder<Millis>;
  /** When the statement began: for searches, since an index can use it. */
  readonly start: RawBuilder<Millis>;
};

/** Stands in a statement for the clock's value at the moment of its execution. */
const clockValue = Object.freeze({ at: "execution" });

export function databaseTime(kind: Engine["kind"], source: TimeSource): DatabaseTime {
  if (kind === "sqlite") return { now: sql<Millis>`now_ms()`, start: sql<Millis>`now_ms()` };
  if (source === "clock") return { now: sql<Millis>`${clockValue}::bigint`, start: sql<Millis>`${clockValue}::bigint` };
  return {
    now: sql<Millis>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`,
    start: sql<Millis>`floor(extract(epoch from statement_timestamp()) * 1000)::bigint`,
  };
}

/** Puts the clock's value where the statement asks for it. */
export function given(parameters: readonly unknown[], clock: Clock): unknown[] {
  return parameters.map((parameter) => (parameter === clockValue ? clock.now() : parameter));
}
