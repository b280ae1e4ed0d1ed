import { CLIENT_CAPABILITIES_META_KEY, CLIENT_INFO_META_KEY, type ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";
import { TASKS_EXTENSION } from "./tasks.ts";

/** The client's name for itself, where it says it with this request. */
export function clientNameOf(request: ServerContext["mcpReq"]): string | undefined {
  return declared(request).name;
}

/** Whether the client said with this very request that it takes tasks. */
export function declaresTasks(request: ServerContext["mcpReq"]): boolean {
  return declared(request).extensions[TASKS_EXTENSION] !== undefined;
}

/** What a client of the newer revision says of itself with each request. What cannot be read was not said. */
const Envelope = z.object({
  [CLIENT_INFO_META_KEY]: z.object({ name: z.string() }).optional().catch(undefined),
  [CLIENT_CAPABILITIES_META_KEY]: z
    .object({ extensions: z.record(z.string(), z.unknown()).optional() })
    .optional()
    .catch(undefined),
});

function declared({ envelope }: ServerContext["mcpReq"]) {
  const said = Envelope.parse(envelope ?? {});
  return {
    name: said[CLIENT_INFO_META_KEY]?.name,
    extensions: said[CLIENT_CAPABILITIES_META_KEY]?.extensions ?? {},
  };
}
