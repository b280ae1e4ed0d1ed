import { leasesMigration } from "../db/migration.ts";
import type { Database } from "../db/db.ts";
import { cancel } from "../gate/cancel.ts";
import { create } from "../gate/create.ts";
import type { Address, Definition, Digest, HumanRequest, Policy, RequestId, TenantId } from "../gate/request.ts";
import type { Keyed, Transition } from "../gate/transition.ts";
import { jobsMigration } from "../jobs/migration.ts";
import { systemClock } from "../kit/clock.ts";
import { systemIds } from "../kit/ids.ts";
import { storeMigrations } from "./migration.ts";
import { createStore } from "./store.ts";

/** Requests for the tests of this folder. */
export const migrations = [leasesMigration, jobsMigration, ...storeMigrations];
export const tenant = "acme" as TenantId;
export const ids = systemIds(systemClock);
export const chat: Address = { channel: "telegram", place: "7" };

export function storeOn(db: Database) {
  return createStore({ db, ids });
}

type Wanted = {
  readonly tenantId?: TenantId;
  readonly clientId?: string;
  readonly show?: readonly Address[];
  readonly timeoutMs?: number;
  readonly keyed?: Partial<Keyed>;
  readonly code?: string;
};

/** A confirmation that begins now. */
export function creation(
  wanted: Wanted = {},
  now: number = systemClock.now(),
): Transition & { readonly request: HumanRequest } {
  const clientId = wanted.clientId ?? "bot";
  return create(
    {
      tenantId: wanted.tenantId ?? tenant,
      id: ids.id() as RequestId,
      definition: definition(clientId, wanted.code ?? ids.code()),
      policy,
      timeoutMs: wanted.timeoutMs ?? 60_000,
      show: wanted.show ?? [],
      by: { kind: "agent", clientId },
      keyed: { derived: false, inputDigest: "d1" as Digest, mostPending: 1_000, mostInTenant: 10_000, ...wanted.keyed },
    },
    now,
  );
}

export function cancellation(request: HumanRequest, now: number = systemClock.now()): Transition {
  return cancel(request, { kind: "operator" }, undefined, now);
}

function definition(clientId: string, code: string): Omit<Definition, "route"> {
  return {
    question: { type: "confirmation" },
    message: "Deploy v2.1.0? „ä“ 'x' \\ \u{1F680}",
    allowed: ["approve", "reject"],
    risk: "medium",
    code,
    sessionId: "main",
    clientId,
    clientVerified: false,
  };
}

const policy: Policy = {
  name: "default",
  revision: 1,
  seats: [],
  quorum: [{ need: 1, of: "anyone" }],
  rejections: 1,
  assurance: "chat",
  terminal: [],
  undoMs: 0,
  agenda: [],
  onTimeout: "timeout",
};
