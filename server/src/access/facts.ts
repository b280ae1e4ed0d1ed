import type { EventType, JsonObject } from "@loopgate/contract";
import type { Rows } from "../db/engine.ts";
import type { Actor } from "../gate/transition.ts";

/** The event of a change in `access`, as rows for the write that makes it. */
export type Facts = (fact: {
  readonly tenantId: string;
  readonly type: Extract<
    EventType,
    `${"responder" | "link" | "chat" | "group" | "account" | "factor" | "member" | "invitation" | "key" | "connection" | "settings"}.${string}`
  >;
  /** What it is about: the id of a responder, an account, a key, a connection, a tenant. */
  readonly subject: string;
  readonly actor: Actor;
  readonly data: JsonObject;
}) => Rows;
