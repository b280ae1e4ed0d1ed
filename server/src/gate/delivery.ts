import type { Json } from "@loopgate/contract";
import type { Address, DeliveryId, Digest, ReplyKind, RequestId, TenantId, Millis } from "./request.ts";

/** What one copy shows. `shown` is the digest of `face`; `offers` are the replies that this copy may be answered with. */
export type Card = { readonly face: Json; readonly shown: Digest; readonly offers: readonly ReplyKind[] };

/** What of a card is remembered with its delivery. */
export type ShownCard = Pick<Card, "shown" | "offers">;

/** One request shown at one address. */
export type Delivery = {
  readonly tenantId: TenantId;
  readonly id: DeliveryId;
  readonly requestId: RequestId;
  readonly address: Address;
  /** The newest version of the request that this copy shows; 0 before the first. */
  readonly shownVersion: number;
  /** What is stored of the token on its buttons, once there is one. */
  readonly tokenHash?: string;
  readonly state:
    | { readonly status: "queued" }
    | { readonly status: "sending" | "sent"; readonly card: ShownCard; readonly receipts: readonly string[] }
    | {
        readonly status: "failed";
        readonly reason: string;
        readonly at: Millis;
        readonly card?: ShownCard;
        readonly receipts: readonly string[];
      }
    | { readonly status: "withdrawn"; readonly at: Millis };
};

/** How one attempt ended, in words that every channel shares. */
export type Report =
  | { readonly kind: "sent"; readonly receipt: string }
  | { readonly kind: "unchanged" }
  /** Nobody knows whether it arrived. */
  | { readonly kind: "lost"; readonly reason: string }
  | { readonly kind: "later"; readonly at: Millis; readonly reason: string }
  /** The address is dead; the agent can see it. */
  | { readonly kind: "gone"; readonly reason: string }
  /** The platform will never take this; the agent can see it. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "moved"; readonly to: Address };
