import { LoopgateError } from "@loopgate/contract";
import { expect, test } from "vitest";
import type { TenantId } from "../../gate/request.ts";
import { createConnections } from "./connections.ts";

const caller = (tenantId: string, keyId?: string) => ({
  tenantId: tenantId as TenantId,
  actor: { kind: "agent" as const, clientId: "bot", ...(keyId !== undefined && { keyId }) },
  verified: false,
});

/** Enters until that is refused; answers how often it went well, and the refusal. */
function fill(enter: () => unknown): { readonly count: number; readonly code: string } {
  for (let count = 0; ; count++)
    try {
      enter();
    } catch (error) {
      return { count, code: error instanceof LoopgateError ? error.code : String(error) };
    }
}

test("a key, a tenant and a node hold only so many, and none takes all of a node", () => {
  const { enter } = createConnections();
  expect(fill(() => enter(caller("a", "1")))).toEqual({ count: 1_000, code: "rate_limited" });
  expect(fill(() => enter(caller("a")))).toEqual({ count: 9_000, code: "rate_limited" });
  expect(fill(() => enter(caller("b")))).toEqual({ count: 10_000, code: "rate_limited" });
  expect(fill(() => enter(caller("c")))).toEqual({ count: 0, code: "overloaded" });
});

test("of sockets that have not said who they are, an address holds a hundred and the node a thousand", () => {
  const { enter, enterStranger } = createConnections();
  for (let address = 0; address < 10; address++)
    expect(fill(() => enterStranger(String(address)))).toEqual({ count: 100, code: "rate_limited" });
  expect(fill(() => enterStranger("another"))).toEqual({ count: 0, code: "overloaded" });
  enter(caller("a"));
});

test("a place that is left is free again, and is left once", () => {
  const { enter } = createConnections();
  const leaves = Array.from({ length: 1_000 }, () => enter(caller("a", "1")));
  leaves[0]?.();
  leaves[0]?.();
  expect(fill(() => enter(caller("a", "1")))).toEqual({ count: 1, code: "rate_limited" });
});
