import type { Database } from "../db/db.ts";
import type { Agenda, Requests, Store } from "../gate/ports.ts";
import type { Ids } from "../kit/ids.ts";
import { createCommit } from "./commit.ts";
import type { Following } from "./effects.ts";
import { createRequests } from "./requests.ts";

/** The gate's port over the database; the same object answers the clock loop and the lists. */
export function createStore(parts: {
  readonly db: Database;
  readonly ids: Ids;
  readonly following?: Following;
}): Store & Agenda & Requests {
  return { ...createRequests(parts), commit: createCommit(parts) };
}
