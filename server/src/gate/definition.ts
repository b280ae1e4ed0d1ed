import {
  LoopgateError,
  schemaErrors,
  valueErrors,
  visible,
  type CreateRequest,
  type FieldError,
  type JsonObject,
  type Outcome,
  type RequestType,
  type Risk,
} from "@loopgate/contract";
import { actionDigest } from "./digest.ts";
import { fieldsOf } from "./face.ts";
import { settleOptions } from "./options.ts";
import type { Action, Definition, Question } from "./request.ts";

const RISKS: readonly Risk[] = ["low", "medium", "high", "critical"];

/** What the owner set, below which an agent cannot go. */
export type Floor = { readonly risk: Risk };

/** What the agent's words settle to: question, effects, what may be decided, risk. Throws `invalid_request` with every bad field. */
export function defineRequest(
  input: CreateRequest,
  floor: Floor,
): Omit<Definition, "code" | "clientVerified" | "callback" | "route"> {
  const type = input.request_type ?? inferredType(input);
  const settled = question(type, input);
  const action = input.action && toAction(input.action);
  const allowed = allowedDecisions(type, settled.question, input);
  const errors = [
    ...settled.errors,
    ...suggestionErrors(input),
    ...actionErrors(action),
    ...lengthErrors({ "action.arguments": action?.arguments, source: input.source, metadata: input.metadata }),
    ...decisionErrors(type, input, allowed, action),
    ...effectErrors(settled.question, input),
  ];
  if (errors.length > 0)
    throw new LoopgateError(
      "invalid_request",
      "Correct the fields that are named, and send the request again.",
      errors,
    );
  return {
    question: settled.question,
    message: input.message,
    ...(action && { action, actionDigest: actionDigest(action) }),
    allowed,
    risk: raised(floor.risk, input.risk),
    sessionId: input.session_id,
    clientId: input.client_id,
    ...(input.source && { source: input.source }),
    ...(input.resume !== undefined && { resume: input.resume }),
    ...(input.metadata && { metadata: input.metadata }),
  };
}

function inferredType(input: CreateRequest): RequestType {
  if (input.action) return "confirmation";
  if (input.schema) return "form";
  return hasOptions(input) ? "choice" : "input";
}

function hasOptions(input: CreateRequest): boolean {
  return (input.options ?? []).length > 0;
}

type Settled = { readonly question: Question; readonly errors: readonly FieldError[] };

function question(type: RequestType, input: CreateRequest): Settled {
  const errors = strayErrors(type, input);
  if (type === "confirmation") return { question: { type }, errors };
  if (type === "input") {
    const { suggestions = [] } = input;
    return { question: { type, ...(suggestions.length > 0 && { suggestions }) }, errors };
  }
  if (type === "form") {
    const schema = input.schema ?? {};
    const wrong = input.schema
      ? schemaErrors(schema, "schema")
      : [{ path: "schema", message: "is required for a form" }];
    return { question: { type, schema }, errors: [...errors, ...wrong] };
  }
  const { options, errors: wrong } = settleOptions(input.options ?? [], input.multiple === true);
  const none = hasOptions(input) ? [] : [{ path: "options", message: "is required for a choice" }];
  const max = input.multiple ? options.length : 1;
  return { question: { type, options, picks: { min: 1, max } }, errors: [...errors, ...wrong, ...none] };
}

/** Fields that another type of request has. */
function strayErrors(type: RequestType, input: CreateRequest): FieldError[] {
  const errors: FieldError[] = [];
  if (type !== "choice" && hasOptions(input))
    errors.push({ path: "options", message: `belongs to a choice, not to ${indefinite(type)}` });
  if (type !== "choice" && input.multiple === true)
    errors.push({ path: "multiple", message: `belongs to a choice, not to ${indefinite(type)}` });
  if (type !== "input" && (input.suggestions ?? []).length > 0)
    errors.push({ path: "suggestions", message: `belongs to an input, not to ${indefinite(type)}` });
  if (type !== "form" && input.schema)
    errors.push({ path: "schema", message: `belongs to a form, not to ${indefinite(type)}` });
  return errors;
}

