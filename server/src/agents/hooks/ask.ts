import { createHmac } from "node:crypto";
import {
  canonical,
  CreateRequest,
  HOOK_TIMEOUT,
  LoopgateError,
  type HookClient,
  type HookQuery,
  type Json,
} from "@loopgate/contract";
import type { AskKey } from "../../gate/asking.ts";
import { digestOf } from "../../gate/digest.ts";
import type { HumanRequest } from "../../gate/request.ts";
import { checkInput } from "../../http/input.ts";
import type { Texts } from "../../texts/index.ts";
import type { Caller } from "../callers.ts";
import type { AgentRequests } from "../requests.ts";
import { requestOf, type Question } from "../user-questions.ts";
import type { HookCall } from "./dialect.ts";

/** An agent that was put off goes away; people then have as long as this, in seconds. */
const DEFERRED_TIMEOUT = 172_800;

/** One call of a hook, as it came. */
export type Hooked = {
  readonly client: HookClient;
  readonly call: HookCall;
  readonly query: HookQuery;
  readonly questions: readonly Question[] | undefined;
  /** The header Idempotency-Key: one for each process of a hook. */
  readonly headerKey: string | undefined;
};

/** Makes the request for a tool call: the same call asks once. */
export function createAsk(parts: {
  readonly requests: Pick<AgentRequests, "ask">;
  readonly texts: Texts["permission"];
  /** Makes keys of what clients send, so that no agent can take one in advance. */
  readonly keySecret: Buffer;
}): (caller: Caller, hooked: Hooked) => Promise<HumanRequest> {
  const { requests, texts, keySecret } = parts;
  const sealed = (value: Json) =>
    `hook:${createHmac("sha256", keySecret).update(canonical(value)).digest("base64url")}`;

  /** Without an id of the call or of the hook's process the content must do, and then an old answer is never found again. */
  function keyOf({ client, call, headerKey }: Hooked): AskKey {
    const { event, sessionId, callId, turnId = null } = call;
    if (callId !== undefined) return { key: sealed([client, sessionId, event, "call", callId]), derived: false };
    if (headerKey !== undefined)
      return { key: sealed([client, sessionId, event, "process", headerKey]), derived: false };
    const content = [call.tool, call.arguments];
    return { key: sealed([client, sessionId, event, "content", turnId, ...content]), derived: true };
  }

  return async function ask(caller, hooked) {
    const { client, call, query, questions } = hooked;
    const name = caller.onlyClientId ?? client;
    const { mode, timeout = mode === "defer" ? DEFERRED_TIMEOUT : HOOK_TIMEOUT } = query;
    const { callId, cwd } = call;
    const source = {
      client,
      event: call.event,
      tool: call.tool,
      session_id: call.sessionId,
      ...(callId !== undefined && { tool_call_id: callId }),
      ...(cwd !== undefined && { cwd }),
    };
    const input = checkInput(CreateRequest, {
      session_id: name,
      client_id: name,
      source,
      timeout_seconds: timeout,
      ...(questions
        ? { ...requestOf(questions, client, texts), resume: { input_digest: digestOf(call.arguments) } }
        : {
            message: call.edits === "none" ? texts.wantsAsIs(client) : texts.wants(client),
            action: { name: call.tool, arguments: call.arguments },
            allowed_decisions: call.edits === "none" ? ["approve", "reject"] : ["approve", "edit", "reject"],
          }),
    });
    return (await requests.ask(caller, input, keyOf(hooked))).request;
  };
}

/** The header's key, checked; throws `invalid_request` for one that is none. */
export function checkHeaderKey(header: string | undefined): string | undefined {
  if (header === undefined || (header.length > 0 && header.length <= 255)) return header;
  throw new LoopgateError("invalid_request", "Correct the header.", [
    { path: "Idempotency-Key", message: "must have 1 to 255 characters" },
  ]);
}
