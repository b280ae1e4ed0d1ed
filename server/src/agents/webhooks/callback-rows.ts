import type { Json } from "@loopgate/contract";
import type { RequestId, TenantId } from "../../gate/request.ts";
import type { Millis } from "../../kit/clock.ts";
import type { CallbacksTable } from "./migration.ts";
import type { Template } from "./template.ts";

export type Callback = {
  readonly tenantId: TenantId;
  readonly id: string;
  readonly clientId: string;
  readonly requestId?: RequestId;
  readonly url: string;
  readonly body?: Template;
  readonly createdAt: Millis;
  /** Until when the secret before this one signs too. */
  readonly oldUntil?: Millis;
  /** Since when the receiver wants nothing more. */
  readonly endedAt?: Millis;
};

export type CallbackRef = Pick<Callback, "tenantId" | "id">;

/** A row that nobody has changed yet. */
export function newRow(made: {
  readonly tenantId: TenantId;
  readonly id: string;
  readonly clientId: string;
  readonly requestId: RequestId | undefined;
  readonly url: string;
  readonly body: Template | undefined;
  readonly sealedSecret: string;
  readonly createdAt: Millis;
}): CallbacksTable {
  return {
    tenant_id: made.tenantId,
    id: made.id,
    client_id: made.clientId,
    request_id: made.requestId ?? null,
    scope: made.requestId ?? "",
    url: made.url,
    body: bodyText(made.body),
    sealed_secret: made.sealedSecret,
    old_sealed_secret: null,
    old_until: null,
    created_at: made.createdAt,
    ended_at: null,
  };
}

export function bodyText(body: Template | undefined): string | null {
  return body === undefined ? null : JSON.stringify(body);
}

export function toCallback(row: CallbacksTable): Callback {
  return {
    tenantId: row.tenant_id as TenantId,
    id: row.id,
    clientId: row.client_id,
    ...(row.request_id !== null && { requestId: row.request_id as RequestId }),
    url: row.url,
    ...(row.body !== null && { body: JSON.parse(row.body) as Json }),
    createdAt: row.created_at,
    ...(row.old_until !== null && { oldUntil: row.old_until }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
  };
}
