import type { Store } from "../../gate/ports.ts";
import type { Millis, Ref, RequestId, TenantId } from "../../gate/request.ts";
import type { Handler } from "../../jobs/worker.ts";
import type { Callbacks } from "./callbacks.ts";
import type { Calls } from "./calls.ts";
import { ENDS } from "./ends.ts";

/** What happened to a request, in order; read where the end has its id. */
export type EventsOf = (
  tenantId: TenantId,
  subject: string,
) => Promise<readonly { readonly id: string; readonly type: string; readonly at: Millis }[]>;

/** Makes the calls that follow the end of a request: one for each callback that is to be told. Doing it again makes none twice. */
export function createTellEnds(parts: {
  readonly store: Pick<Store, "find">;
  readonly eventsOf: EventsOf;
  readonly callbacks: Pick<Callbacks, "toTell">;
  readonly calls: Pick<Calls, "add">;
}): Handler {
  const { store, eventsOf, callbacks, calls } = parts;
  return async ({ tenantId, key }) => {
    const ref: Ref = { tenantId: tenantId as TenantId, id: key as RequestId };
    const request = (await store.find(ref))?.request;
    // A second look finds most requests still open: their end makes a job of its own.
    if (!request || request.state.status === "pending") return;
    const toTell = await callbacks.toTell(ref.tenantId, request.definition.clientId, ref.id);
    if (toTell.length === 0) return;
    const event = (await eventsOf(ref.tenantId, ref.id)).find(({ type }) => ENDS.has(type));
    if (!event) throw new Error("an ended request has no event of its end");
    for (const callback of toTell) await calls.add({ callback, requestId: ref.id, event });
  };
}
