/** For `canUseTool` of the Claude Agent SDK 0.3. Its types are told apart by shape, so that this needs nothing of it. */
import { whyNot, type Answer } from "./answer.ts";
import type { Asking, AskingOptions } from "./asking.ts";
import { createClient } from "./client.ts";
import { isPlainObject, plainObject, taken } from "./plain.ts";
import { together } from "./together.ts";

export type CanUseToolOptions = Pick<AskingOptions, "session" | "risk" | "timeoutSeconds" | "metadata"> & {
  /** Default: one made by `createClient()`. */
  readonly client?: Pick<Asking, "approve" | "choose"> | undefined;
  /** Whether people may correct what a tool is called with. Default: true. */
  readonly edit?: boolean | undefined;
};

/** What the SDK's `PermissionResult` has of both kinds. */
export type Permission =
  | { readonly behavior: "allow"; readonly updatedInput: Record<string, unknown> }
  | { readonly behavior: "deny"; readonly message: string };

type Call = {
  readonly signal: AbortSignal;
  readonly toolUseID?: string;
  readonly agentID?: string;
  readonly title?: string;
  readonly decisionReason?: string;
};

/**
 * `canUseTool: loopgateCanUseTool()`: a person allows each call that Claude may not make by itself, corrects or denies it, and answers what
 * Claude asks. Where nobody could be asked it is denied; never rejects.
 */
export function loopgateCanUseTool({ client = createClient(), edit = true, ...shared }: CanUseToolOptions = {}) {
  return async (name: string, given: Record<string, unknown>, call: Call): Promise<Permission> => {
    const options = { ...shared, source: sourceOf(call), signal: call.signal };
    try {
      const input = taken(given) as Record<string, unknown>;
      const questions = name === "AskUserQuestion" ? questionsIn(input) : undefined;
      if (questions) return await answered(input, questions, client, options);
      const action = { name, arguments: plainObject(input, "input") };
      const message = call.title ?? call.decisionReason;
      return permission(await client.approve(action, { ...options, message, edit }), input);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { behavior: "deny", message: `Nobody could be asked, so this is not allowed: ${why}` };
    }
  };
}

function permission(answer: Answer, input: Record<string, unknown>): Permission {
  if (!answer.approved) return { behavior: "deny", message: whyNot(answer) };
  if (answer.decision?.outcome !== "edit") return { behavior: "allow", updatedInput: input };
  if (!answer.arguments) throw new TypeError("the answer is an edit without arguments");
  return { behavior: "allow", updatedInput: { ...answer.arguments } };
}

type Question = {
  readonly question: string;
  readonly multiSelect?: boolean;
  readonly options: readonly { readonly label: string; readonly description?: string }[];
};

/** AskUserQuestion's own; undefined where it has another form, which a person is then shown as it is. */
function questionsIn({ questions }: Record<string, unknown>): readonly Question[] | undefined {
  const isQuestion = (each: unknown) =>
    isPlainObject(each) && typeof each["question"] === "string" && Array.isArray(each["options"]);
  return Array.isArray(questions) && questions.every(isQuestion) ? (questions as readonly Question[]) : undefined;
}

async function answered(
  input: Record<string, unknown>,
  questions: readonly Question[],
  client: Pick<Asking, "choose">,
  shared: AskingOptions,
): Promise<Permission> {
  const answers = await together(questions, shared.signal, async ({ question, options, multiSelect }, signal) => {
    const hints = options.flatMap(({ label, description }) => (description ? [`${label}: ${description}`] : []));
    const labels = options.map(({ label }) => label);
    const message = [question, ...hints].join("\n");
    return client.choose(message, labels, { ...shared, signal, multiple: multiSelect === true });
  });
  const open = answers.find(({ status, options }) => status !== "completed" || options.length === 0);
  if (open) return { behavior: "deny", message: whyNot(open) };
  const picked = questions.map(({ question }, at) => [question, answers[at]?.options.join(", ") ?? ""] as const);
  return { behavior: "allow", updatedInput: { ...input, answers: Object.fromEntries(picked) } };
}

function sourceOf({ toolUseID, agentID }: Call) {
  return {
    client: "claude-agent-sdk",
    ...(toolUseID !== undefined && { tool_call_id: toolUseID }),
    ...(agentID !== undefined && { agent: agentID }),
  };
}
