import type { Decision, JsonObject, PollAnswer, Status } from "./wire.ts";

/** How a request ended. Act on `approved` alone; a timeout and a request that was taken back are answers too, and no yes. */
export type Answer = {
  readonly requestId: string;
  readonly status: Exclude<Status, "pending">;
  /** True only where a person said yes, with or without corrections; never read out of a text. */
  readonly approved: boolean;
  /** What may run, corrections included; null where nothing may. */
  readonly arguments: JsonObject | null;
  /** What a person wrote. */
  readonly text: string | null;
  /** Values of the options that were picked. */
  readonly options: readonly string[];
  /** What a form was filled in with. */
  readonly values: JsonObject | null;
  /** Why somebody said no, if he said why. */
  readonly reason: string | null;
  /** Who decided, by name. */
  readonly responder: string | null;
  /** All that is known of the decision. */
  readonly decision: Decision | undefined;
};

/** Of a request that has ended. Anything that is not clearly a yes is a no. */
export function answerOf(polled: PollAnswer): Answer {
  const { request_id: requestId, status, decision } = polled;
  // Whatever stands between may have made something else of it: only `true` is true.
  const said: unknown = polled.approved;
  if (status === "pending") throw new TypeError(`Request ${requestId} has not ended yet, so there is no answer.`);
  const approved =
    said === true && status === "completed" && (decision?.outcome === "approve" || decision?.outcome === "edit");
  return {
    requestId,
    status,
    approved,
    arguments: approved ? decision.arguments : null,
    text: decision?.text ?? null,
    options: decision?.options ?? [],
    values: decision?.values ?? null,
    reason: decision?.reason ?? null,
    responder: decision?.responder ?? null,
    decision,
  };
}

/** Why an answer is no yes, in a sentence that a model may read. */
export function whyNot({ status, reason, text, options }: Answer): string {
  if (status === "timeout") return "Nobody answered in time, so this was not approved.";
  if (status === "canceled") return "The request was taken back, so this was not approved.";
  const said = reason ?? text ?? (options.length > 0 ? options.join(", ") : undefined);
  return said === undefined ? "A person said no." : `A person did not approve: ${said}`;
}

/** What a tool that was held tells the model instead of an output. */
export function refusal(answer: Answer): string {
  return `This call did not run, and must not be made again as it is. ${whyNot(answer)}`;
}

/** A person did not say yes, so what was gated did not run. `answer` tells the rest. */
export class NotApproved extends Error {
  override readonly name = "NotApproved";
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(whyNot(answer));
    this.answer = answer;
  }
}
