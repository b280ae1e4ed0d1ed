import type { HumanRequest } from "../gate/request.ts";
import { answerView } from "../gate/view.ts";

/** Why a coding agent may not use its tool, in a sentence that its model reads. */
export function whyNot(request: HumanRequest): string {
  const { status, decision, request_id: id } = answerView(request);
  const reason = decision?.reason ? ` Reason: ${JSON.stringify(decision.reason)}` : "";
  switch (status) {
    case "pending":
      return `No person has answered yet (Loopgate request ${id}), and this call could wait no longer. Do not do it; you may ask again later.`;
    case "timeout":
      return `No person answered in time (Loopgate request ${id}). Do not do it.`;
    case "canceled":
      return `The question was taken back (Loopgate request ${id}). Do not do it.`;
    case "completed":
      return `${decision?.responder ?? "A person"} said no (Loopgate request ${id}).${reason} Do not do it.`;
  }
}
