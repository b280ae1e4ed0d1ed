import type { Face, Outcome } from "@loopgate/contract";
import { faceOf, fitsChat } from "../../gate/face.ts";
import { mayGive } from "../../gate/policy.ts";
import type { Audience } from "../../gate/ports.ts";
import type { HumanRequest, ReplyKind } from "../../gate/request.ts";

/** Why a card may not be answered, or only be rejected, in a chat. */
export type Bar = "nobody" | "assurance" | "size" | "form";

export type Offered = { readonly offers: readonly ReplyKind[]; readonly bar?: Bar };

/** What a copy in a chat may be answered with. A reject is always among it where anybody may answer. */
export function offersOf(request: HumanRequest, audience: Audience): Offered {
  if (!audience.answerable) return { offers: [], bar: "nobody" };
  const bar = barOf(request, faceOf(request));
  if (bar) return { offers: ["reject"], bar };
  return { offers: [...affirmative(request), "reject"] };
}

function barOf(request: HumanRequest, face: Face): Bar | undefined {
  if (face.risk === "critical" || !isPossible(request)) return "assurance";
  if (face.type === "form") return "form";
  return fitsChat(face) ? undefined : "size";
}

/** Whether anything but a reject may come from a chat. */
function isPossible({ policy }: HumanRequest): boolean {
  const outcomes: readonly Outcome[] = ["approve", "respond"];
  return outcomes.some((outcome) => mayGive(policy, "chat", outcome));
}

function affirmative({ definition }: HumanRequest): readonly ReplyKind[] {
  switch (definition.question.type) {
    case "confirmation":
      return definition.allowed.includes("approve") ? ["approve"] : [];
    case "choice":
      return ["pick"];
    case "input":
      return ["text"];
    case "form":
      return [];
  }
}

/** A label longer than this is cut on its button, and stands whole in the text. */
export const LONGEST_LABEL = 30;

/** Whether the options stand in the text too, numbered. */
export function listsOptions(face: Pick<Face, "options">): boolean {
  return face.options.some(({ label }) => label.length > LONGEST_LABEL || label.includes("\n"));
}
