import { isAsked, offersAt } from "../../gate/offers.ts";
import type { Responder } from "../../gate/ports.ts";
import type { HumanRequest, ReplyKind } from "../../gate/request.ts";

/** Why this terminal can give only some of the answers, or none. */
export type Bar = "assurance" | "not_asked";

export type Offered = { readonly offers: readonly ReplyKind[]; readonly bar?: Bar };

/** Kinds of reply that the gate takes from this machine's terminal now; of an ended request, none. */
export function offersOf(request: HumanRequest, responder: Responder | undefined): Offered {
  if (request.state.status !== "pending") return { offers: [] };
  if (!isAsked(request, responder?.id)) return { offers: [], bar: "not_asked" };
  const { offers, isWhole } = offersAt(request, "same_user");
  return isWhole ? { offers } : { offers, bar: "assurance" };
}
