import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Timers } from "./clock.ts";
import type { Parameters } from "./parameters.ts";
import { isRecord } from "./markup.ts";
import type { QueuedUpdate } from "./updates.ts";

export type Pusher = { wake(): void; close(): void };

type Lane = { busy: boolean; delay: number; fails: number; notBefore: number };

const longestDelay = 60;
const longestRetryAfter = 3600;
const goneForGood = 23 * 3600 * 1000;

/**
 * Delivers updates to a webhook as WebhookActor.cpp does: lanes in parallel, one lane in order, a failing head holds up
 * its lane, is sent again after 1, 2, 4 … 60 s or what the `Retry-After` header says, and is dropped once expired.
 */
export function createPusher(deps: {
  url: string;
  secret: string;
  maxConnections: number;
  timers: Timers;
  pending(): readonly QueuedUpdate[];
  delivered(one: QueuedUpdate): void;
  failed(message: string): void;
  /** The other side said 410 for 23 hours. */
  closed(): void;
  execute(method: string, parameters: Parameters): void;
}): Pusher {
  const { timers } = deps;
  const lanes = new Map<string, Lane>();
  const stop = new AbortController();
  let connections = 0;
  let firstGoneAt: number | undefined;

  function wake(): void {
    for (const one of deps.pending()) {
      if (stop.signal.aborted || connections >= deps.maxConnections) return;
      const lane = laneOf(one.lane);
      if (!lane.busy && lane.notBefore <= timers.now()) void push(one, lane);
    }
  }

  async function push(one: QueuedUpdate, lane: Lane): Promise<void> {
    lane.busy = true;
    connections++;
    const answer = await post(deps.url, deps.secret, JSON.stringify(one.update), stop.signal);
    connections--;
    lane.busy = false;
    if (stop.signal.aborted) return;
    if (answer.ok) succeed(one, answer.body);
    else fail(one, lane, answer);
    wake();
  }

  function succeed(one: QueuedUpdate, body: string): void {
    firstGoneAt = undefined;
    lanes.delete(one.lane);
    deps.delivered(one);
    const call = parseCall(body);
    if (call !== undefined) deps.execute(call.method, call.parameters);
  }

  function fail(one: QueuedUpdate, lane: Lane, answer: Answer): void {
    deps.failed(answer.error);
    if (closesWebhook(answer.status)) return deps.closed();
    if (answer.retryAfter === 0 && lane.fails > 0) lane.delay = Math.min(longestDelay, lane.delay * 2);
    const delay = answer.retryAfter > 0 ? Math.min(answer.retryAfter, longestRetryAfter) : lane.delay;
    if (timers.now() + delay * 1000 > one.expiresAt) {
      lanes.delete(one.lane);
      deps.delivered(one);
      return;
    }
    lane.fails++;
    lane.notBefore = timers.now() + delay * 1000;
    timers.after(delay * 1000, wake);
  }

  function closesWebhook(status: number): boolean {
    if (status !== 410) firstGoneAt = undefined;
    else firstGoneAt ??= timers.now();
    return firstGoneAt !== undefined && timers.now() > firstGoneAt + goneForGood;
  }

  function laneOf(name: string): Lane {
    let lane = lanes.get(name);
    if (lane === undefined) lanes.set(name, (lane = { busy: false, delay: 1, fails: 0, notBefore: 0 }));
    return lane;
  }

  return { wake, close: () => stop.abort() };
}

type Answer = { ok: boolean; status: number; retryAfter: number; body: string; error: string };

function post(url: string, secret: string, body: string, signal: AbortSignal): Promise<Answer> {
  const request = url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const failed = () => resolve({ ok: false, status: 0, retryAfter: 0, body: "", error: "Webhook connection closed" });
    const outgoing = request(url, {
      method: "POST",
      signal,
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        ...(secret !== "" && { "x-telegram-bot-api-secret-token": secret }),
      },
    });
    outgoing.on("error", failed);
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", failed);
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        resolve({
          ok: status >= 200 && status <= 299,
          status,
          retryAfter: Number.parseInt(response.headers["retry-after"] ?? "0", 10) || 0,
          body: Buffer.concat(chunks).toString("utf8"),
          error: `Wrong response from the webhook: ${status} ${response.statusMessage ?? ""}`,
        });
      });
    });
    outgoing.end(body);
  });
}

// WebhookActor.cpp handle: what asks, or ends the connection, is no answer to an update.
const notAsAnAnswer = /^(get.*|(delete|set)webhook|close|logout)$/i;

function parseCall(body: string): { method: string; parameters: Parameters } | undefined {
  if (!body.startsWith("{")) return undefined;
  try {
    const call: unknown = JSON.parse(body);
    if (!isRecord(call)) return undefined;
    const { method, ...parameters } = call;
    return typeof method === "string" && !notAsAnAnswer.test(method) ? { method, parameters } : undefined;
  } catch {
    return undefined;
  }
}
