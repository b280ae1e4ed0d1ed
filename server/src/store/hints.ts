import type { Hint } from "../db/wakeups.ts";
import type { Ref } from "../gate/request.ts";

/** The key of a hint of topic `request`: every waiter of this request should look again. */
export function requestHint({ tenantId, id }: Ref): Hint {
  return { topic: "request", key: `${tenantId} ${id}` };
}

/** The request that a hint's key names. */
export function readRequestHint(key: string): Ref {
  const [tenantId, id] = key.split(" ");
  return { tenantId, id } as Ref;
}
