import type { Hint, Wakeups } from "../db/wakeups.ts";
import type { Ref } from "../gate/request.ts";

/** The key of a hint of topic `request`: every waiter of this request should look again. */
export function requestHint({ tenantId, id }: Ref): Hint {
  return { topic: "request", key: `${tenantId} ${id}` };
}

/** Calls back with the requests that have changed, on any node; `"all"`: some hints may have been lost. */
export function requestHints(wakeups: Pick<Wakeups, "on">): {
  on(changed: (refs: readonly Ref[] | "all") => void): () => void;
} {
  return {
    on: (changed) => wakeups.on("request", (keys) => changed(keys === "all" ? "all" : keys.map(readRequestHint))),
  };
}

/** The request that a hint's key names. */
function readRequestHint(key: string): Ref {
  const [tenantId, id] = key.split(" ");
  return { tenantId, id } as Ref;
}
