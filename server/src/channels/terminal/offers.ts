import type { Outcome } from "@loopgate/contract";
import { mayGive } from "../../gate/policy.ts";
import type { Responder } from "../../gate/ports.ts";
import type { HumanRequest, Option, ReplyKind } from "../../gate/request.ts";

/** Why this terminal can give only some of the answers, or none. */
export type Bar = "assurance" | "not_asked";

export type Offered = { readonly offers: readonly ReplyKind[]; readonly bar?: Bar };

/** Kinds of reply that the gate takes from this machine's terminal now; of an ended request, none. */
export function offersOf(request: HumanRequest, responder: Responder | undefined): Offered {
  if (request.state.status !== "pending") return { offers: [] };
  if (!isAsked(request, responder)) return { offers: [], bar: "not_asked" };
  const asked = affirmative(request);
  const given = asked.filter(({ outcomes }) => outcomes.some((outcome) => isGiven(request, outcome)));
  const isWhole = asked.every(({ outcomes }) => outcomes.every((outcome) => isGiven(request, outcome)));
  const offers = [...given.map(({ kind }) => kind), "reject" as const];
  return isWhole ? { offers } : { offers, bar: "assurance" };
}

/** A seat of an address is a chat's own, never the terminal's. */
function isAsked({ policy }: HumanRequest, responder: Responder | undefined): boolean {
  return policy.seats.some((seat) => seat.kind === "responder" && seat.id === responder?.id);
}

function isGiven({ policy }: HumanRequest, outcome: Outcome): boolean {
  return mayGive(policy, "same_user", outcome);
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
