import type { Duplex } from "node:stream";
import { LoopgateError, SOCKET_CLOSED } from "@loopgate/contract";
import { loggedRefusal, refusalOf, retryAfterOf } from "../../http/problem.ts";
import type { WebSocket } from "../../http/upgrade.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Log } from "../../kit/log.ts";
import type { AgentCallers, Caller } from "../callers.ts";
import type { AgentRequests } from "../requests.ts";
import type { Beats } from "./beats.ts";
import { createBudget } from "./budget.ts";
import type { SocketCalls } from "./calls.ts";
import type { Connections } from "./connections.ts";
import { createConversation } from "./conversation.ts";
import type { Feed } from "./feed.ts";
import { createLine } from "./line.ts";
import { problemReply, readMessage, type Message } from "./messages.ts";

/** How long a socket may take to say who it is, in milliseconds. */
const AUTHENTICATE_MS = 10_000;
/** So much may come before that, in bytes. */
const MOST_UNKNOWN = 4 * 1024;
const UNPROVEN = "The first message did not prove who calls.";

/** What all sockets of a node share. */
export type SocketParts = {
  readonly callers: Pick<AgentCallers, "agent">;
  readonly requests: AgentRequests;
  readonly connections: Connections;
  readonly feed: Feed;
  readonly calls: SocketCalls;
  readonly beats: Beats;
  readonly clock: Clock;
  readonly log: Log;
};

/** An open socket. */
export type OpenSocket = {
  /** Resolves once every call that runs is answered; no new one is taken. */
  finish(): Promise<void>;
  close(code: number, reason: string): void;
  readonly gone: Promise<void>;
};

/**
 * Serves one socket until it closes: to the caller that its upgrade proved, or whom its first message proves. `leave` gives back
 * the place that the upgrade has taken.
 */
export function serveSocket(
  parts: SocketParts,
  opened: {
    readonly socket: WebSocket;
    readonly connection: Duplex;
    /** Makes what a message is judged by, from what came with the upgrade and the key, if one came later. */
    readonly later: (apiKey?: string) => Request;
    readonly caller: Caller | undefined;
    readonly leave: () => void;
  },
): OpenSocket {
  const { callers, connections, beats, clock, log } = parts;
  const { socket, connection, later } = opened;
  const line = createLine(socket, connection);
  const budget = createBudget(clock);
  const beat = beats.watch(socket, () => socket.isPaused);
  const left = new AbortController();
  const gone = Promise.withResolvers<void>();
  const refuse = (id: string | null, error: unknown) =>
    line.reply(problemReply(id, loggedRefusal(error, log, { route: "/hitl/ws" })));
  const conversation = createConversation({ ...parts, socket, line, refuse, signal: left.signal });
  let { leave } = opened;
  let callOf = () => later();
  let state: "unknown" | "proving" | "known" | "finishing" = "unknown";
  let isFirst = true;
  let watched: ReturnType<NonNullable<Caller["credential"]>["watch"]> | undefined;

  const close = (code: number, reason: string) => socket.close(code, reason);

  function welcome({ tenantId, onlyClientId, credential }: Caller): void {
    state = "known";
    watched = credential?.watch();
    watched?.signal.addEventListener("abort", () => close(SOCKET_CLOSED.keyRequired, "The key works no more."));
    line.reply({ type: "ready", tenant_id: tenantId, client_id: onlyClientId ?? null });
  }

  /** A first message with a key counts for more than a machine that needs none. */
  async function prove(key: string, id: string | null): Promise<void> {
    if (!isFirst || opened.caller?.credential) return refuse(id, onlyOnce());
    state = "proving";
    // What follows at once is judged by this key too.
    callOf = () => later(key);
    try {
      const caller = await callers.agent(callOf());
      if (left.signal.aborted) return;
      leave();
      leave = connections.enter(caller);
      welcome(caller);
    } catch (error) {
      refuse(id, error);
      if (retryAfterOf(refusalOf(error)) === undefined) close(SOCKET_CLOSED.keyRequired, UNPROVEN);
      else close(SOCKET_CLOSED.later, "Come back later.");
    }
  }

  function hear(message: Message): void {
    const id = "call" in message ? (message.call.id ?? null) : message.id;
    if ("call" in message && message.call.type === "authenticate") {
      void prove(message.call.api_key, id);
    } else if (state === "unknown") {
      refuse(id, "error" in message ? message.error : needsKey());
      close(SOCKET_CLOSED.keyRequired, UNPROVEN);
    } else if ("error" in message) refuse(id, message.error);
    else if (message.call.type === "ping") line.reply({ ...message.call, type: "pong" });
    else if (message.call.type !== "authenticate") conversation.take(message.call, callOf);
  }

  /** Also what is refused is read, so that the refusal names it. */
  function weigh(text: string): void {
    const verdict = budget.spend();
    if (verdict === "closed") return close(SOCKET_CLOSED.tooMany, "The messages came too fast.");
    const message = readMessage(text);
    if (verdict === "taken") return hear(message);
    const id = "call" in message ? (message.call.id ?? null) : message.id;
    refuse(id, new LoopgateError("rate_limited", "Send less at once.", [], { retryAfter: 1 }));
  }

  async function closeUnknown(): Promise<void> {
    let bytes = 0;
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (state === "unknown" && bytes > MOST_UNKNOWN) socket.terminate();
    };
    connection.on("data", count);
    await clock.sleep(AUTHENTICATE_MS, left.signal);
    connection.off("data", count);
    if (state === "unknown" || state === "proving") close(SOCKET_CLOSED.tooLate, "No key came in time.");
  }

  socket.on("message", (data: Buffer, isBinary: boolean) => {
    beat.heard();
    if (state === "finishing" || socket.readyState !== socket.OPEN) return;
    if (isBinary) return close(SOCKET_CLOSED.notText, "Send text messages.");
    weigh(data.toString());
    isFirst = false;
  });
  socket.on("pong", beat.heard);
  // What is no message of a WebSocket closes it.
  socket.on("error", () => {});
  socket.on("close", () => {
    left.abort();
    beat.leave();
    conversation.close();
    watched?.close();
    leave();
    gone.resolve();
  });

  if (opened.caller) welcome(opened.caller);
  else void closeUnknown();

  return {
    async finish() {
      state = "finishing";
      await conversation.finish();
    },
    close,
    gone: gone.promise,
  };
}

function needsKey(): LoopgateError {
  return new LoopgateError(
    "key_required",
    'Send the key in the upgrade\'s header, or first of all {"type":"authenticate","api_key":"…"}.',
  );
}

function onlyOnce(): LoopgateError {
  return new LoopgateError("invalid_request", "This socket is known already.", [
    { path: "type", message: "authenticate is taken as the first message only, where no header held a key" },
  ]);
}
