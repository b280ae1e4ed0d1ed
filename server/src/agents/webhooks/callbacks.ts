import type { EventType, JsonObject } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { Rows } from "../../db/engine.ts";
import type { RequestId, TenantId } from "../../gate/request.ts";
import type { Actor } from "../../gate/transition.ts";
import { jobRows } from "../../jobs/jobs.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import { bodyText, newRow, toCallback, type Callback, type CallbackRef } from "./callback-rows.ts";
import { tellJob } from "./ends.ts";
import type { WebhookTables } from "./migration.ts";
import type { Places } from "./places.ts";
import type { CallbackSecrets } from "./secrets.ts";
import { checkTemplate, type Template } from "./template.ts";

/** Where a client wants to be told: the answer to one request, or to each of its requests. */
export type Wanted = {
  readonly tenantId: TenantId;
  readonly clientId: string;
  readonly requestId?: RequestId;
  readonly url: string;
  readonly body?: Template;
  readonly by: Actor;
};

export type Made = {
  readonly id: string;
  /** Only where it was made now: it cannot be read again. */
  readonly secret?: string;
};

/** The event of a change of a callback, as rows for the write that makes it. */
export type CallbackFacts = (fact: {
  readonly tenantId: string;
  readonly type: Extract<EventType, `callback.${string}`>;
  readonly subject: string;
  readonly actor: Actor;
  readonly data: JsonObject;
}) => Rows;

