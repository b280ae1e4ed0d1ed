import type { CreateRequest, Json, JsonObject } from "@loopgate/contract";
import { z } from "zod";
import type { HumanRequest } from "../gate/request.ts";
import { answerView } from "../gate/view.ts";
import { checkInput } from "../http/input.ts";
import type { Texts } from "../texts/index.ts";

/** Input of Claude Code's tool `AskUserQuestion`, by which the model puts questions to its user. Answers are found by the question's text. */
const UserQuestions = z.looseObject({
  questions: z
    .array(
      z.looseObject({
        question: z.string().min(1).max(16_000),
        options: z
          .array(z.looseObject({ label: z.string().min(1).max(200), description: z.string().optional() }))
          .min(1)
          .max(50)
          .check(eachOnce("label")),
        multiSelect: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(20)
    .check(eachOnce("question")),
});
export type Question = z.output<typeof UserQuestions>["questions"][number];

/** Whatever stands twice could not be told apart in the answer. */
function eachOnce<Field extends string>(field: Field) {
  return ({ value, issues }: z.core.ParsePayload<{ readonly [name in Field]: string }[]>) => {
    const texts = value.map((each) => each[field]);
    for (const [at, text] of texts.entries())
      if (texts.indexOf(text) < at)
        issues.push({ code: "custom", path: [at, field], message: "stands twice; word it differently", input: text });
  };
}

/** The questions, where the call asks any. Throws `invalid_request` where they cannot be put to a person. */
export function questionsOf(toolName: string, input: JsonObject): readonly Question[] | undefined {
  if (toolName !== "AskUserQuestion") return undefined;
  return checkInput(z.object({ input: UserQuestions }), { input }).input.questions;
}

type Asked = Pick<CreateRequest, "message" | "options" | "multiple" | "schema" | "request_type">;

/** One question is a choice, several are a form. */
export function requestOf(questions: readonly Question[], program: string, texts: Texts["permission"]): Asked {
  const [first, ...more] = questions;
  if (first && more.length === 0)
    return {
      request_type: "choice",
      message: texts.asks(first.question, first.options),
      options: first.options.map(({ label }) => label),
      multiple: first.multiSelect,
    };
  const fields = questions.map((question, at) => [fieldName(at), fieldOf(question)]);
  return {
    request_type: "form",
    message: texts.asksSeveral(program),
    schema: {
      type: "object",
      properties: Object.fromEntries(fields),
      required: questions.map((_, at) => fieldName(at)),
    },
  };
}

function fieldOf({ question, options, multiSelect }: Question): JsonObject {
  const picked = {
    type: "string",
    oneOf: options.map(({ label, description }) => ({ const: label, title: titled(label, description) })),
  };
  return multiSelect
    ? { type: "array", title: question, items: picked, minItems: 1, uniqueItems: true }
    : { ...picked, title: question };
}

function titled(label: string, description = ""): string {
  return description === "" ? label : `${label}: ${description}`;
}

/** What the person picked, by question; undefined where they did not answer. */
export function answersOf(
  questions: readonly Question[],
  request: HumanRequest,
): Readonly<Record<string, string>> | undefined {
  const { decision } = answerView(request);
  const [first, ...more] = questions;
  if (!decision || !first) return undefined;
  if (more.length === 0)
    return decision.options.length > 0 ? { [first.question]: decision.options.join(", ") } : undefined;
  const { values } = decision;
  if (decision.outcome !== "respond" || values === null) return undefined;
  return Object.fromEntries(questions.map(({ question }, at) => [question, pickedText(values[fieldName(at)])]));
}

function pickedText(value: Json | undefined): string {
  return [value ?? []]
    .flat()
    .filter((label) => typeof label === "string")
    .join(", ");
}

function fieldName(at: number): string {
  return `question_${at + 1}`;
}
