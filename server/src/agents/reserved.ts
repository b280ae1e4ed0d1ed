import { LoopgateError } from "@loopgate/contract";
import { OWN_NAME, SAMPLE_NAME } from "../gate/request.ts";
import { skeleton } from "../gate/skeleton.ts";

const RESERVED = [OWN_NAME, SAMPLE_NAME];

/** An agent that took the gate's own name, or one that looks like it, could pass for the gate. */
export function refuseReserved(names: {
  readonly session_id?: string | undefined;
  readonly client_id?: string | undefined;
}): void {
  const fields = (["session_id", "client_id"] as const).flatMap((path) => {
    const own = reserved(names[path] ?? "");
    return own === undefined ? [] : [{ path, message: `may not be "${own}", by which Loopgate itself asks` }];
  });
  if (fields.length > 0) throw new LoopgateError("invalid_request", "Choose another name.", fields);
}

/** Which name of the gate's own this one is, or looks like. */
export function reserved(name: string): string | undefined {
  return RESERVED.find((own) => skeleton(name) === skeleton(own));
}
