import { answerOf, type Answer } from "./answer.ts";
import type { NewRequest, Requests } from "./requests.ts";
import type { Action, JsonInput, OptionInput, Outcome, RequestCreated, Risk } from "./wire.ts";
import type { World } from "./world.ts";

/** What every question can say besides itself. */
export type AskingOptions = {
  /** Where it goes, if not to the client's own session. */
  readonly session?: string | undefined;
  readonly risk?: Risk | undefined;
  /** How long people have, from 1 to 2,592,000; else as long as the server says. Then the answer is a timeout. */
  readonly timeoutSeconds?: number | undefined;
  readonly metadata?: JsonInput | undefined;
  /** Where it comes from, in the agent's words. */
  readonly source?: JsonInput | undefined;
  /** Given back with the request, never shown. */
  readonly resume?: unknown;
  /** Is told the end besides. */
  readonly callbackUrl?: string | undefined;
  /** The same key asks the same request, also in another process. It must name this very question: an answer never expires. */
  readonly idempotencyKey?: string | undefined;
  /** Its abort takes the request back, and rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told as soon as the request is stored. */
  readonly onRequest?: ((request: RequestCreated) => void) | undefined;
};

export type ApproveOptions = AskingOptions & {
  /** What the agent says about it, in its own words. */
  readonly message?: string | undefined;
  /** People may correct the arguments: then run `answer.arguments`, not your own. */
  readonly edit?: boolean | undefined;
  /** Instead of `edit`: what the caller can honour, to the letter. */
  readonly allowedDecisions?: readonly Outcome[] | undefined;
};

export type AskOptions = AskingOptions & {
  /** Short answers to take; the person may write another. */
  readonly suggestions?: readonly string[] | undefined;
  /** A form instead of a text, in Loopgate's subset of JSON Schema: the answer is in `values`. */
  readonly schema?: JsonInput | undefined;
};

export type ChooseOptions = AskingOptions & {
  /** Several may be picked. */
  readonly multiple?: boolean | undefined;
};

/** Questions to people; each resolves with how it ended, and rejects where Loopgate could not be asked. */
export type Asking = {
  /** A text, or a form. An answer in words approves nothing. */
  ask(question: string, options?: AskOptions): Promise<Answer>;
  /** Whether an action may run, or whether what the message says may happen. */
  approve(action: Action | string, options?: ApproveOptions): Promise<Answer>;
  /** One of the options, or several; `answer.options` has their values. */
  choose(question: string, options: readonly OptionInput[], more?: ChooseOptions): Promise<Answer>;
};

/** What an answer to an abort may take before the caller is let go, in milliseconds. */
const PARTING_MS = 2000;
/** How long after a request's end nobody needs to have said how it ended before that is an error. */
const LATE_MS = 60_000;

export function createAsking({ requests, world }: { readonly requests: Requests; readonly world: World }): Asking {
  async function asked(question: Question, options: AskingOptions): Promise<Answer> {
    const { signal, onRequest } = options;
    signal?.throwIfAborted();
    const creation = requests.createRequest({ ...question, ...fieldsOf(options) });
    try {
      const created = await unlessAborted(creation, signal);
      onRequest?.(created);
      const { request_id: id, created_at: from, expires_at: until } = created;
      const giveUpAfterMs = Date.parse(until) - Date.parse(from) + LATE_MS;
      return answerOf(await requests.wait(id, { signal, giveUpAfterMs }));
    } catch (error) {
      if (signal?.aborted) await takenBack(creation);
      throw error;
    }
  }

  /** As far as that is possible: a caller who gives up is not held for long, and hears nothing but his own reason. */
  async function takenBack(creation: Promise<RequestCreated>): Promise<void> {
    const taken = creation
      .then(({ request_id: id }) => requests.cancel(id, { reason: "the caller gave up" }))
      .catch(() => {});
    await Promise.race([taken, world.sleep(PARTING_MS)]);
  }

  return {
    async ask(question, { suggestions, schema, ...options } = {}) {
      return asked({ message: question, request_type: schema ? "form" : "input", suggestions, schema }, options);
    },
    async approve(subject, { message, edit = false, allowedDecisions, ...options } = {}) {
      if (typeof subject === "string") {
        if (edit) throw new TypeError("A message has no arguments to edit: approve an action instead.");
        return asked({ message: message ?? subject, request_type: "confirmation" }, options);
      }
      const { name } = subject;
      const allowed = allowedDecisions ?? (edit ? ["approve", "edit"] : ["approve"]);
      return asked({ message: message ?? `May ${name} run?`, action: subject, allowed_decisions: allowed }, options);
    },
    async choose(question, choices, { multiple, ...options } = {}) {
      return asked({ message: question, request_type: "choice", options: choices, multiple }, options);
    },
  };
}

type Question = Omit<NewRequest, "session_id" | "client_id">;

function fieldsOf(options: AskingOptions): Partial<NewRequest> {
  return {
    session_id: options.session,
    risk: options.risk,
    timeout_seconds: options.timeoutSeconds,
    metadata: options.metadata,
    source: options.source,
    resume: options.resume,
    callback_url: options.callbackUrl,
    idempotency_key: options.idempotencyKey,
  };
}

/** A request that is on its way is not broken off: whether it was stored must be known, to take it back. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
