import type { Row } from "../../db/engine.ts";
import type { TenantId } from "../../gate/request.ts";
import type { Transition } from "../../gate/transition.ts";
import { jobHints, jobRows, type NewJob } from "../../jobs/jobs.ts";
import type { Millis } from "../../kit/clock.ts";
import { newRow } from "./callback-rows.ts";

/** The events that callbacks are told of: each is the end of its request. */
export const ENDS: ReadonlySet<string> = new Set(["request.completed", "request.timeout", "request.canceled"]);

/** The kind of the job that looks up who is to be told of an end. */
const TELL = "callbacks";

export function tellJob(tenantId: TenantId, requestId: string, runAt: Millis, id: string): NewJob {
  return { tenantId, id, kind: TELL, key: requestId, payload: null, runAt };
}

/**
 * What callbacks leave beside a transition, in its own write: a request that names a callback brings its row, and an end the job
 * that tells of it, only where somebody is to be told. Others learn nothing of it, and their write costs one look into an index.
 */
export function callbackRows({ request, event, keyed }: Transition, newId: () => string) {
  const { tenantId, id, definition, changedAt } = request;
  const { callback, clientId } = definition;
  if (keyed?.callback && callback) {
    const made = { tenantId, id, clientId, requestId: id, url: callback.url, createdAt: changedAt };
    const row: Row = newRow({ ...made, ...keyed.callback, body: keyed.callback.body });
    return { rows: [{ into: "callbacks", values: [row] }], wake: [] };
  }
  if (!ENDS.has(event.type) || definition.purpose) return { rows: [], wake: [] };
  const jobs = [tellJob(tenantId, id, changedAt, newId())];
  const has = { tenant_id: [tenantId], client_id: [clientId], scope: ["", id] };
  return {
    rows: [{ ...jobRows(jobs), where: { table: "callbacks", has } }],
    // Whether a registered one is there is not known here: its job is found with the next look, within a second.
    wake: callback ? jobHints(jobs) : [],
  };
}
