import type { Row, Rows } from "../db/engine.ts";
import type { Hint } from "../db/wakeups.ts";
import type { Address, HumanRequest, Millis, Ref } from "../gate/request.ts";
import type { Transition } from "../gate/transition.ts";
import { jobRows, type NewJob } from "../jobs/jobs.ts";
import { eventRow } from "./event-rows.ts";
import { requestHint } from "./hints.ts";

/** What another folder leaves beside a transition, in the same write. */
export type Following = (
  transition: Transition,
  newId: () => string,
) => { readonly rows: readonly Rows[]; readonly wake: readonly Hint[] };

/** The rows that a transition leaves beside its own: one event, a delivery for each new address, and the jobs that follow. */
export function rowsOf(transition: Transition, eventId: string, newId: () => string): readonly Rows[] {
  const { request, event } = transition;
  const { tenantId, id: subject, version, changedAt: at } = request;
  const deliveries = addressesOf(transition).map((address) => newDelivery(request, address, newId()));
  const jobs = [
    ...deliveries.map(({ id }) => deliverJob(request, String(id), at, newId())),
    ...transition.effects.flatMap(({ kind }) => (kind === "deliver" ? [] : [requestJob(kind, request, at, newId())])),
  ];
  return [
    { into: "events", values: [eventRow({ tenantId, id: eventId, subject, version, at, ...event })] },
    { into: "deliveries", values: deliveries },
    jobRows(jobs),
  ];
}

/** Whoever waits for this request, and the workers of each kind of job that follows. */
export function hintsOf({ request, effects }: Transition): readonly Hint[] {
  const kinds = new Set(effects.map(({ kind }) => kind));
  return [requestHint(request), ...[...kinds].map((key) => ({ topic: "jobs", key }))];
}

/** The job that sends one delivery; its handler is `dispatch`'s. */
export function deliverJob({ tenantId, id: requestId }: Ref, deliveryId: string, runAt: Millis, id: string): NewJob {
  return { tenantId, id, kind: "deliver", key: deliveryId, payload: { requestId, deliveryId }, runAt };
}

/** `show` brings every copy of a request to its newest version; `call` carries out what the gate asked for itself. */
export function requestJob(kind: "show" | "call", { tenantId, id: requestId }: Ref, runAt: Millis, id: string): NewJob {
  return { tenantId, id, kind, key: requestId, payload: { requestId }, runAt };
}

function addressesOf({ effects }: Transition): readonly Address[] {
  const addresses = effects.flatMap((effect) => (effect.kind === "deliver" ? [effect.address] : []));
  return [...new Map(addresses.map((address) => [JSON.stringify([address.channel, address.place]), address])).values()];
}

function newDelivery(request: HumanRequest, { channel, place }: Address, id: string): Row {
  return {
    tenant_id: request.tenantId,
    id,
    request_id: request.id,
    channel,
    place,
    status: "queued",
    shown_version: 0,
    updated_at: request.changedAt,
  };
}
