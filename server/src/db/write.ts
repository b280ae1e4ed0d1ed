import type { CompiledQuery } from "kysely";
import type { Engine, Rows } from "./engine.ts";
import type { Tenancy } from "./tenancy.ts";
import type { Hint, Wakeups } from "./wakeups.ts";
import { crashpoint } from "../kit/crashpoint.ts";

/** All that one change leaves behind: the guard's row, the rows beside it, and who should hear of it. */
export type Write = {
  /** One insert or update, without `returning`, that must touch a row. */
  readonly guard: CompiledQuery;
  readonly rows?: readonly Rows[];
  /** Sent after the commit, only if the guard met a row. */
  readonly wake?: readonly Hint[];
};

/**
 * The one way to change several rows: all or nothing, durable before it answers. False: the guard met no row and nothing was
 * written. Rejects with `Unavailable`, or `CommitUnknown` when the connection broke on the way.
 */
export type WriteTo = (tenantId: string, write: Write) => Promise<boolean>;

export function createWrite({
  engine,
  tenancy,
  wakeups,
}: {
  engine: Engine;
  tenancy: Tenancy;
  wakeups: Wakeups;
}): WriteTo {
  return async (tenantId, { guard, rows = [], wake = [] }) => {
    tenancy.assertApproved(guard);
    assertTenant(tenantId, guard, rows);
    crashpoint("before-commit");
    const met = await engine.write({ guard, rows });
    crashpoint("after-commit-before-wake");
    if (met && wake.length > 0) wakeups.send(wake);
    return met;
  };
}

function assertTenant(tenantId: string, guard: CompiledQuery, rows: readonly Rows[]): void {
  const stranger = rows.some(
    ({ values, where }) =>
      values.some((row) => row["tenant_id"] !== tenantId) || (where && where.has["tenant_id"]?.join() !== tenantId),
  );
  if (stranger || !guard.parameters.includes(tenantId)) throw new Error("refused a write that mixes tenants");
}