export type Callbacks = {
  /**
   * Remembers the address, or finds it; `rotate` gives it a new secret. Undefined: there are as many as there may be. Throws
   * `invalid_request` where nothing may be sent there, or its body cannot be made.
   */
  register(wanted: Wanted, rotate: boolean): Promise<Made | undefined>;
  /** A new secret; the old one signs beside it for a day. */
  rotate(ref: CallbackRef, by: Actor): Promise<{ readonly secret: string; readonly oldUntil: Millis } | undefined>;
  /** Forgets the address, and what was to be sent to it. */
  remove(ref: CallbackRef, by: Actor): Promise<boolean>;
  find(ref: CallbackRef): Promise<Callback | undefined>;
  /** Newest first. */
  list(
    tenantId: TenantId,
    filter: { readonly clientId?: string | undefined; readonly requestId?: string | undefined },
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<{ readonly callbacks: readonly Callback[]; readonly next?: string }>;
  /** Those that the end of a request is to be told at. */
  toTell(tenantId: TenantId, clientId: string, requestId: RequestId): Promise<readonly Callback[]>;
  /** The receiver wants nothing more; `false` takes that back. */
  end(ref: CallbackRef, ended: boolean): Promise<void>;
};

/** How many addresses one client, and one request, may have. */
const MOST = 100;
/** How long an old secret signs beside the new one. */
const OVERLAP: Millis = 24 * 3_600_000;
/** An ending that was being committed while its callback was registered is looked for once more after this. */
const SECOND_LOOK: Millis = 30_000;

export function createCallbacks(parts: {
  readonly db: Database;
  readonly ids: Pick<Ids, "id">;
  readonly clock: Pick<Clock, "now">;
  readonly secrets: CallbackSecrets;
  readonly places: Pick<Places, "check">;
  readonly facts: CallbackFacts;
}): Callbacks {
  const { db, ids, clock, secrets, places, facts } = parts;
  const sql = db.query<WebhookTables>();
  const at = ({ tenantId, id }: CallbackRef) =>
    sql.updateTable("callbacks").where("tenant_id", "=", tenantId).where("id", "=", id);

  async function known({ tenantId, clientId, requestId = "" as RequestId, url }: Wanted) {
    return sql
      .selectFrom("callbacks")
      .select(["id", "body", "ended_at"])
      .where("tenant_id", "=", tenantId)
      .where("client_id", "=", clientId)
      .where("scope", "=", requestId)
      .where("url", "=", url)
      .executeTakeFirst();
  }

  async function count({ tenantId, clientId, requestId = "" as RequestId }: Wanted): Promise<number> {
    const row = await sql
      .selectFrom("callbacks")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("tenant_id", "=", tenantId)
      .where("client_id", "=", clientId)
      .where("scope", "=", requestId)
      .executeTakeFirstOrThrow();
    return row.count;
  }

  /** Undefined: somebody else was quicker with the same address. */
  async function make({ tenantId, clientId, requestId, url, body, by }: Wanted): Promise<Made | undefined> {
    const id = ids.id();
    const { secret, sealed } = secrets.make(id);
    const guard = sql
      .insertInto("callbacks")
      .values(newRow({ tenantId, id, clientId, requestId, url, body, sealedSecret: sealed, createdAt: clock.now() }))
      .onConflict((conflict) => conflict.doNothing())
      .compile();
    const fact = facts({
      tenantId,
      type: "callback.registered",
      subject: id,
      actor: by,
      data: { client_id: clientId, request_id: requestId ?? null, host: new URL(url).host },
    });
    const look = requestId && jobRows([tellJob(tenantId, requestId, clock.now() + SECOND_LOOK, ids.id())]);
    const made = await db.write(tenantId, { guard, rows: look ? [fact, look] : [fact] });
    return made ? { id, secret } : undefined;
  }

  async function rotate(ref: CallbackRef, by: Actor, body?: string | null) {
    const { secret, sealed } = secrets.make(ref.id);
    const oldUntil = clock.now() + OVERLAP;
    const guard = at(ref)
      .set(({ ref: column }) => ({
        sealed_secret: sealed,
        old_sealed_secret: column("sealed_secret"),
        old_until: oldUntil,
        ended_at: null,
        ...(body !== undefined && { body }),
      }))
      .compile();
    const fact = facts({
      tenantId: ref.tenantId,
      type: "callback.rotated",
      subject: ref.id,
      actor: by,
      data: { old_until: new Date(oldUntil).toISOString() },
    });
    return (await db.write(ref.tenantId, { guard, rows: [fact] })) ? { secret, oldUntil } : undefined;
  }

  return {
    async register(wanted, wantsRotation) {
      places.check(wanted.url, "url");
      if (wanted.body !== undefined) checkTemplate(wanted.body, "body");
      const body = bodyText(wanted.body);
      const earlier = await known(wanted);
      if (earlier) {
        const { id } = earlier;
        const ref = { tenantId: wanted.tenantId, id };
        // One that had ended begins anew.
        const rotated = wantsRotation || earlier.ended_at !== null ? await rotate(ref, wanted.by, body) : undefined;
        if (!rotated && earlier.body !== body) await at(ref).set({ body }).execute();
        return { id, ...(rotated && { secret: rotated.secret }) };
      }
      if ((await count(wanted)) >= MOST) return undefined;
      const made = await make(wanted);
      if (made) return made;
      const quicker = await known(wanted);
      return quicker && { id: quicker.id };
    },
    rotate: (ref, by) => rotate(ref, by),
    async remove({ tenantId, id }, by) {
      const guard = sql.deleteFrom("callbacks").where("tenant_id", "=", tenantId).where("id", "=", id).compile();
      const fact = facts({ tenantId, type: "callback.deleted", subject: id, actor: by, data: {} });
      if (!(await db.write(tenantId, { guard, rows: [fact] }))) return false;
      // What a crash leaves of these is dropped when it is due.
      await sql.deleteFrom("calls").where("tenant_id", "=", tenantId).where("callback_id", "=", id).execute();
      return true;
    },
    async find({ tenantId, id }) {
      const row = await sql
        .selectFrom("callbacks")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .where("id", "=", id)
        .executeTakeFirst();
      return row && toCallback(row);
    },
    async list(tenantId, { clientId, requestId }, { limit, cursor }) {
      const rows = await sql
        .selectFrom("callbacks")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .$if(clientId !== undefined, (query) => query.where("client_id", "=", clientId ?? ""))
        .$if(requestId !== undefined, (query) => query.where("scope", "=", requestId ?? ""))
        .$if(cursor !== undefined, (query) => query.where("id", "<", cursor ?? ""))
        .orderBy("id", "desc")
        .limit(limit + 1)
        .execute();
      const callbacks = rows.slice(0, limit).map(toCallback);
      const next = rows.length > limit ? callbacks.at(-1)?.id : undefined;
      return { callbacks, ...(next !== undefined && { next }) };
    },
    async toTell(tenantId, clientId, requestId) {
      const rows = await sql
        .selectFrom("callbacks")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .where("client_id", "=", clientId)
        .where("scope", "in", ["", requestId])
        .where("ended_at", "is", null)
        .execute();
      return rows.map(toCallback);
    },
    async end(ref, ended) {
      await at(ref)
        .set({ ended_at: ended ? clock.now() : null })
        .execute();
    },
  };
}
