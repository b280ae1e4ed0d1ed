import type { Assurance, Outcome, Risk } from "@loopgate/contract";
import { faceOf, fitsChat } from "./face.ts";
import type { Address, Definition, Policy, Seat } from "./request.ts";
import type { Responder, Roster } from "./ports.ts";

const STRENGTH: readonly Assurance[] = ["same_user", "chat", "session", "passkey"];
const NEEDED: Record<Risk, Assurance> = { low: "chat", medium: "chat", high: "chat", critical: "passkey" };
const EVERY_OUTCOME: readonly Outcome[] = ["approve", "edit", "reject", "respond"];

/** Whether `has` is at least `needs`. */
function isAtLeast(has: Assurance, needs: Assurance): boolean {
  return STRENGTH.indexOf(has) >= STRENGTH.indexOf(needs);
}

/** Whether a person who answers with this assurance may give this outcome. Saying no is always allowed. */
export function mayGive(policy: Policy, assurance: Assurance, outcome: Outcome): boolean {
  if (outcome === "reject" || isAtLeast(assurance, policy.assurance)) return true;
  return assurance === "same_user" && policy.terminal.includes(outcome);
}

/** `all`: the owner lets the terminal answer everything. `fallback`: only what nothing stronger can answer yet. */
export type TerminalAnswers = "fallback" | "all";

/** Who must answer and how surely, frozen into the request at its creation. */
export function freezePolicy(from: {
  readonly definition: Omit<Definition, "route">;
  /** Where it is pushed to. */
  readonly route: readonly Address[];
  readonly addresses: readonly Address[];
  readonly responders: readonly Responder[];
  readonly strongest: Roster["strongest"];
  readonly terminalAnswers: TerminalAnswers;
  /** The least that the tenant's owner demands for this risk, instead of the gate's own rule. */
  readonly demanded?: Assurance | undefined;
}): Policy {
  const { definition, demanded } = from;
  const seats: Seat[] = [
    ...from.responders.map(({ id }): Seat => ({ kind: "responder", id, step: 0 })),
    ...from.addresses.map((address): Seat => ({ kind: "address", address, step: 0 })),
  ];
  return {
    name: "default",
    revision: 1,
    seats,
    quorum: [{ need: 1, of: "anyone" }],
    rejections: 1,
    assurance: demanded ?? (from.strongest === "same_user" ? "same_user" : NEEDED[definition.risk]),
    terminal: terminalOutcomes(from),
    undoMs: 0,
    agenda: [],
    onTimeout: "timeout",
  };
}

/**
 * What the terminal may answer although chats are linked: what no chat is shown, what is too long for one, a form, an edit, what is
 * critical; and nothing once somebody has a passkey, since the inbox takes them all. (docs/decisions/0004-terminal-fallback.md)
 */
function terminalOutcomes({
  definition,
  route,
  strongest,
  terminalAnswers,
  demanded,
}: Parameters<typeof freezePolicy>[0]): readonly Outcome[] {
  if (terminalAnswers === "all") return EVERY_OUTCOME;
  if (demanded || strongest === "passkey") return [];
  if (route.length === 0 || definition.risk === "critical" || isTooLongForChat(definition)) return EVERY_OUTCOME;
  if (definition.question.type === "form") return ["respond"];
  return definition.allowed.includes("edit") ? ["edit"] : [];
}

function isTooLongForChat(definition: Omit<Definition, "route">): boolean {
  return !fitsChat(faceOf({ definition, expiresAt: 0 }));
}

/** The least assurance with which a request of this risk can be approved now, by whoever is linked. */
export function leastAssurance(risk: Risk, strongest: Assurance, terminalAnswers: TerminalAnswers): Assurance {
  const isOnlyTerminals = risk === "critical" && strongest !== "passkey";
  const terminalApproves = strongest === "same_user" || terminalAnswers === "all" || isOnlyTerminals;
  return terminalApproves ? "same_user" : NEEDED[risk];
}