/** A suggestion is sent back as it came, so that it must be what it looks like. */
function suggestionErrors({ suggestions = [] }: CreateRequest): FieldError[] {
  return suggestions.flatMap((each, at) => {
    const path = `suggestions[${at}]`;
    if (suggestions.indexOf(each) < at) return [{ path, message: "is given twice" }];
    return visible(each).text === each && !each.includes("\n")
      ? []
      : [{ path, message: "must be one line without hidden characters" }];
  });
}

function indefinite(type: RequestType): string {
  return type === "input" ? "an input" : `a ${type}`;
}

function toAction(input: NonNullable<CreateRequest["action"]>): Action {
  return {
    name: input.name,
    arguments: input.arguments ?? {},
    ...(input.description !== undefined && { description: input.description }),
    ...(input.arguments_schema && { argumentsSchema: input.arguments_schema }),
  };
}

function actionErrors(action: Action | undefined): FieldError[] {
  if (!action?.argumentsSchema) return [];
  const errors = schemaErrors(action.argumentsSchema, "action.arguments_schema");
  return errors.length > 0 ? errors : valueErrors(action.argumentsSchema, action.arguments, "action.arguments");
}

/** Every value is shown with its whole path, so a body of 256 kB could be gigabytes once written out. */
const LONGEST_FIELDS = 500_000;

function lengthErrors(parts: Readonly<Record<string, JsonObject | undefined>>): FieldError[] {
  return Object.entries(parts).flatMap(([path, part = {}]) => {
    const fields = fieldsOf(part, (text) => visible(text).text);
    const length = fields.reduce((sum, field) => sum + field.path.length + field.value.length, 0);
    if (length <= LONGEST_FIELDS) return [];
    return [{ path, message: `is too long: ${length} characters with each value's path, ${LONGEST_FIELDS} at most` }];
  });
}

function allowedDecisions(type: RequestType, asked: Question, input: CreateRequest): Outcome[] {
  const outcomes = new Set<Outcome>(input.allowed_decisions ?? defaultDecisions(type, asked));
  return [...outcomes.add("reject")];
}

function defaultDecisions(type: RequestType, asked: Question): Outcome[] {
  if (type === "confirmation") return ["approve", "reject"];
  if (asked.type !== "choice") return ["respond", "reject"];
  return [...new Set(asked.options.map(({ effect }): Outcome => (effect === "neutral" ? "respond" : effect)))];
}

function decisionErrors(
  type: RequestType,
  input: CreateRequest,
  allowed: readonly Outcome[],
  action: Action | undefined,
): FieldError[] {
  const possible: Record<RequestType, readonly Outcome[]> = {
    confirmation: ["approve", "edit", "reject"],
    choice: ["approve", "respond", "reject"],
    input: ["respond", "reject"],
    form: ["respond", "reject"],
  };
  const errors = (input.allowed_decisions ?? []).flatMap((outcome, at) =>
    possible[type].includes(outcome)
      ? []
      : [
          {
            path: `allowed_decisions[${at}]`,
            message: `is not something that ${indefinite(type)} can be answered with`,
          },
        ],
  );
  if (allowed.includes("edit") && !action)
    errors.push({ path: "allowed_decisions", message: "names edit, which needs an action to edit" });
  if (errors.length === 0 && allowed.every((outcome) => outcome === "reject") && input.allowed_decisions)
    errors.push({ path: "allowed_decisions", message: "must name an answer besides reject" });
  return errors;
}

/** An option whose press the caller cannot honour must not be shown. */
function effectErrors(asked: Question, input: CreateRequest): FieldError[] {
  const allowed = input.allowed_decisions;
  if (asked.type !== "choice" || !allowed) return [];
  return asked.options.flatMap(({ effect }, at) => {
    const outcome: Outcome = effect === "neutral" ? "respond" : effect;
    if (outcome === "reject" || allowed.includes(outcome)) return [];
    return [{ path: `options[${at}]`, message: `would ${outcome}, which allowed_decisions does not name` }];
  });
}

/** The risk of a request, which an agent can raise and never lower. */
export function raised(floor: Risk, asked: Risk | undefined): Risk {
  return RISKS[Math.max(RISKS.indexOf(floor), asked ? RISKS.indexOf(asked) : 0)] ?? floor;
}
