import { LONGEST_TIMEOUT } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import { forgetRows, longAgo, type Forget } from "../../db/forget.ts";
import type { RequestId, TenantId } from "../../gate/request.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import type { WebhookTables } from "./migration.ts";
import type { CallbackSecrets } from "./secrets.ts";

/** Where a client wants to be told: the answer to one request, or to each of its requests. */
export type Wanted = {
  readonly tenantId: TenantId;
  readonly clientId: string;
  readonly requestId?: RequestId;
  readonly url: string;
};

export type Callback = {
  readonly id: string;
  /** Only where it was made now: it cannot be read again. */
  readonly secret?: string;
};

export type Callbacks = {
  /** Remembers the address, or finds it; `rotate` gives it a new secret. Undefined: the client has as many as it may. */
  register(wanted: Wanted, rotate: boolean): Promise<Callback | undefined>;
};

/** How many addresses one client may have. */
const MOST = 100;

export function createCallbacks(parts: {
  readonly db: Database;
  readonly ids: Pick<Ids, "id">;
  readonly clock: Clock;
  readonly secrets: CallbackSecrets;
}): Callbacks {
  const { db, ids, clock, secrets } = parts;
  const sql = db.query<WebhookTables>();

  async function find({ tenantId, clientId, requestId, url }: Wanted): Promise<string | undefined> {
    const row = await sql
      .selectFrom("callbacks")
      .select("id")
      .where("tenant_id", "=", tenantId)
      .where("client_id", "=", clientId)
      .where("request_id", requestId === undefined ? "is" : "=", requestId ?? null)
      .where("url", "=", url)
      .executeTakeFirst();
    return row?.id;
  }

  async function count({ tenantId, clientId }: Wanted): Promise<number> {
    const row = await sql
      .selectFrom("callbacks")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("tenant_id", "=", tenantId)
      .where("client_id", "=", clientId)
      .executeTakeFirstOrThrow();
    return row.count;
  }

  /** Undefined: somebody else was quicker with the same address. */
  async function make({ tenantId, clientId, requestId, url }: Wanted): Promise<Callback | undefined> {
    const id = ids.id();
    const { secret, sealed } = secrets.make(id);
    const row = { tenant_id: tenantId, id, client_id: clientId, request_id: requestId ?? null, url };
    const guard = sql
      .insertInto("callbacks")
      .values({ ...row, sealed_secret: sealed, created_at: clock.now() })
      .onConflict((conflict) => conflict.doNothing())
      .compile();
    return (await db.write(tenantId, { guard })) ? { id, secret } : undefined;
  }

  async function renew({ tenantId }: Wanted, id: string): Promise<Callback> {
    const { secret, sealed } = secrets.make(id);
    const guard = sql
      .updateTable("callbacks")
      .set({ sealed_secret: sealed })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .compile();
    return (await db.write(tenantId, { guard })) ? { id, secret } : { id };
  }

  return {
    async register(wanted, rotate) {
      const known = await find(wanted);
      if (known !== undefined) return rotate ? renew(wanted, known) : { id: known };
      if ((await count(wanted)) >= MOST) return undefined;
      const made = await make(wanted);
      if (made) return made;
      const earlier = await find(wanted);
      return earlier === undefined ? undefined : { id: earlier };
    },
  };
}

/** Forgets addresses for one request, once that request has ended even if it took as long as one can. */
export function forgetCallbacks(db: Database): Forget {
  return forgetRows(db, { table: "callbacks", key: "id" }, (row, keepMs) =>
    row.and([row("request_id", "is not", null), row("created_at", "<", longAgo(db, keepMs + LONGEST_TIMEOUT * 1000))]),
  );
}
