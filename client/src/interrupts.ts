import { NotApproved, whyNot, type Answer } from "./answer.ts";
import type { Asking, AskingOptions } from "./asking.ts";
import { isPlainObject } from "./plain.ts";
import { together } from "./together.ts";
import type { JsonInput, Outcome } from "./wire.ts";

type Surroundings = {
  readonly client: Pick<Asking, "ask" | "approve">;
  readonly place: { readonly thread: string; readonly interruptId: string };
  readonly shared: AskingOptions;
};

/** What resumes an interrupt of this value. */
export async function answersTo(value: unknown, around: Surroundings): Promise<unknown> {
  if (isPlainObject(value) && Array.isArray(value["actionRequests"]))
    return { decisions: await decisionsOn(value as unknown as HitlRequest, around) };
  if (isPlainObject(value) && isPlainObject(value["action_request"]))
    return inboxResponse(value as unknown as HumanInterrupt, asking(around, 0), around);
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((each) => isPlainObject(each) && "action_request" in each)
  )
    return together(value as readonly HumanInterrupt[], around.shared.signal, async (each, signal, at) =>
      inboxResponse(each, { ...asking(around, at), signal }, around),
    );
  return words(value, asking(around, 0), around);
}

/** Each question of an interrupt is asked under a key of its own, so that it is the same one when the graph is resumed elsewhere. */
function asking({ place: { thread, interruptId }, shared }: Surroundings, at: number): AskingOptions {
  return {
    ...shared,
    source: { client: "langgraph", thread_id: thread, interrupt_id: interruptId },
    idempotencyKey: `${thread}:${interruptId}:${at}`,
  };
}

/** LangChain's `HITLRequest`; its decisions come in the order of the calls. */
type HitlRequest = {
  readonly actionRequests: readonly {
    readonly name: string;
    readonly args: JsonInput;
    readonly description?: string;
  }[];
  readonly reviewConfigs: readonly { readonly actionName: string; readonly allowedDecisions: readonly Outcome[] }[];
};

async function decisionsOn({ actionRequests, reviewConfigs }: HitlRequest, around: Surroundings) {
  return together(actionRequests, around.shared.signal, async ({ name, args, description }, signal, at) => {
    const review = reviewConfigs.find(({ actionName }) => actionName === name);
    const answer = await around.client.approve(
      { name, arguments: args },
      {
        ...asking(around, at),
        signal,
        message: description,
        allowedDecisions: review?.allowedDecisions.filter((each) => each === "approve" || each === "edit"),
      },
    );
    if (!answer.approved) return { type: "reject", message: whyNot(answer) };
    return isEdit(answer) ? { type: "edit", editedAction: { name, args: answer.arguments } } : { type: "approve" };
  });
}

/** That of agent-inbox, with its `HumanResponse`. */
type HumanInterrupt = {
  readonly action_request: { readonly action: string; readonly args: JsonInput };
  readonly config: {
    readonly allow_accept?: boolean;
    readonly allow_edit?: boolean;
    readonly allow_respond?: boolean;
  };
  readonly description?: string;
};

async function inboxResponse(interrupt: HumanInterrupt, options: AskingOptions, { client }: Surroundings) {
  const { action_request: { action: name, args }, config, description } = interrupt; // prettier-ignore
  const allowed = [
    ...(config.allow_accept ? ["approve" as const] : []),
    ...(config.allow_edit ? ["edit" as const] : []),
  ];
  if (allowed.length === 0) {
    if (!config.allow_respond) return { type: "ignore", args: null };
    const { text } = await client.ask(description ?? name, options);
    return text === null ? { type: "ignore", args: null } : { type: "response", args: text };
  }
  const answer = await client.approve(
    { name, arguments: args },
    { ...options, message: description, allowedDecisions: allowed },
  );
  if (!answer.approved)
    return config.allow_respond && answer.reason !== null
      ? { type: "response", args: answer.reason }
      : { type: "ignore", args: null };
  return isEdit(answer)
    ? { type: "edit", args: { action: name, args: answer.arguments } }
    : { type: "accept", args: null };
}

/** Any other interrupt is a question, and a person's own words resume it. Nobody's words do not: a graph might take them for a yes. */
async function words(value: unknown, options: AskingOptions, { client }: Surroundings): Promise<string> {
  const answer = await client.ask(typeof value === "string" ? value : JSON.stringify(value, undefined, 2), options);
  if (answer.text === null) throw new NotApproved(answer);
  return answer.text;
}

function isEdit({ decision }: Answer): boolean {
  return decision?.outcome === "edit";
}
