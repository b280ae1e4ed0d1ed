import { CallbackRegistered, RegisterCallback, toolSchema } from "@loopgate/contract";
import type { RequestId } from "../../../gate/request.ts";
import { checkInput } from "../../../http/input.ts";
import type { AgentRequests } from "../../requests.ts";
import type { Caller } from "../../callers.ts";
import { refuseReserved } from "../../reserved.ts";
import { askerOf } from "../caller.ts";
import type { Tool, ToolDefinition } from "../tool.ts";

/** Remembers where an agent wants to be told; see `agents/webhooks/registration.ts`. Throws where nothing may be sent there. */
export type RegisterAddress = (
  caller: Caller,
  registration: {
    readonly clientId: string;
    readonly requestId?: RequestId;
    readonly url: string;
    readonly rotate?: boolean;
  },
) => Promise<{ readonly id: string; readonly secret?: string }>;

export const REGISTER_CALLBACK: ToolDefinition = {
  name: "register_callback",
  title: "Register a web address for answers",
  description:
    "Remembers a web address that is told the answer to one request, or to all of this client's (which needs an API key): by a POST, signed as Standard Webhooks says and repeated until it is taken. The signing secret is told once.",
  inputSchema: toolSchema(RegisterCallback, "input"),
  outputSchema: toolSchema(CallbackRegistered, "output"),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
};

export function registerCallback({
  requests,
  register,
}: {
  readonly requests: Pick<AgentRequests, "findOpen">;
  readonly register: RegisterAddress;
}): Tool {
  return {
    definition: REGISTER_CALLBACK,
    async call({ args, caller }) {
      const { url, request_id: id, client_id: named, rotate = false } = checkInput(RegisterCallback, args);
      refuseReserved({ client_id: named });
      const asker = await askerOf(caller, "callbacks", named);
      const request = id === undefined ? undefined : await requests.findOpen(asker.caller, id, named);
      const clientId = request?.definition.clientId ?? asker.clientId;
      const made = await register(asker.caller, { clientId, url, rotate, ...(request && { requestId: request.id }) });
      const structured: CallbackRegistered = {
        callback_id: made.id,
        url,
        client_id: clientId,
        request_id: request?.id ?? null,
        secret: made.secret ?? null,
      };
      return { kind: "done", text: textOf(structured), structured };
    },
  };
}

function textOf({ callback_id: id, request_id: request, client_id: client, secret }: CallbackRegistered): string {
  const what = request === null ? `every request of ${client}` : `request ${request}`;
  return [
    `Callback ${id} is registered for ${what}.`,
    secret === null
      ? "It was registered before, so its secret is not told again; `rotate: true` makes a new one."
      : `Its signing secret is ${secret}. Keep it: it is told this once.`,
    "The answer is posted there, signed, and again until it is taken. check_request_status tells it too.",
  ].join("\n");
}
