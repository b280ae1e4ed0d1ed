import type { Delivery } from "../gate/delivery.ts";
import type { Channel } from "../gate/ports.ts";

/** The channels that are set up, by name. */
export type Channels = ReadonlyMap<string, Channel>;

/** The button token of a delivery, made again whenever it is needed, and what is stored of it. */
export type Tokens = { of(delivery: Pick<Delivery, "id" | "tokenHash">): string; hash(token: string): string };
