import { LoopgateError } from "@loopgate/contract";
import type { Caller } from "../callers.ts";

/** How many streams and sockets one node holds: of one API key, of one tenant, of all. Half of a node is nobody's alone. */
const MOST_OPEN = { key: 1_000, tenant: 10_000, node: 20_000 } as const;
/** How many sockets may wait for their first message: from one address, and in all. */
const MOST_STRANGERS = { address: 100, node: 1_000 } as const;

/** Counts what is held open on this node. Each is left once, by the function that is answered. */
export type Connections = {
  /** Throws `rate_limited` or `overloaded` where it is one too many. */
  enter(caller: Caller): () => void;
  /** The same of a socket whose caller is not known yet. */
  enterStranger(address: string): () => void;
};

/** When to try again, in seconds. */
const LATER = { retryAfter: 15 };

export function createConnections(): Connections {
  const counts = new Map<string, number>();

  function add(name: string, by: 1 | -1): void {
    const count = (counts.get(name) ?? 0) + by;
    if (count === 0) counts.delete(name);
    else counts.set(name, count);
  }

  function enter(names: readonly string[]): () => void {
    for (const name of names) add(name, 1);
    let hasLeft = false;
    return () => {
      if (!hasLeft) for (const name of names) add(name, -1);
      hasLeft = true;
    };
  }

  const isFull = (name: string, most: number) => (counts.get(name) ?? 0) >= most;

  return {
    enter({ tenantId, actor }) {
      const key = actor.kind === "agent" ? actor.keyId : undefined;
      if (key !== undefined && isFull(`key ${key}`, MOST_OPEN.key))
        throw tooMany(`This key has ${MOST_OPEN.key} streams and sockets open on this node.`);
      if (isFull(`tenant ${tenantId}`, MOST_OPEN.tenant))
        throw tooMany(`The tenant has ${MOST_OPEN.tenant} streams and sockets open on this node.`);
      if (isFull("node", MOST_OPEN.node)) throw full();
      return enter([...(key === undefined ? [] : [`key ${key}`]), `tenant ${tenantId}`, "node"]);
    },
    enterStranger(address) {
      if (isFull(`address ${address}`, MOST_STRANGERS.address))
        throw tooMany(
          "Too many sockets of this address have not said who they are. Send the key in the upgrade's header.",
        );
      if (isFull("strangers", MOST_STRANGERS.node)) throw full();
      return enter([`address ${address}`, "strangers"]);
    },
  };
}

function tooMany(message: string): LoopgateError {
  return new LoopgateError("rate_limited", message, [], LATER);
}

function full(): LoopgateError {
  return new LoopgateError("overloaded", "This node holds as many streams and sockets as it may.", [], LATER);
}
