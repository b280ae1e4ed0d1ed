import { LoopgateUnreachable, refusalOf } from "./error.ts";
import type { World } from "./world.ts";

export type Call = {
  readonly method: "GET" | "POST";
  /** With its query: `/hitl/poll?request_id=…`. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** How long the answer may take, its body included, in milliseconds. */
  readonly patienceMs?: number;
};

/**
 * Rejections: `LoopgateApiError` for a refusal, `LoopgateUnreachable` where nobody answered or the answer broke off,
 * the signal's reason where the caller gave up.
 */
export type Caller = {
  /** A 2xx answer, its body still unread. */
  send(call: Call): Promise<Response>;
  /** The body of a 2xx answer as JSON, with that answer; what it holds is the server's promise (the contract). */
  read(call: Call): Promise<{ readonly body: unknown; readonly response: Response }>;
};

const PATIENCE_MS = 30_000;

/** Calls of one server, with one credential. A redirect is refused: it would take the credential elsewhere. */
export function createCaller({
  url,
  credential,
  world,
}: {
  readonly url: string;
  readonly credential?: string | undefined;
  readonly world: Pick<World, "fetch" | "deadline">;
}): Caller {
  const base = url.replace(/\/+$/, "");

  /** What the platform throws says little; who gave up is the question. */
  const broken = (signal: AbortSignal | undefined) => (error: unknown) => {
    signal?.throwIfAborted();
    throw new LoopgateUnreachable(base, error);
  };

  async function send({ method, path, body, headers = {}, signal, patienceMs = PATIENCE_MS }: Call): Promise<Response> {
    signal?.throwIfAborted();
    const patience = world.deadline(patienceMs);
    const request: RequestInit = {
      method,
      redirect: "error",
      headers: {
        accept: "application/json",
        ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    };
    const response = await world.fetch(`${base}${path}`, request).catch(broken(signal));
    if (!response.ok) throw await refusalOf(response);
    return response;
  }

  return {
    send,
    async read(call) {
      const response = await send(call);
      const body: unknown = await response.json().catch(broken(call.signal));
      return { body, response };
    },
  };
}
