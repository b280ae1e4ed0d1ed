import { LoopgateError } from "@loopgate/contract";
import { OWN_NAME } from "../gate/request.ts";
import { skeleton } from "../gate/skeleton.ts";

/** An agent that took the gate's own name, or one that looks like it, could pass for the gate. */
export function refuseReserved(names: {
  readonly session_id?: string | undefined;
  readonly client_id?: string | undefined;
}): void {
  const fields = (["session_id", "client_id"] as const)
    .filter((field) => skeleton(names[field] ?? "") === skeleton(OWN_NAME))
    .map((path) => ({ path, message: `may not be "${OWN_NAME}", by which Loopgate itself asks` }));
  if (fields.length > 0) throw new LoopgateError("invalid_request", "Choose another name.", fields);
}
