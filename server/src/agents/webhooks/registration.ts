import { LoopgateError } from "@loopgate/contract";
import type { RequestId } from "../../gate/request.ts";
import type { Caller } from "../callers.ts";
import type { Callbacks, Made } from "./callbacks.ts";
import type { Template } from "./template.ts";

/** What a door for agents asks for. */
export type Registration = {
  readonly clientId: string;
  readonly requestId?: RequestId;
  readonly url: string;
  readonly body?: Template | undefined;
  readonly rotate?: boolean | undefined;
};

/** Registers a callback for whoever calls. */
export type Register = (caller: Caller, registration: Registration) => Promise<Made>;

export function createRegister(callbacks: Pick<Callbacks, "register">): Register {
  return async (caller, { clientId, requestId, url, body, rotate = false }) => {
    mayTouch(caller, requestId);
    const made = await callbacks.register(
      {
        tenantId: caller.tenantId,
        clientId,
        url,
        by: { ...caller.actor, clientId },
        ...(requestId !== undefined && { requestId }),
        ...(body !== undefined && { body }),
      },
      rotate,
    );
    if (made) return made;
    throw new LoopgateError("invalid_request", "This client has as many addresses as it may have.", [
      { path: "url", message: "is one too many; use an address that is registered, or delete one" },
    ]);
  };
}

/** A callback for all requests of a client hears of those of others too, so it is made and changed only by a key. */
export function mayTouch({ credential }: Caller, requestId: string | undefined): void {
  if (requestId === undefined && !credential)
    throw new LoopgateError(
      "key_required",
      "A callback for every request of a client needs an API key. Name one request with request_id, or call with a key.",
    );
}
