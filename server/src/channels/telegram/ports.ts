import type { Delivery } from "../../gate/delivery.ts";
import type { Deliveries, People, Requests, Store, Voter } from "../../gate/ports.ts";
import type { HumanRequest, Ref, Reply, TenantId } from "../../gate/request.ts";
import type { Shown } from "../../gate/gate.ts";

/** What this channel asks of the gate: it reports what a person said, and the gate decides. */
export type Votes = {
  vote(ref: Ref, voter: Voter, reply: Reply, shown: Shown): Promise<HumanRequest>;
  note(ref: Ref, voter: Voter, text: string): Promise<HumanRequest>;
};

export type Known = Pick<Store, "find">;
export type Copies = Pick<Deliveries, "byToken" | "byReceipt" | "of" | "adopt">;
export type Listed = Pick<Requests, "byCode" | "list" | "count">;
export type Responders = Pick<People, "find" | "answerable">;

/** Links of people and chats, and whose tenants a person is in. */
export type Desk = {
  found(
    code: string,
    sender: {
      readonly subject: string;
      readonly name: string;
      readonly place: string;
      readonly title: string | undefined;
    },
  ): Promise<
    | {
        readonly kind: "person" | "chat";
        readonly username: string;
        readonly tenant: string;
        readonly host: string;
      }
    | "unknown"
    | "elsewhere"
    | "not_admin"
  >;
  answer(
    code: string,
    subject: string,
    yes: boolean,
  ): Promise<"waiting" | "found" | "linked" | "refused" | "taken" | "expired" | undefined>;
  /** The tenants in which this Telegram account is somebody. What another tenant has is never shown to him. */
  tenantsOf(subject: string): Promise<readonly TenantId[]>;
  nameOf(tenantId: TenantId): Promise<string>;
};

/** Keeps that a press or a reply was refused. */
export type Refusals = { record(delivery: Delivery, subject: string, code: string): Promise<void> };

/** The button token of a delivery: always the same, so that it is never stored; and what is stored of it. */
export type Tokens = { of(delivery: Pick<Delivery, "id" | "tokenHash">): string; hash(token: string): string };
