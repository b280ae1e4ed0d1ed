import { CallbackRegistered, LoopgateError, RegisterCallback, toolSchema } from "@loopgate/contract";
import type { RequestId, TenantId } from "../../../gate/request.ts";
import { checkInput } from "../../../http/input.ts";
import type { AgentRequests } from "../../requests.ts";
import type { Caller } from "../../callers.ts";
import { refuseReserved } from "../../reserved.ts";
import { askerOf } from "../caller.ts";
import type { Tool, ToolDefinition } from "../tool.ts";

/** Remembers where an agent wants to be told; see `agents/webhooks/callbacks.ts`. Undefined: it has too many. */
export type CallbackBook = {
  register(
    wanted: {
      readonly tenantId: TenantId;
      readonly clientId: string;
      readonly requestId?: RequestId;
      readonly url: string;
    },
    rotate: boolean,
  ): Promise<{ readonly id: string; readonly secret?: string } | undefined>;
};

export const REGISTER_CALLBACK: ToolDefinition = {
  name: "register_callback",
  title: "Register a web address for answers",
  description:
    "Remembers a web address that is to be told the answer to one request, or to all of this client's. The signing secret is told once. This version remembers the address and does not send to it yet: use check_request_status for answers.",
  inputSchema: toolSchema(RegisterCallback, "input"),
  outputSchema: toolSchema(CallbackRegistered, "output"),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
};

export function registerCallback({
  requests,
  callbacks,
}: {
  readonly requests: Pick<AgentRequests, "find">;
  readonly callbacks: CallbackBook;
}): Tool {
  /** The request, which must be open and, where a client is named, that client's. */
  async function openRequest(caller: Caller, id: string, clientId: string | undefined) {
    const request = await requests.find(caller, id);
    if (clientId !== undefined && request.definition.clientId !== clientId)
      throw new LoopgateError("request_not_found", "There is no request with this id.");
    if (request.state.status !== "pending")
      throw new LoopgateError(
        "request_ended",
        "Read its answer with check_request_status; nothing more is told of it.",
      );
    return request;
  }

  return {
    definition: REGISTER_CALLBACK,
    async call({ args, caller }) {
      const { url, request_id: id, client_id: named, rotate = false } = checkInput(RegisterCallback, args);
      refuseReserved({ client_id: named });
      const asker = await askerOf(caller, "callbacks", named);
      const { tenantId } = asker.caller;
      const request = id === undefined ? undefined : await openRequest(asker.caller, id, named);
      const clientId = request?.definition.clientId ?? asker.clientId;
      const made = await callbacks.register(
        { tenantId, clientId, url, ...(request && { requestId: request.id }) },
        rotate,
      );
      if (!made)
        throw new LoopgateError("invalid_request", "This client has as many addresses as it may have.", [
          { path: "url", message: "is one too many; use an address that is registered" },
        ]);
      const structured: CallbackRegistered = {
        callback_id: made.id,
        url,
        client_id: clientId,
        request_id: request?.id ?? null,
        secret: made.secret ?? null,
        delivers: false,
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
    "Loopgate does not send to it yet; that comes with a later version. Use check_request_status for answers.",
  ].join("\n");
}
