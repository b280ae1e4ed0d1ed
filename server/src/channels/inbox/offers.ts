import type { InboxCard } from "@loopgate/contract";
import { isAsked, offersAt } from "../../gate/offers.ts";
import type { HumanRequest, ResponderId } from "../../gate/request.ts";

/** Who looks at a card, as far as his answers go. */
export type Viewer = {
  /** Undefined: nobody who may answer anything here. */
  readonly responderId: ResponderId | undefined;
  readonly mayAnswer: boolean;
  readonly hasPasskey: boolean;
};

export type Offered = Pick<InboxCard, "offers" | "bar">;

/** Kinds of reply that the gate takes from this person now; of an ended request, none. Everything fits a page, so nothing is too long. */
export function offersOf(request: HumanRequest, viewer: Viewer): Offered {
  if (request.state.status !== "pending") return { offers: [], bar: null };
  if (!viewer.mayAnswer) return { offers: [], bar: "viewer" };
  if (!isAsked(request, viewer.responderId)) return { offers: [], bar: "not_asked" };
  const { offers, isWhole } = offersAt(request, viewer.hasPasskey ? "passkey" : "session");
  return { offers: [...offers], bar: isWhole ? null : "passkey" };
}

/** What the page asks for before a yes. The gate holds to `policy.assurance`; the hold is the page's own. */
export function confirmOf({ policy, definition: { risk } }: HumanRequest): InboxCard["confirm"] {
  if (policy.assurance === "passkey") return "passkey";
  return risk === "high" || risk === "critical" ? "hold" : "press";
}
