import { LoopgateError, canonical, valueErrors, type FieldError, type Outcome } from "@loopgate/contract";
import { actionDigest } from "./digest.ts";
import type { Answer, Definition, Digest, Option, Question, Reply } from "./request.ts";

/** What a reply means for this request; throws `answer_not_offered` or `invalid_request` where it means nothing. */
export function answerOf(definition: Definition, reply: Reply): Answer {
  const answer = read(definition, reply);
  if (!definition.allowed.includes(answer.outcome)) throw notOffered(definition, reply);
  return answer;
}

function read(definition: Definition, reply: Reply): Answer {
  const { question } = definition;
  switch (reply.kind) {
    case "reject":
      return { outcome: "reject", values: [], ...(reply.reason !== undefined && { reason: reply.reason }) };
    case "approve":
      if (question.type !== "confirmation") throw notOffered(definition, reply);
      return { outcome: "approve", values: [] };
    case "edit":
      return edited(definition, reply);
    case "pick":
      if (question.type !== "choice") throw notOffered(definition, reply);
      return picked(question, reply.values);
    case "text":
      if (question.type !== "input") throw notOffered(definition, reply);
      return { outcome: "respond", response: { kind: "text", text: reply.text } };
    case "form":
      if (question.type !== "form") throw notOffered(definition, reply);
      return filled(question.schema, reply.values);
  }
}

/** Unchanged arguments are an approval: an edit says that something else will run. */
function edited({ action, actionDigest: original }: Definition, reply: Extract<Reply, { kind: "edit" }>): Answer {
  if (!action)
    throw new LoopgateError("answer_not_offered", "This request has no action whose arguments could be edited.");
  if (action.argumentsSchema) refuse(valueErrors(action.argumentsSchema, reply.arguments, "arguments"));
  const unchanged = actionDigest({ name: action.name, arguments: reply.arguments }) === original;
  return unchanged ? { outcome: "approve", values: [] } : { outcome: "edit", arguments: reply.arguments };
}

function picked(question: Extract<Question, { type: "choice" }>, values: readonly string[]): Answer {
  const { min, max } = question.picks;
  const wanted = new Set(values);
  const options = question.options.filter(({ value }) => wanted.has(value));
  if (options.length !== wanted.size || wanted.size !== values.length)
    throw new LoopgateError("answer_not_offered", "Pick among the options of the request, each once.");
  if (options.length < min || options.length > max)
    throw new LoopgateError("answer_not_offered", `Pick ${min === max ? min : `${min} to ${max}`} of the options.`);
  const picks = options.map(({ value }) => value);
  const effect = single(options)?.effect ?? "neutral";
  return effect === "neutral"
    ? { outcome: "respond", response: { kind: "picks", values: picks } }
    : { outcome: effect, values: picks };
}

function single(options: readonly Option[]): Option | undefined {
  return options.length === 1 ? options[0] : undefined;
}

function filled(schema: Parameters<typeof valueErrors>[0], values: Extract<Reply, { kind: "form" }>["values"]): Answer {
  refuse(valueErrors(schema, values, "values"));
  return { outcome: "respond", response: { kind: "form", values } };
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0)
    throw new LoopgateError("invalid_request", "Correct the values that are named, and answer again.", errors);
}

function notOffered(definition: Definition, reply: Reply): LoopgateError {
  const outcomes: readonly Outcome[] = definition.allowed;
  return new LoopgateError(
    "answer_not_offered",
    `A ${definition.question.type} takes ${outcomes.join(" or ")}; "${reply.kind}" is none of its answers.`,
  );
}

/** The digest of what this answer lets run: the edited action's, else the original's. */
export function answeredDigest(definition: Definition, answer: Answer): Digest | undefined {
  if (answer.outcome === "edit" && definition.action)
    return actionDigest({ name: definition.action.name, arguments: answer.arguments });
  return definition.actionDigest;
}

/** Two answers that say the same; a reason is no part of what was said. */
export function saysTheSame(a: Answer, b: Answer): boolean {
  return said(a) === said(b);
}

function said(answer: Answer): string {
  switch (answer.outcome) {
    case "approve":
    case "reject":
      return canonical({ outcome: answer.outcome, values: answer.values });
    case "edit":
      return canonical({ outcome: "edit", arguments: answer.arguments });
    case "respond":
      return canonical({ outcome: "respond", response: answer.response });
  }
}
