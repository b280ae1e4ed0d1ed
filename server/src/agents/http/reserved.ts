import { LoopgateError } from "@loopgate/contract";
import { skeleton } from "../../gate/skeleton.ts";

/** The gate asks its own questions by this name; an agent that took it, or one that looks like it, could pass for the gate. */
export const RESERVED_NAME = "loopgate";

export function refuseReserved(names: { readonly session_id: string; readonly client_id: string }): void {
  const fields = (["session_id", "client_id"] as const)
    .filter((field) => skeleton(names[field]) === skeleton(RESERVED_NAME))
    .map((path) => ({ path, message: `may not be "${RESERVED_NAME}", by which Loopgate itself asks` }));
  if (fields.length > 0) throw new LoopgateError("invalid_request", "Choose another name.", fields);
}
