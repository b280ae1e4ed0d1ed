import { CommitUnknown } from "../db/commit-unknown.ts";
import type { Database } from "../db/db.ts";
import type { Write } from "../db/write.ts";
import type { Store } from "../gate/ports.ts";
import type { HumanRequest } from "../gate/request.ts";
import { Unavailable } from "../kit/failures.ts";
import type { Ids } from "../kit/ids.ts";
import { hintsOf, rowsOf, type Following } from "./effects.ts";
import { createGuards } from "./guards.ts";
import type { StoreTables } from "./tables.ts";

/** A connection that breaks this often in a row will not come back for this caller. */
const mostTries = 3;

/**
 * Makes a transition durable: guard, event, deliveries and jobs in one write. Where the connection broke on the way, the event
 * at (request, version) tells whether this very transition was saved.
 */
export function createCommit({
  db,
  ids,
  following = nothing,
}: {
  readonly db: Database;
  readonly ids: Ids;
  readonly following?: Following;
}): Store["commit"] {
  const guardOf = createGuards({ db });

  return async (transition) => {
    const { request } = transition;
    const eventId = ids.id();
    const { rows, wake } = following(transition, ids.id);
    const write: Write = {
      guard: guardOf(transition),
      rows: [...rowsOf(transition, eventId, ids.id), ...rows],
      wake: [...hintsOf(transition), ...wake],
    };
    for (let tries = 1; ; tries++) {
      const met = await attempt(db, request.tenantId, write);
      // A guard that meets nothing after an unknown try may have been met by that very try.
      if (met === true || (met === false && tries === 1)) return met;
      const recorded = await eventAt(db, request);
      if (recorded === eventId) db.wakeups.send(write.wake ?? []);
      if (recorded !== undefined) return recorded === eventId;
      if (met === false) return false;
      // Nothing there: the statement failed, or has yet to run; then its guard or ours will meet nothing.
      if (tries === mostTries)
        throw new Unavailable("unavailable", "The database broke off; nothing is known to be saved.");
    }
  };
}

async function attempt(db: Database, tenantId: string, write: Write): Promise<boolean | "unknown"> {
  try {
    return await db.write(tenantId, write);
  } catch (error) {
    if (error instanceof CommitUnknown) return "unknown";
    throw error;
  }
}

/** Whose event stands at this version: ours means saved, another's that somebody else was first. */
async function eventAt(db: Database, request: HumanRequest): Promise<string | undefined> {
  const row = await db
    .query<StoreTables>()
    .selectFrom("events")
    .select("id")
    .where("tenant_id", "=", request.tenantId)
    .where("subject", "=", request.id)
    .where("subject_version", "=", request.version)
    .executeTakeFirst();
  return row?.id;
}

const nothing: Following = () => ({ rows: [], wake: [] });
