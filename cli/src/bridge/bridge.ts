import { LoopgateUnreachable } from "@loopgate/client";
import type { World } from "@loopgate/client/world";
import { endsRequest, errorLine, INTERNAL_ERROR, lineOf, type Answer } from "./answers.ts";
import { clientOf, headersOf } from "./headers.ts";
import type { House } from "./house.ts";
import type { Line } from "./lines.ts";
import { INVALID_REQUEST, isObject, readMessages, type Flaw, type Id, type Message } from "./message.ts";
import type { Post } from "./post.ts";
import { isRepeatable, isRefusedConnection } from "./retry.ts";

/** What the server takes in one body, in bytes. */
const LONGEST = 256 * 1024;
/** For so long a message tries to reach a server before its sender is told, in milliseconds. */
const PATIENCE_MS = 8_000;
/** How often a message is sent again whose answer broke off. */
const MOST_BREAKS = 5;

export type Bridge = {
  /** Carries one line of the client over to the server; what comes back is written as it comes. */
  take(line: Line): void;
  /** Gives up whatever is on its way, which ends each wait at the server and never a request. */
  close(): Promise<void>;
};

/** MCP between a client on stdin and stdout and a server's `/mcp`, message by message, all of them at once. */
export function createBridge({
  post,
  house,
  write,
  told,
  world,
  url,
  version,
}: {
  readonly post: Post;
  readonly house: House;
  readonly write: (line: string) => void;
  /** A message without an answer was lost, which only the log can tell. */
  readonly told: (sentence: string) => void;
  readonly world: Pick<World, "elapsed" | "sleep">;
  readonly url: string;
  readonly version: string;
}): Bridge {
  const waiting = new Map<Id, AbortController>();
  const running = new Set<Promise<void>>();
  const closed = new AbortController();
  let client: string | undefined;
  let revision: string | undefined;

  function take({ text, bytes }: Line): void {
    if (text === undefined) return refuse(undefined, tooLong(bytes));
    for (const message of readMessages(text)) {
      if ("code" in message) refuse(message.id, message);
      else if (bytes > LONGEST) refuse(message.id, tooLong(bytes));
      else if (message.method === "notifications/cancelled") giveUp(message);
      else if (message.id !== undefined && waiting.has(message.id)) refuse(message.id, DOUBLE);
      else begin(message);
    }
  }

  function refuse(id: Id | undefined, { code, message }: Flaw): void {
    write(errorLine(id, code, message));
  }

  /** The server sees its POST broken off: it stops to wait, and what it waited for stays. */
  function giveUp({ params: { requestId } }: Message): void {
    if (typeof requestId === "string" || typeof requestId === "number") waiting.get(requestId)?.abort();
  }

  function begin(message: Message): void {
    const { id } = message;
    const stop = new AbortController();
    if (id !== undefined) waiting.set(id, stop);
    client = clientOf(message) ?? client;
    const work = carry(message, AbortSignal.any([stop.signal, closed.signal])).finally(() => {
      running.delete(work);
      if (id !== undefined) waiting.delete(id);
    });
    running.add(work);
  }

  async function carry(message: Message, signal: AbortSignal): Promise<void> {
    const { id } = message;
    try {
      for await (const answer of exchange(message, signal)) {
        if (message.method === "initialize") revision = revisionOf(answer) ?? revision;
        if (signal.aborted) return;
        write(lineOf(answer, id));
      }
    } catch (error) {
      if (signal.aborted) return;
      const sentence = sentenceOf(error);
      if (id === undefined) told(sentence);
      else write(errorLine(id, INTERNAL_ERROR, sentence));
    }
  }

  /** One message and its answers, through a server that is not there yet, ends in between, or moves to another process. */
  async function* exchange(message: Message, signal: AbortSignal): AsyncGenerator<Answer> {
    let breaks = 0;
    let since = world.elapsed();
    for (;;) {
      try {
        let ended = message.id === undefined;
        for await (const answer of post(message.text, headersOf(message, { client, revision }, version), signal)) {
          since = world.elapsed();
          ended ||= endsRequest(answer, message.id);
          yield answer;
        }
        if (ended) return;
        throw new LoopgateUnreachable(url, new Error("The answer ended before its end."));
      } catch (error) {
        if (signal.aborted || !(error instanceof LoopgateUnreachable)) throw error;
        if (isRefusedConnection(error)) {
          if (world.elapsed() - since > PATIENCE_MS) throw error;
          await house.open();
        } else {
          if (!isRepeatable(message) || ++breaks > MOST_BREAKS) throw error;
          since = world.elapsed();
        }
        signal.throwIfAborted();
      }
    }
  }

  function sentenceOf(error: unknown): string {
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof LoopgateUnreachable)) return `Loopgate: ${reason}`;
    const refusal = house.refusal();
    const why = refusal === undefined ? "" : ` It could not be started here either: ${refusal}`;
    return `Loopgate does not answer at ${url}, so nothing was decided; an unanswered question is no approval.${why} Start it with: loopgate serve (or set LOOPGATE_URL), then try again.`;
  }

  return {
    take,
    async close() {
      closed.abort();
      await Promise.allSettled(running);
    },
  };
}

const DOUBLE: Flaw = { code: INVALID_REQUEST, message: "A request with this id is still being answered." };

function tooLong(bytes: number): Flaw {
  const message = `This message has ${bytes} bytes, and ${LONGEST} are the most. Send less; nothing was done.`;
  return { code: INVALID_REQUEST, message };
}

function revisionOf({ value: { result } }: Answer): string | undefined {
  const revision = isObject(result) ? result["protocolVersion"] : undefined;
  return typeof revision === "string" ? revision : undefined;
}
