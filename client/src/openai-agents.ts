/** For tools with `needsApproval` of OpenAI Agents 0.20: waiting beside the run, or parted from it. Corrected arguments need `gate()`. */
import {
  run as runAgent,
  type AgentInputItem,
  type RunResult,
  type RunState,
  type RunToolApprovalItem,
} from "@openai/agents";
import { answerOf, whyNot, type Answer } from "./answer.ts";
import type { Asking, AskingOptions } from "./asking.ts";
import { createClient } from "./client.ts";
import { isPlainObject, plainObject } from "./plain.ts";
import type { Requests } from "./requests.ts";
import { isSameJson } from "./same-json.ts";
import { together } from "./together.ts";
import type { JsonObject, RequestCreated, RequestView } from "./wire.ts";

/** An agent of any context and output, as the framework's own functions take it. */
type AnyAgent = Parameters<typeof runAgent>[0];

type Shared = Pick<AskingOptions, "session" | "risk" | "timeoutSeconds" | "metadata">;

export type RunGatedOptions<Context> = Shared & {
  /** Default: one made by `createClient()`. */
  readonly client?: Pick<Asking, "approve"> | undefined;
  /** An id of this run that no other run ever has; a repeated call then finds the question that it asked. */
  readonly run?: string | undefined;
  readonly context?: Context | undefined;
  readonly maxTurns?: number | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** `run()` that has people asked whatever it is interrupted for, until it ends. */
export async function runGated<Of extends AnyAgent, Context = undefined>(
  agent: Of,
  input: string | AgentInputItem[] | RunState<Context, Of>,
  options: RunGatedOptions<Context> = {},
): Promise<RunResult<Context, Of>> {
  const { client = createClient(), run, context, maxTurns, signal, ...shared } = options;
  const settings = {
    ...(context !== undefined && { context }),
    ...(maxTurns !== undefined && { maxTurns }),
    ...(signal && { signal }),
  };
  for (let next = input; ;) {
    const result: RunResult<Context, Of> = await runAgent(agent, next, settings);
    if (result.interruptions.length === 0) return result;
    const answers = await together(result.interruptions, signal, async (item, either) => {
      const { callId, action, source } = seen(item, run);
      const idempotencyKey = run === undefined ? undefined : `${run}:${callId}`;
      return client.approve(action, { ...shared, source, idempotencyKey, signal: either });
    });
    result.interruptions.forEach((item, at) => settle(result.state, item, answers[at]));
    next = result.state;
  }
}

export type SubmitOptions = Shared & {
  readonly client: Pick<Requests, "createRequest">;
  /** An id of this run that no other run ever has. */
  readonly run: string;
  /** Told the end of each, so that no process needs to wait. */
  readonly callbackUrl?: string | undefined;
};

/**
 * Makes a request of each interruption; the same ones again where they were made before. Save their ids with
 * `result.state.toString()`: nobody needs to wait.
 */
export async function submitInterruptions(
  { interruptions }: { readonly interruptions: readonly RunToolApprovalItem[] },
  { client, run, callbackUrl, session, timeoutSeconds, risk, metadata }: SubmitOptions,
): Promise<readonly RequestCreated[]> {
  return Promise.all(
    interruptions.map(async (item) => {
      const { callId, action, source } = seen(item, run);
      return client.createRequest({
        session_id: session,
        message: `May ${action.name} run?`,
        action,
        allowed_decisions: ["approve"],
        source,
        resume: { callId },
        risk,
        metadata,
        timeout_seconds: timeoutSeconds,
        callback_url: callbackUrl,
        idempotency_key: `${run}:${callId}`,
      });
    }),
  );
}

/**
 * Approves and rejects in a state what its requests (`client.get(id)`) ended with; then `run(agent, state)` goes on. Whatever still waits
 * is left as it is. A request about another call than the state's is an error.
 */
export function applyDecisions<Context, Of extends AnyAgent>(
  state: RunState<Context, Of>,
  requests: readonly RequestView[],
): void {
  for (const item of state.getInterruptions()) {
    const { callId, action } = seen(item, undefined);
    const request = requests.find(({ resume }) => isPlainObject(resume) && resume["callId"] === callId);
    if (!request?.completed) continue;
    const { name, arguments: given = {} } = request.action ?? {};
    if (name !== action.name || !isSameJson(given, action.arguments))
      throw new TypeError(`Request ${request.request_id} was asked about another call than ${action.name} ${callId}.`);
    settle(state, item, answerOf(request));
  }
}

type State = Pick<RunState<unknown, AnyAgent>, "approve" | "reject">;

function settle(state: State, item: RunToolApprovalItem, answer: Answer | undefined): void {
  if (answer?.approved) state.approve(item);
  else state.reject(item, { message: answer ? whyNot(answer) : "Nobody was asked." });
}

/** What a person is shown of a call, and how it is known again. */
function seen(item: RunToolApprovalItem, run: string | undefined) {
  const raw = item.rawItem as { readonly type: string; readonly callId?: string; readonly id?: string };
  const callId = raw.callId ?? raw.id;
  if (callId === undefined)
    throw new TypeError(`A call of ${item.name ?? raw.type} has no id, so it cannot be approved.`);
  return {
    callId,
    action: { name: item.name ?? raw.type, arguments: argumentsOf(item) },
    source: {
      client: "openai-agents",
      agent: item.agent.name,
      tool_call_id: callId,
      ...(run !== undefined && { run_id: run }),
    },
  };
}

/** Those of a function as it will parse them; a call of the shell, a patch or the screen says in other fields what it does. */
function argumentsOf({ arguments: json, rawItem }: RunToolApprovalItem): JsonObject {
  if (json !== undefined) {
    const given: unknown = JSON.parse(json === "" ? "{}" : json);
    return isPlainObject(given) ? plainObject(given, "arguments") : { input: json };
  }
  const { action, operation } = rawItem as { readonly action?: unknown; readonly operation?: unknown };
  if (action === undefined && operation === undefined)
    throw new TypeError(`A call of ${rawItem.type} does not say what it does, so nobody can approve it.`);
  return plainObject({ action, operation }, "call");
}
