import type { InboxCard, Outcome } from "@loopgate/contract";
import { mayGive } from "../../gate/policy.ts";
import type { HumanRequest, Option, ReplyKind, ResponderId } from "../../gate/request.ts";

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
  const assurance = viewer.hasPasskey ? "passkey" : "session";
  const isGiven = (outcome: Outcome) => mayGive(request.policy, assurance, outcome);
  const asked = affirmative(request);
  const given = asked.filter(({ outcomes }) => outcomes.some(isGiven));
  const isWhole = asked.every(({ outcomes }) => outcomes.every(isGiven));
  return { offers: [...given.map(({ kind }) => kind), "reject"], bar: isWhole ? null : "passkey" };
}

/** A seat of an address is a chat's own, never a page's. */
export function isAsked({ policy }: HumanRequest, responderId: ResponderId | undefined): boolean {
  return policy.seats.some((seat) => seat.kind === "responder" && seat.id === responderId);
}

/** What the page asks for before a yes. The gate holds to `policy.assurance`; the hold is the page's own. */
export function confirmOf({ policy, definition: { risk } }: HumanRequest): InboxCard["confirm"] {
  if (policy.assurance === "passkey") return "passkey";
  return risk === "high" || risk === "critical" ? "hold" : "press";
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
