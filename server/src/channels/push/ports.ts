import type { TenantId } from "../../gate/request.ts";

/** Where a browser is reached, and what its messages are made with. */
export type Subscription = {
  readonly endpoint: string;
  /** Base64url, as the browser gave them. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
  /** The key of ours that the browser subscribed to. */
  readonly serverKey: string;
};

/** The browsers that are to be woken, each by its id. An account has a bounded number of them. */
export type Subscriptions = {
  /** Again by the same endpoint: it is this account's now. */
  add(tenantId: TenantId, accountId: string, subscription: Subscription): Promise<void>;
  /** By the person himself; nothing happens where there is none. */
  remove(tenantId: TenantId, accountId: string, endpoint: string): Promise<void>;
  find(tenantId: TenantId, id: string): Promise<Subscription | undefined>;
  /** The browser is not there any more. */
  forget(tenantId: TenantId, id: string): Promise<void>;
  /** It was reached. */
  reached(tenantId: TenantId, id: string): Promise<void>;
  /** It could not be reached; it is forgotten after long enough of nothing else. */
  missed(tenantId: TenantId, id: string): Promise<void>;
};
