import type { Delivery } from "../../gate/delivery.ts";
import type { Deliveries, People, Requests, Store, Voter } from "../../gate/ports.ts";
import type { HumanRequest, Ref, Reply } from "../../gate/request.ts";
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

/** The button token of a delivery: always the same, so that it is never stored; and what is stored of it. */
export type Tokens = { of(delivery: Pick<Delivery, "id" | "tokenHash">): string; hash(token: string): string };
