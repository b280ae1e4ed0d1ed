import { createReadStream, mkdirSync } from "node:fs";
import { callbackRows } from "./agents/webhooks/ends.ts";
import { readConfig, type Environment } from "./config.ts";
import { openDatabase } from "./db/db.ts";
import { restore as restoreInto } from "./db/restore.ts";
import { createGate } from "./gate/gate.ts";
import { systemClock } from "./kit/clock.ts";
import { systemIds } from "./kit/ids.ts";
import { createLog } from "./kit/log.ts";
import { MIGRATIONS } from "./migrations.ts";
import { createDeliveries } from "./store/deliveries.ts";
import { createStore } from "./store/store.ts";
import { createPeople } from "./access/people.ts";
import { settleRestored, type LetInAgain } from "./access/restored.ts";

/** Why what was pending when the backup was made is not asked again: nobody knows what was answered since. */
const REASON = "restored from a backup";

/**
 * Fills the empty database that the environment names from a backup, which may come from another kind of database.
 * What was pending in it ends as canceled, and nobody is signed in. Answers how many rows each table got, how many requests were
 * canceled, and what is let in again.
 */
export async function restore(
  environment: Environment,
  file: string,
): Promise<{
  readonly rows: Readonly<Record<string, number>>;
  readonly canceled: number;
  readonly letIn: LetInAgain;
}> {
  const config = readConfig(environment);
  process.umask(0o077);
  const clock = systemClock;
  const ids = systemIds(clock);
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const db = await openDatabase({
    ...config.database,
    clock,
    ids,
    log: createLog({ level: "warn" }),
    migrations: MIGRATIONS,
  });
  try {
    const rows = await restoreInto(db, createReadStream(file));
    const letIn = await settleRestored(db);
    const store = createStore({ db, ids, following: callbackRows });
    const gate = createGate({ store, deliveries: createDeliveries({ db, ids, clock }), people: createPeople({ db }) });
    let canceled = 0;
    for (;;) {
      const [tenantId] = await store.tenants();
      if (tenantId === undefined) return { rows, canceled, letIn };
      const { requests } = await store.list(tenantId, { status: "pending" }, { limit: 200 });
      for (const request of requests) {
        const { state } = await gate.cancel(request, { kind: "operator" }, REASON).catch(() => gate.elapse(request));
        if (state.status === "canceled") canceled += 1;
      }
    }
  } finally {
    await db.close();
  }
}
