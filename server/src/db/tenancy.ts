import type { CompiledQuery, KyselyPlugin, RootOperationNode } from "kysely";
import { assertScoped } from "./scoped.ts";

/** The only look-ups that start without a tenant: by a secret, by the clock, or over everything there is. */
export const unscopedLookups = [
  "token hash",
  "key hash",
  "code hash",
  "OAuth token hash",
  "memberships of an account",
  "identity",
  "inbox identities",
  "prompt",
  "due requests",
  "due jobs",
  "ended requests",
  "unsealed events",
  "retention",
  "restore",
] as const;

export type UnscopedLookup = (typeof unscopedLookups)[number];

/** Decides which statements may run. What was not built here, raw text above all, may not. */
export type Tenancy = {
  /** Refuses a statement on a tenant's table that does not name one tenant. */
  readonly scoped: KyselyPlugin;
  /** Lets everything pass; only for a named look-up. */
  readonly unscoped: KyselyPlugin;
  assertApproved(statement: CompiledQuery): void;
};

/** Every table is a tenant's, but for those in `tenantless`. */
export function createTenancy({ tenantless }: { tenantless: ReadonlySet<string> }): Tenancy {
  const approved = new WeakSet<RootOperationNode>();
  const approving = (check: (node: RootOperationNode) => void): KyselyPlugin => ({
    transformQuery({ node }) {
      check(node);
      approved.add(node);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });

  return {
    scoped: approving((node) => assertScoped(node, tenantless)),
    unscoped: approving(() => {}),
    assertApproved({ query, sql }) {
      if (!approved.has(query)) throw new Error(`a statement that db did not build: ${sql.slice(0, 80)}`);
    },
  };
}
