import { CheckRequestStatus, HumanAnswer, toolSchema } from "@loopgate/contract";
import { checkInput } from "../../../http/input.ts";
import type { AgentRequests } from "../../requests.ts";
import { lookSecondsOf } from "../known-clients.ts";
import type { Ladder } from "../ladder.ts";
import { tell } from "../say.ts";
import type { Tool, ToolDefinition } from "../tool.ts";

export const CHECK_REQUEST_STATUS: ToolDefinition = {
  name: "check_request_status",
  title: "Look for a person's answer",
  description:
    "Tells whether a person has answered a request, and what; waits up to `wait_seconds` for it. Only `approved: true` is a yes.",
  inputSchema: toolSchema(CheckRequestStatus, "input"),
  outputSchema: toolSchema(HumanAnswer, "output"),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
};

export function checkRequestStatus({
  requests,
  ladder,
}: {
  readonly requests: AgentRequests;
  readonly ladder: Ladder;
}): Tool {
  return {
    definition: CHECK_REQUEST_STATUS,
    async call(call) {
      const { request_id: id, wait_seconds: seconds = 0 } = checkInput(CheckRequestStatus, call.args);
      const caller = await call.caller.as({ scope: "requests:read" });
      const found = await requests.find(caller, id);
      const { request } = await ladder.wait(call, caller, found, { longestMs: seconds * 1000 });
      if (!call.signal.aborted) await requests.leaving(request);
      return tell(request, { lookSeconds: lookSecondsOf(call.caller.program, call.progress !== undefined) });
    },
  };
}
