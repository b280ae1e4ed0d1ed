import type { Asker } from "../gate/asking.ts";

/** Who calls: the only way in which an agent's route learns it. Throws where a credential is sent that is none. */
export type AgentCallers = { agent(request: Request, clientId?: string): Asker };
