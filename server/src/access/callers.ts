import { LoopgateError } from "@loopgate/contract";
import type { Asker } from "../gate/asking.ts";
import type { TenantId } from "../gate/request.ts";

/** The tenant of a Loopgate that has no accounts yet. */
export const LOCAL_TENANT = "local" as TenantId;

/** Who may ask, given what the call carries. Every agent's route gets its caller here, and nowhere else. */
export type Callers = {
  /** The agent that says it is `clientId`. Throws where a credential is sent that is none. */
  agent(request: Request, clientId?: string): Asker;
  /** The responder at this machine's terminal, by the operator's credential; an agent's key is refused. */
  operator(request: Request): TenantId;
};

export function createCallers({ isOperator }: { readonly isOperator: (credential: string) => boolean }): Callers {
  return {
    agent(request, clientId = "") {
      const credential = credentialOf(request);
      if (credential !== undefined)
        throw new LoopgateError(
          "key_required",
          "This Loopgate has no API keys yet, so it knows none; send no credential to it.",
        );
      return { tenantId: LOCAL_TENANT, actor: { kind: "agent", clientId }, verified: false };
    },
    operator(request) {
      const credential = credentialOf(request);
      if (credential === undefined)
        throw new LoopgateError(
          "credential_required",
          "Only a responder may do this. Use the `loopgate` command as the user who runs the server.",
        );
      if (credential.startsWith("lk_"))
        throw new LoopgateError(
          "agents_cannot_answer",
          "This is an agent's key. Only a responder's credential may do this.",
        );
      if (!isOperator(credential))
        throw new LoopgateError(
          "credential_required",
          "This credential is not the operator's. Use the one in the server's data folder.",
        );
      return LOCAL_TENANT;
    },
  };
}

function credentialOf(request: Request): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  return bearer ?? request.headers.get("x-api-key") ?? (request.headers.has("authorization") ? "" : undefined);
}
