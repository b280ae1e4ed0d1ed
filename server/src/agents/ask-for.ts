import type { CreateRequest, RequestCreated } from "@loopgate/contract";
import type { AgentCallers } from "./callers.ts";
import type { AgentRequests } from "./requests.ts";
import { createdView } from "./views.ts";

/** Asks for the caller of a call, as every door does that takes a whole `CreateRequest`. */
export async function askFor(
  request: Request,
  input: CreateRequest,
  {
    callers,
    requests,
  }: { readonly callers: Pick<AgentCallers, "agent">; readonly requests: Pick<AgentRequests, "ask"> },
): Promise<RequestCreated> {
  const caller = await callers.agent(request, { scope: "requests:write", clientId: input.client_id });
  // Whoever may not read answers may not have them sent either.
  if (input.callback_url !== undefined) await callers.agent(request, { scope: "callbacks" });
  const key = input.idempotency_key;
  return createdView(await requests.ask(caller, input, key === undefined ? undefined : { key, derived: false }));
}
