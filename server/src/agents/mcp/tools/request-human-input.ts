import { createHmac } from "node:crypto";
import {
  canonical,
  LoopgateError,
  RequestHumanInput,
  toolSchema,
  HumanAnswer,
  type CreateRequest,
  type Json,
} from "@loopgate/contract";
import { digestOf } from "../../../gate/digest.ts";
import type { HumanRequest } from "../../../gate/request.ts";
import { checkInput } from "../../../http/input.ts";
import type { Caller } from "../../callers.ts";
import type { AgentRequests } from "../../requests.ts";
import { askerOf } from "../caller.ts";
import { lookSecondsOf } from "../known-clients.ts";
import type { Ladder, Waited } from "../ladder.ts";
import type { Leg, LegBinding, Legs } from "../legs.ts";
import { taskOf } from "../request-tasks.ts";
import { tell } from "../say.ts";
import type { Tool, ToolDefinition, ToolCall, ToolOutcome } from "../tool.ts";

/** Clients of the SDK follow ten rounds; the last of ours must be an answer that the model reads. */
const LAST_LEG = 9;

export const REQUEST_HUMAN_INPUT: ToolDefinition = {
  name: "request_human_input",
  title: "Ask a person",
  description:
    "Asks a person to approve an action, choose, or answer, and waits for it. Use it before anything that is costly, public or hard to undo, and name what will run as `action`. Only `approved: true` is a yes. If the status is pending, call check_request_status; never proceed without an answer.",
  inputSchema: toolSchema(RequestHumanInput, "input"),
  outputSchema: toolSchema(HumanAnswer, "output"),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
};

export function requestHumanInput(parts: {
  readonly requests: AgentRequests;
  readonly ladder: Ladder;
  readonly legs: Legs;
  /** Makes keys of content, so that no agent can take one in advance. */
  readonly dedupeKey: Buffer;
}): Tool {
  const { requests, ladder, legs, dedupeKey } = parts;

  /** A repeated call joins its question while it is open, or takes an answer that nobody was given yet. */
  const keyOf = ({ idempotency_key: key, ...content }: CreateRequest) =>
    key === undefined
      ? {
          key: `content:${createHmac("sha256", dedupeKey)
            .update(canonical(content as Json))
            .digest("base64url")}`,
          derived: true,
        }
      : { key, derived: false };

  async function resume(caller: Caller, input: CreateRequest, { requestId }: Leg): Promise<HumanRequest> {
    const { key, derived } = keyOf(input);
    if (derived && (await requests.byKey(caller.tenantId, input.client_id, key)) !== requestId)
      throw new LoopgateError(
        "request_ended",
        `The answer to this call was given already, and is given once. Read it with check_request_status and request_id "${requestId}"; to ask anew, call the tool without a requestState.`,
      );
    return requests.find(caller, requestId);
  }

  async function follow(
    call: ToolCall,
    waited: Waited,
    leg: Leg,
    binding: LegBinding | undefined,
    secret?: string,
  ): Promise<ToolOutcome> {
    if (waited.end === "held" && binding && leg.number < LAST_LEG)
      return { kind: "again", requestState: legs.mint({ ...leg, number: leg.number + 1 }, binding) };
    // Who has gone was told nothing: the answer stays his until he asks again.
    if (!call.signal.aborted) await requests.leaving(waited.request);
    const lookSeconds = lookSecondsOf(call.caller.program, call.progress !== undefined);
    return tell(waited.request, { callbackSecret: secret, lookSeconds });
  }

  return {
    definition: REQUEST_HUMAN_INPUT,
    async call(call) {
      const { wait_seconds: waitSeconds, ...given } = checkInput(RequestHumanInput, call.args);
      const { caller, clientId: client } = await askerOf(call.caller, "requests:write", given.client_id);
      if (given.callback_url !== undefined) await call.caller.as({ scope: "callbacks" });
      const input: CreateRequest = { ...given, client_id: client, session_id: given.session_id ?? client };
      const binding = {
        caller: [caller.tenantId, caller.actor.keyId ?? "", client].join(" "),
        method: `tools/call ${REQUEST_HUMAN_INPUT.name}`,
        argsDigest: digestOf(call.args as Json),
      };
      const earlier = call.requestState === undefined ? undefined : legs.read(call.requestState, binding);
      const asked = earlier
        ? { request: await resume(caller, input, earlier) }
        : await requests.ask(caller, input, keyOf(input));
      const { request, callbackSecret } = { callbackSecret: undefined, ...asked };
      if (
        request.state.status === "pending" &&
        call.takesTasks &&
        waitSeconds === undefined &&
        callbackSecret === undefined
      )
        return { kind: "task", task: taskOf(request) };
      const leg = earlier ?? { requestId: request.id, number: 1 };
      const waited = await ladder.wait(
        call,
        caller,
        request,
        waitSeconds === undefined ? {} : { longestMs: waitSeconds * 1000 },
      );
      // The secret is told in this call's own result, or never.
      const comesBack = call.comesBack && waitSeconds === undefined && callbackSecret === undefined;
      return follow(call, waited, leg, comesBack ? binding : undefined, callbackSecret);
    },
  };
}
