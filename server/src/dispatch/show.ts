import type { Delivery } from "../gate/delivery.ts";
import type { HumanRequest, RequestId, TenantId } from "../gate/request.ts";
import type { Handler, Later } from "../jobs/worker.ts";
import { after, type DeliverParts } from "./deliver.ts";
import { crashpoint } from "../kit/crashpoint.ts";

/** Does the job `show`: brings every copy of a request to its newest version. A copy that shows it already is left alone. */
export function createShow({ store, deliveries, people, channels, tokens }: DeliverParts): Handler {
  async function update(delivery: Delivery, request: HumanRequest): Promise<Later | void> {
    const channel = channels.get(delivery.address.channel);
    if (!channel || !isBehind(delivery, request)) return;
    const audience = { answerable: await people.answerable(request.tenantId, delivery.address) };
    const card = channel.render(request, delivery.address, audience);
    crashpoint("show-before-update");
    const report = await channel.update(delivery, card, tokens.of(delivery), request);
    crashpoint("show-after-update-before-record");
    await deliveries.record(delivery, report, request.version, card);
    return after(report);
  }

  return async ({ tenantId, key }) => {
    const ref = { tenantId: tenantId as TenantId, id: key as RequestId };
    const request = (await store.find(ref))?.request;
    if (!request) return;
    const ends = await Promise.allSettled((await deliveries.of(ref)).map((delivery) => update(delivery, request)));
    return worst(ends);
  };
}

/** A copy that was never sent is `deliver`'s; one that is sent and stands behind is ours. */
function isBehind({ state, shownVersion }: Delivery, request: HumanRequest): boolean {
  return state.status === "sent" && shownVersion < request.version;
}

/** One copy's failure keeps no other from being updated; it makes the whole job run again. */
function worst(ends: readonly PromiseSettledResult<Later | void>[]): Later | void {
  const failure = ends.find((end) => end.status === "rejected");
  if (failure) throw failure.reason;
  const waits = ends.flatMap((end) => (end.status === "fulfilled" && end.value ? [end.value] : []));
  return waits.toSorted((a, b) => a.later - b.later)[0];
}
