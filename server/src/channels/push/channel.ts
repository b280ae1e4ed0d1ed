import type { Report } from "../../gate/delivery.ts";
import { digestOf } from "../../gate/digest.ts";
import type { Channel } from "../../gate/ports.ts";
import type { HumanRequest, Millis, TenantId } from "../../gate/request.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Texts } from "../../texts/index.ts";
import { closedPush, waitingPush, type Push } from "./message.ts";
import type { Subscriptions } from "./ports.ts";
import type { Sender, Sent } from "./sender.ts";

/** A notification that nobody could close for so long has been looked at. */
const CLOSE_WITHIN_MS: Millis = 3_600_000;

/**
 * Wakes the browsers of whoever is asked. A place is one browser's subscription, so each is tried again, given up and closed by
 * itself. It shows nothing of a request, so nothing can be answered by it.
 */
export function createPushChannel(parts: {
  readonly sender: Pick<Sender, "send">;
  readonly subscriptions: Pick<Subscriptions, "find" | "forget" | "reached" | "missed">;
  readonly clock: Pick<Clock, "now">;
  readonly texts: Texts["push"];
}): Channel {
  const { sender, subscriptions, clock, texts } = parts;

  /** Undefined: there is no such subscription. */
  async function send(tenantId: TenantId, id: string, push: Push): Promise<Sent | undefined> {
    const to = await subscriptions.find(tenantId, id);
    if (!to) return undefined;
    const sent = await sender.send(to, push);
    if (sent.kind === "gone") await subscriptions.forget(tenantId, id);
    else if (sent.kind === "sent") await subscriptions.reached(tenantId, id);
    else await subscriptions.missed(tenantId, id);
    return sent;
  }

  return {
    name: "push",
    render() {
      const face = { title: texts.waiting };
      return { face, shown: digestOf(face), offers: [] };
    },
    async deliver(_card, _token, request, { place }) {
      const sent = await send(request.tenantId, place, waitingPush(request, clock.now(), texts));
      return sentReport(sent, request);
    },
    async update({ address: { place }, shownVersion }, _card, _token, request) {
      if (!isToClose(request, shownVersion, clock.now())) return { kind: "unchanged" };
      const sent = await send(request.tenantId, place, closedPush(request, texts));
      return sent?.kind === "lost" || sent?.kind === "later" ? sent : { kind: "unchanged" };
    },
    tell: () => Promise.resolve({ kind: "refused", reason: "a browser is told of requests only" }),
  } satisfies Channel;
}

function sentReport(sent: Sent | undefined, { id }: HumanRequest): Report {
  if (!sent || sent.kind === "gone") return { kind: "gone", reason: "the browser is no longer subscribed" };
  return sent.kind === "sent" ? { kind: "sent", receipt: id } : sent;
}

/** Once, when it has ended: what follows the end are notes, each a version of its own. */
function isToClose({ state, version, notes }: HumanRequest, shownVersion: number, now: Millis): boolean {
  if (state.status === "pending" || now > state.at + CLOSE_WITHIN_MS) return false;
  return shownVersion < version - notes.length;
}
