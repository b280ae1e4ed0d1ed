import { LoopgateUnreachable } from "@loopgate/client";
import type { World } from "@loopgate/client/world";
import type { Json } from "@loopgate/contract";
import { readAnswer, type Answer } from "./answers.ts";
import { eventsOf } from "./events.ts";
import { isObject } from "./message.ts";

/**
 * One message to a server's `/mcp`, and what comes back as it comes. Throws `LoopgateUnreachable` where nobody answered or the
 * answer broke off, `NoProtocol` where something answered that is not MCP, the signal's reason where the client gave up.
 */
export type Post = (
  text: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => AsyncGenerator<Answer>;

/** Where a server at `url` speaks MCP. */
export function endpointOf(url: string): string {
  return `${url.replace(/\/+$/, "")}/mcp`;
}

/** An answer without MCP in it. The message says what to do. */
export class NoProtocol extends Error {
  override readonly name = "NoProtocol";
}

export function createPost({
  address,
  apiKey,
  world,
  reached,
}: {
  /** Of the endpoint, such as `http://127.0.0.1:8080/mcp`. */
  readonly address: string;
  readonly apiKey: string | undefined;
  readonly world: Pick<World, "fetch">;
  /** Told each time that a server has begun to answer. */
  readonly reached: () => void;
}): Post {
  return async function* post(text, headers, signal) {
    const key = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
    const request = { method: "POST", redirect: "error", headers: { ...headers, ...key }, body: text, signal } as const;
    try {
      const response = await world.fetch(address, request);
      reached();
      yield* answersOf(response, address);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof NoProtocol ? error : new LoopgateUnreachable(address, error);
    }
  };
}

async function* answersOf(response: Response, address: string): AsyncGenerator<Answer> {
  const kind = response.headers.get("content-type") ?? "";
  if (response.ok && response.body && kind.startsWith("text/event-stream")) {
    for await (const text of eventsOf(response.body)) {
      const answer = readAnswer(text);
      if (answer) yield answer;
    }
    return;
  }
  const text = await response.text();
  const answer = readAnswer(text);
  if (answer) yield answer;
  else if (!response.ok || text !== "") throw new NoProtocol(refusal(response.status, text, address));
}

/** What the server's own problem says (RFC 9457), or what such a status usually means here. */
function refusal(status: number, text: string, address: string): string {
  const { title, detail } = problemOf(text);
  const own = [title, detail].filter((part) => typeof part === "string").join(". ");
  if (status === 401 || status === 403) return `${own || `${address} refuses this client (status ${status}).`} ${KEY}`;
  if (status === 404) return `${address} does not exist: what answers there is no Loopgate, or an older one. ${WHERE}`;
  return own || `${address} answered with status ${status}, and not in MCP. ${WHERE}`;
}

const KEY = "If it needs an API key, set LOOPGATE_API_KEY in the settings of this MCP client.";
const WHERE = "See: loopgate doctor. LOOPGATE_URL and SERVER_PORT say where Loopgate is.";

function problemOf(text: string): Readonly<Record<string, Json>> {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
