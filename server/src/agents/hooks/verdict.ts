import type { HookQuery, JsonObject } from "@loopgate/contract";
import type { HumanRequest } from "../../gate/request.ts";
import { answerView } from "../../gate/view.ts";
import { answersOf, type Question } from "../user-questions.ts";
import { whyNot } from "../why-not.ts";
import type { Dialect, HookCall } from "./dialect.ts";

export type Asking = {
  readonly call: HookCall;
  readonly dialect: Dialect;
  /** Where the call puts questions of the model to its user. */
  readonly questions: readonly Question[] | undefined;
  readonly onTimeout: HookQuery["on_timeout"];
};

/** What an ended request comes to in the client's words. Whatever is no plain approval is an explicit no. */
export function verdictOn(request: HumanRequest, { call, dialect, questions, onTimeout }: Asking): JsonObject {
  const no = () => dialect.deny(call, whyNot(request));
  if (request.state.status === "timeout" && onTimeout === "ask" && dialect.ask)
    return dialect.ask(call, whyNot(request));
  if (questions) {
    const answers = answersOf(questions, request);
    return answers ? dialect.allow(call, { questions: call.arguments["questions"] ?? [], answers }) : no();
  }
  const { approved, decision } = answerView(request);
  if (!approved || !decision) return no();
  if (decision.outcome === "approve") return dialect.allow(call, undefined);
  const edited = decision.arguments;
  if (!edited || call.edits === "none") return no();
  const left = call.edits === "merge" ? Object.keys(call.arguments).filter((name) => !Object.hasOwn(edited, name)) : [];
  return left.length === 0 ? dialect.allow(call, edited) : dialect.deny(call, cannotTakeAway(left, edited));
}

/** Arguments that are laid over the client's own cannot take one away: what would run is not what was approved. */
function cannotTakeAway(names: readonly string[], edited: JsonObject): string {
  return `A person approved this without ${names.map((name) => JSON.stringify(name)).join(", ")}, which the hook cannot take away. Call the tool again with exactly these arguments: ${JSON.stringify(edited)}`;
}

/** Whether the answer lets the tool run, so that it may have to be used up. */
export function isApproved(request: HumanRequest): boolean {
  return answerView(request).approved;
}
