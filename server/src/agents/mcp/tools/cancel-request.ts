import { CancelHumanRequest, HumanAnswer, toolSchema } from "@loopgate/contract";
import { checkInput } from "../../../http/input.ts";
import type { AgentRequests } from "../../requests.ts";
import { defaultClientId } from "../caller.ts";
import { tell } from "../say.ts";
import type { Tool, ToolDefinition } from "../tool.ts";

export const CANCEL_REQUEST: ToolDefinition = {
  name: "cancel_request",
  title: "Take a question back",
  description:
    "Takes a pending request back, so that people are no longer asked. It is not approved then. A request that has ended stays as it is.",
  inputSchema: toolSchema(CancelHumanRequest, "input"),
  outputSchema: toolSchema(HumanAnswer, "output"),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
};

export function cancelRequest({ requests }: { readonly requests: Pick<AgentRequests, "cancel" | "leaving"> }): Tool {
  return {
    definition: CANCEL_REQUEST,
    async call({ args, caller }) {
      const input = checkInput(CancelHumanRequest, args);
      const request = await requests.cancel(caller.asker(input.client_id ?? defaultClientId(caller.program)), input);
      await requests.leaving(request);
      return tell(request);
    },
  };
}
