/** For `toolApproval` of the AI SDK 7: waiting in the loop, or parted from it. Corrected arguments need `gate()`. */
import type { ToolApprovalStatus, ToolModelMessage } from "ai";
import { answerOf, whyNot } from "./answer.ts";
import type { Asking, AskingOptions } from "./asking.ts";
import { createClient } from "./client.ts";
import { isPlainObject, plain, plainObject } from "./plain.ts";
import type { Requests } from "./requests.ts";
import type { Action, RequestCreated, RequestView } from "./wire.ts";

type Shared = Pick<AskingOptions, "session" | "risk" | "timeoutSeconds" | "metadata">;

type ToolCall = { readonly toolName: string; readonly toolCallId: string; readonly input?: unknown };

export type ApprovalOptions = Shared & {
  /** Default: one made by `createClient()`. */
  readonly client?: Pick<Asking, "approve"> | undefined;
  /** The tools that need a person. Default: every one. */
  readonly tools?: readonly string[] | undefined;
  /** An id of this run that no other run ever has; a repeated call then finds the question that it asked. */
  readonly run?: string | undefined;
  /** The AI SDK gives an approval no signal: give it the one that you abort the run with. */
  readonly signal?: AbortSignal | undefined;
};

/** `toolApproval: loopgateApproval({ tools: ["deploy"] })`: the run waits for the person. */
export function loopgateApproval({ client, tools, run, signal, ...shared }: ApprovalOptions = {}) {
  return async ({ toolCall }: { readonly toolCall: ToolCall }): Promise<ToolApprovalStatus> => {
    if (tools && !tools.includes(toolCall.toolName)) return undefined;
    const answer = await (client ?? createClient()).approve(actionOf(toolCall), {
      ...shared,
      source: sourceOf(toolCall, run),
      ...(run !== undefined && { idempotencyKey: `${run}:${toolCall.toolName}:${toolCall.toolCallId}` }),
      signal,
    });
    return answer.approved ? { type: "approved" } : { type: "denied", reason: whyNot(answer) };
  };
}

export type SubmitOptions = Shared & {
  readonly client: Pick<Requests, "createRequest">;
  /** An id of this run that no other run ever has. */
  readonly run: string;
  /** Told the end of each, so that no process needs to wait. */
  readonly callbackUrl?: string | undefined;
};

type ApprovalRequest = {
  readonly type: string;
  readonly approvalId?: string;
  readonly isAutomatic?: boolean;
  readonly toolCall?: ToolCall;
};

/**
 * Makes a request of each approval that a run ended with (`toolApproval: { deploy: "user-approval" }`); the same ones again where they
 * were made before. Save their ids with the messages: nobody needs to wait.
 */
export async function submitApprovals(
  { content }: { readonly content: readonly object[] },
  { client, run, callbackUrl, session, timeoutSeconds, risk, metadata }: SubmitOptions,
): Promise<readonly RequestCreated[]> {
  const asked = (content as readonly ApprovalRequest[]).flatMap(({ type, approvalId, isAutomatic, toolCall }) =>
    type === "tool-approval-request" && isAutomatic !== true && approvalId && toolCall
      ? [{ approvalId, toolCall }]
      : [],
  );
  return Promise.all(
    asked.map(async ({ approvalId, toolCall }) =>
      client.createRequest({
        session_id: session,
        message: `May ${toolCall.toolName} run?`,
        action: actionOf(toolCall),
        allowed_decisions: ["approve"],
        source: sourceOf(toolCall, run),
        resume: { approvalId },
        risk,
        metadata,
        timeout_seconds: timeoutSeconds,
        callback_url: callbackUrl,
        idempotency_key: `${run}:${approvalId}`,
      }),
    ),
  );
}

/** The message that resumes the run, of the requests (`client.get(id)`) that `submitApprovals` made; all must have ended. */
export function approvalMessage(requests: readonly RequestView[]): ToolModelMessage {
  return {
    role: "tool",
    content: requests.map((request) => {
      const { resume, request_id: id } = request;
      const approvalId = isPlainObject(resume) ? resume["approvalId"] : undefined;
      if (typeof approvalId !== "string") throw new TypeError(`Request ${id} was not made by submitApprovals().`);
      const answer = answerOf(request);
      const { approved } = answer;
      return { type: "tool-approval-response", approvalId, approved, ...(!approved && { reason: whyNot(answer) }) };
    }),
  };
}

function actionOf({ toolName, input = {} }: ToolCall): Action {
  const given = isPlainObject(input) ? plainObject(input, "input") : { input: plain(input, "input") };
  return { name: toolName, arguments: given };
}

function sourceOf({ toolCallId }: ToolCall, run: string | undefined) {
  return { client: "ai-sdk", tool_call_id: toolCallId, ...(run !== undefined && { run_id: run }) };
}
