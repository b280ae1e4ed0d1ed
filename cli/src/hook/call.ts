import { LoopgateUnreachable } from "@loopgate/client";
import type { World } from "@loopgate/client/world";
import type { HookClient, Json, JsonObject } from "@loopgate/contract";
import { isObject } from "../bridge/message.ts";
import { texts } from "../texts.ts";
import type { HookSettings } from "./settings.ts";

const { hook: words } = texts;
/** Loopgate marks its answers to hooks with this: another server's 200 is no answer. */
const MARK = "loopgate-hook";
/** What an answer may take beyond its wait, in milliseconds. */
const GRACE_MS = 10_000;
/** Busy, restarting, or a proxy in front of a server that is. */
const PASSING = new Set([408, 429, 502, 503, 504]);

/** What the server says: the answer to print, or that there is none yet. */
export type HookAnswer =
  | { readonly kind: "answer"; readonly json: JsonObject }
  | { readonly kind: "pending"; readonly requestId: string };

/** The server refused, or something else answered. The message says what to do; `passing`: it is worth trying again. */
export class HookRefused extends Error {
  override readonly name = "HookRefused";
  readonly code: string;
  readonly passing: boolean;

  constructor(message: string, code: string, passing: boolean) {
    super(message);
    this.code = code;
    this.passing = passing;
  }
}

export type HookCalls = {
  /** Asks, or asks again: the server knows the process by its key. Throws `HookRefused`, `LoopgateUnreachable`, or the signal's reason. */
  ask(waitSeconds: number, signal: AbortSignal): Promise<HookAnswer>;
  /** A session of the client's name, as agents with keys must have one. */
  register(signal: AbortSignal): Promise<void>;
  cancel(requestId: string, reason: string, signal: AbortSignal): Promise<void>;
};

/** The calls of one hook's process. `payload` goes as it came, so that the server sees what the client has sent. */
export function createHookCalls(parts: {
  readonly settings: HookSettings;
  readonly client: HookClient;
  readonly payload: string;
  readonly query: Readonly<Record<string, string>>;
  readonly key: string;
  readonly world: Pick<World, "fetch" | "deadline">;
}): HookCalls {
  const { settings, client, payload, query, key, world } = parts;

  async function post(path: string, body: string, patienceMs: number, signal: AbortSignal): Promise<Response> {
    const response = await world
      .fetch(`${settings.url}${path}`, {
        method: "POST",
        redirect: "error",
        headers: {
          "content-type": "application/json",
          "idempotency-key": key,
          ...(settings.apiKey !== undefined && { authorization: `Bearer ${settings.apiKey}` }),
        },
        body,
        signal: AbortSignal.any([signal, world.deadline(patienceMs)]),
      })
      .catch((error: unknown) => unreachable(error, signal));
    if (response.ok) return response;
    throw refusal(response.status, objectIn(await response.text().catch(() => "")));
  }

  function unreachable(error: unknown, signal: AbortSignal): never {
    signal.throwIfAborted();
    throw new LoopgateUnreachable(settings.url, error);
  }

  return {
    async ask(waitSeconds, signal) {
      const search = new URLSearchParams({ ...query, wait: String(waitSeconds) });
      const path = `/hitl/hooks/${client}?${search.toString()}`;
      const response = await post(path, payload, waitSeconds * 1000 + GRACE_MS, signal);
      const text = await response.text().catch((error: unknown) => unreachable(error, signal));
      const json = response.headers.get(MARK) === client ? objectIn(text) : undefined;
      if (json && response.status === 200) return { kind: "answer", json };
      const requestId = json?.["request_id"];
      if (response.status === 202 && typeof requestId === "string") return { kind: "pending", requestId };
      throw new HookRefused(words.notLoopgate(settings.url), "not_loopgate", false);
    },
    async register(signal) {
      await post("/hitl/register", JSON.stringify({ session_id: client, client_id: client }), GRACE_MS, signal);
    },
    async cancel(requestId, reason, signal) {
      await post("/hitl/cancel", JSON.stringify({ request_id: requestId, reason }), GRACE_MS, signal);
    },
  };
}

/** RFC 9457, as far as what answered gives it. */
function refusal(status: number, problem: JsonObject = {}): HookRefused {
  const textOf = (value: Json | undefined) => (typeof value === "string" ? value : "");
  const fields = (Array.isArray(problem["errors"]) ? problem["errors"] : [])
    .filter(isObject)
    .map(({ path, message }) => `${textOf(path)}: ${textOf(message)}`);
  const detail = [textOf(problem["detail"]), ...fields].join(" ").trim();
  return new HookRefused(
    words.refused(status, textOf(problem["title"]) || "It gives no reason", detail),
    textOf(problem["code"]),
    PASSING.has(status),
  );
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
