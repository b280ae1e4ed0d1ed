/** A gate with its person, and a client of it, for the tests of one file. */
import { createClient, type LoopgateClient } from "../../client/src/index.ts";
import type { Reply } from "../../contract/src/index.ts";
import { openGate, type Gate } from "../mcp/gate.fixture.ts";

export type House = {
  readonly gate: Gate;
  readonly client: LoopgateClient;
  /** The person answers the request with this message, as soon as it waits; resolves with its id. */
  answered(message: string, reply: Reply): Promise<string>;
  close(): Promise<void>;
};

export async function openHouse(clientId: string): Promise<House> {
  const gate = await openGate();
  return {
    gate,
    client: createClient({ url: gate.url, clientId }),
    async answered(message, reply) {
      const id = await gate.asked(message);
      await gate.answer(id, reply);
      return id;
    },
    close: gate.close,
  };
}
