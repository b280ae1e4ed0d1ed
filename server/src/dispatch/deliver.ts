import type { Delivery, Report } from "../gate/delivery.ts";
import type { Deliveries, People, Store } from "../gate/ports.ts";
import type { DeliveryId, HumanRequest, TenantId } from "../gate/request.ts";
import type { Handler, Later } from "../jobs/worker.ts";
import type { Log } from "../kit/log.ts";
import type { Channels, Tokens } from "./ports.ts";
import { crashpoint } from "../kit/crashpoint.ts";

/** A send whose fate is unknown is made again, with the same token, so that whichever copy is pressed is the delivery's. */
class SendLost extends Error {}

export type DeliverParts = {
  readonly store: Pick<Store, "find">;
  readonly deliveries: Deliveries;
  readonly people: Pick<People, "answerable">;
  readonly channels: Channels;
  readonly tokens: Tokens;
  readonly log: Log;
};

/** Does the job `deliver`: one card to one address. What is shown, and what it may be answered with, is stored before it leaves. */
export function createDeliver({ store, deliveries, people, channels, tokens, log }: DeliverParts): Handler {
  async function send(delivery: Delivery, request: HumanRequest): Promise<Later | void> {
    const channel = channels.get(delivery.address.channel);
    if (!channel)
      return deliveries.record(
        delivery,
        { kind: "gone", reason: `the channel ${delivery.address.channel} is not set up` },
        request.version,
      );
    const audience = { answerable: await people.answerable(request.tenantId, delivery.address) };
    const card = channel.render(request, delivery.address, audience);
    const token = tokens.of(delivery);
    if (!(await deliveries.prepare(delivery, card, tokens.hash(token)))) return;
    crashpoint("after-prepare-before-send");
    const report = await channel.deliver(card, token, request, delivery.address);
    crashpoint("after-send-before-record");
    await deliveries.record(
      { ...delivery, state: { status: "sending", card, receipts: [] } },
      report,
      request.version,
      card,
    );
    crashpoint("after-record-before-finish");
    tell(delivery, report);
    return after(report);
  }

  /** A card that may be out there stays adoptable by its press; one that never left is withdrawn. */
  function abandon(delivery: Delivery, request: HumanRequest | undefined): Promise<void> {
    if (!request || delivery.state.status === "queued") return deliveries.withdraw(delivery);
    const reason = "the request ended before it was known whether the card arrived";
    return deliveries.record(delivery, { kind: "refused", reason }, request.version);
  }

  function tell(delivery: Delivery, report: Report): void {
    if (report.kind !== "gone" && report.kind !== "refused") return;
    log.warn(`A card could not be delivered: ${report.reason}.`, {
      tenantId: delivery.tenantId,
      requestId: delivery.requestId,
      deliveryId: delivery.id,
      channel: delivery.address.channel,
    });
  }

  return async ({ tenantId, key }) => {
    const delivery = await deliveries.find(tenantId as TenantId, key as DeliveryId);
    const isToSend = delivery?.state.status === "queued" || delivery?.state.status === "sending";
    if (!delivery || !isToSend) return;
    const request = (await store.find({ tenantId: delivery.tenantId, id: delivery.requestId }))?.request;
    if (!request || request.state.status !== "pending") return abandon(delivery, request);
    return send(delivery, request);
  };
}

/** What the job makes of a report: done, later, or a failed attempt that backs off. */
export function after(report: Report): Later | void {
  if (report.kind === "later") return { later: report.at, reason: report.reason };
  if (report.kind === "lost") throw new SendLost(report.reason);
}
