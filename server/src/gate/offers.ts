import type { Assurance, Outcome } from "@loopgate/contract";
import { mayGive } from "./policy.ts";
import type { HumanRequest, Option, ReplyKind, ResponderId } from "./request.ts";

/** Kinds of reply that the gate takes from somebody who is asked and is this sure; `isWhole`: none of them is held back for want of assurance. */
export function offersAt(
  request: HumanRequest,
  assurance: Assurance,
): { readonly offers: readonly ReplyKind[]; readonly isWhole: boolean } {
  const isGiven = (outcome: Outcome) => mayGive(request.policy, assurance, outcome);
  const asked = affirmative(request);
  const given = asked.filter(({ outcomes }) => outcomes.some(isGiven));
  const isWhole = asked.every(({ outcomes }) => outcomes.every(isGiven));
  return { offers: [...given.map(({ kind }) => kind), "reject"], isWhole };
}

/** Whether he has a seat of his own. A seat of an address is a chat's, never a page's or the terminal's. */
export function isAsked({ policy }: HumanRequest, responderId: ResponderId | undefined): boolean {
  return policy.seats.some((seat) => seat.kind === "responder" && seat.id === responderId);
}

type Affirmative = { readonly kind: ReplyKind; readonly outcomes: readonly Outcome[] };

/** What may be said besides a plain reject, with what each may come to. */
function affirmative({ definition: { question, allowed } }: HumanRequest): readonly Affirmative[] {
  switch (question.type) {
    case "confirmation":
      return (["approve", "edit"] as const)
        .filter((outcome) => allowed.includes(outcome))
        .map((outcome) => ({ kind: outcome, outcomes: [outcome] }));
    case "choice":
      return [{ kind: "pick", outcomes: [...new Set(question.options.map(outcomeOf))] }];
    case "input":
      return [{ kind: "text", outcomes: ["respond"] }];
    case "form":
      return [{ kind: "form", outcomes: ["respond"] }];
  }
}

function outcomeOf({ effect }: Option): Outcome {
  return effect === "neutral" ? "respond" : effect;
}
