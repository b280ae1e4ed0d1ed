import type { Scope } from "@loopgate/contract";
import type { Asker } from "../gate/asking.ts";

/** Who calls, and for how long that stays so. */
export type Caller = Asker & {
  /** What the call may see: of a key that speaks for one client, that client's requests only. */
  readonly onlyClientId?: string;
  /** Of the key that let the call in; undefined where none was needed. */
  readonly credential?: {
    /** Aborts once the key works no more. Whoever watches closes. */
    watch(): { readonly signal: AbortSignal; close(): void };
    /** Throws where the key works no more. */
    check(): Promise<void>;
  };
};

/** What a call needs of its caller. `clientId`: the client that it speaks for, where it names one. Without a scope any key will do. */
export type Need = { readonly scope?: Scope; readonly clientId?: string | undefined };

/** Who calls: the only way in which an agent's route learns it. Throws where a credential is sent that is none, or where one is missing. */
export type AgentCallers = { agent(request: Request, need?: Need): Promise<Caller> };
