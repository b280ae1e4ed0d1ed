import type { Database } from "../../db/db.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { WebhookTables } from "./migration.ts";

const DAY: Millis = 86_400_000;
/** How long it is told what became of a call. */
const KEEP = 30 * DAY;
/** The longest time between a request and its last call: 30 days to answer, and 75 hours to tell. */
const LONGEST = 34 * DAY;
const BATCH = 500;

/** Forgets calls that are over, and the callbacks that single requests brought; answers how many rows. */
export function createForget({ db, clock }: { readonly db: Database; readonly clock: Pick<Clock, "now"> }) {
  const all = () => db.withoutTenant<WebhookTables>("retention");

  const calls = () =>
    all()
      .deleteFrom("calls")
      .where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple("tenant_id", "id"),
          "in",
          selectFrom("calls")
            .select(["tenant_id", "id"])
            .where("status", "<>", "due")
            .where("updated_at", "<", clock.now() - KEEP)
            .limit(BATCH)
            .$asTuple("tenant_id", "id"),
        ),
      )
      .executeTakeFirst();
  const callbacks = () =>
    all()
      .deleteFrom("callbacks")
      .where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple("tenant_id", "id"),
          "in",
          selectFrom("callbacks")
            .select(["tenant_id", "id"])
            .where("scope", "<>", "")
            .where("created_at", "<", clock.now() - KEEP - LONGEST)
            .limit(BATCH)
            .$asTuple("tenant_id", "id"),
        ),
      )
      .executeTakeFirst();

  return async (): Promise<number> => {
    let forgotten = 0;
    for (const some of [calls, callbacks]) {
      for (let count = BATCH; count === BATCH;) {
        count = Number((await some()).numDeletedRows);
        forgotten += count;
      }
    }
    return forgotten;
  };
}
