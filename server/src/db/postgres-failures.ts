import { DatabaseError } from "pg";
import { Unavailable } from "../kit/failures.ts";
import { CommitUnknown } from "./commit-unknown.ts";

/** The connection itself ended or hangs, so whatever ran on it may have been committed or not. */
export function connectionLost(error: unknown): boolean {
  return !(error instanceof DatabaseError) || /^(57P0|08)/.test(error.code ?? "");
}

/**
 * SQLSTATE classes after which the statement is surely undone and may be tried later: no resources (53), statement timeout or
 * other intervention (57), a read-only or failed-over server (25), serialization or deadlock (40), lock not available (55).
 */
const passing = /^(53|57|25|40|55)/;

export function translated(error: unknown): unknown {
  if (connectionLost(error)) return new CommitUnknown({ cause: error });
  if (error instanceof DatabaseError && passing.test(error.code ?? "")) {
    return new Unavailable("unavailable", "The database cannot do this now; nothing was changed.", { cause: error });
  }
  return error;
}

/** No connection, so nothing was sent. */
export function notConnected(cause: unknown): never {
  throw new Unavailable("unavailable", "The database cannot be reached; nothing was changed.", { cause });
}
