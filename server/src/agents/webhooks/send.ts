import type { JsonObject } from "@loopgate/contract";
import type { Store } from "../../gate/ports.ts";
import type { Ref } from "../../gate/request.ts";
import { answerView, timeText } from "../../gate/view.ts";
import { OutgoingRefused, type Outgoing, type OutgoingAnswer } from "../../http/outgoing.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Call, Failure } from "./calls.ts";
import type { Places } from "./places.ts";
import type { CallbackSecrets } from "./secrets.ts";
import { signatureHeaders } from "./signature.ts";
import { fillTemplate, type Template } from "./template.ts";

/** What came of one attempt. `wish`: how long the receiver asks to be left alone. */
export type Sent =
  | { readonly kind: "told"; readonly answer: number }
  | { readonly kind: "failed"; readonly failure: Failure; readonly wish?: Millis }
  /** Nothing is to be sent any more: the receiver says so (`gone`), or there is nothing to send. */
  | { readonly kind: "dropped"; readonly failure: Failure; readonly gone: boolean };

/** Rejects where nothing can be said of the attempt: the process stops, or the database is away. */
export type Send = (call: Call, signal: AbortSignal) => Promise<Sent>;

const WITHIN_MS = 15_000;
const MOST_BYTES = 64 * 1024;

/** One signed POST of the answer, with no redirect followed; only the status of what comes back counts. */
export function createSend(parts: {
  readonly store: Pick<Store, "find">;
  readonly outgoing: Pick<Outgoing, "send">;
  readonly secrets: Pick<CallbackSecrets, "open">;
  readonly places: Pick<Places, "refusal">;
  readonly clock: Pick<Clock, "now">;
}): Send {
  const { store, outgoing, secrets, places, clock } = parts;

  function post(call: Call, callback: NonNullable<Call["callback"]>, body: string, signal: AbortSignal) {
    const at = clock.now();
    const { sealed_secret: newest, old_sealed_secret: old, old_until: oldUntil } = callback;
    const sealed = old !== null && at < (oldUntil ?? 0) ? [newest, old] : [newest];
    return outgoing.send({
      url: new URL(callback.url),
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "Loopgate",
        ...signatureHeaders({
          id: call.event.id,
          at,
          body,
          secrets: sealed.map((each) => secrets.open(each, call.callbackId)),
        }),
      },
      body,
      drops: true,
      mostBytes: MOST_BYTES,
      withinMs: WITHIN_MS,
      signal,
    });
  }

  return async (call, signal) => {
    const { callback } = call;
    if (!callback) return nothingToSend("the callback was deleted");
    if (callback.ended_at !== null) return nothingToSend("the receiver wants nothing more");
    // Its owner's rule may have changed since it was registered.
    const refusal = places.refusal(callback.url);
    if (refusal !== undefined) return { kind: "failed", failure: { error: `not sent: the address ${refusal}` } };
    const body = await bodyOf(store, call, callback.body);
    if (body === undefined) return nothingToSend("the request is no longer kept");
    try {
      return read(await post(call, callback, body, signal), clock.now());
    } catch (error) {
      signal.throwIfAborted();
      return { kind: "failed", failure: { error: reasonOf(error) } };
    }
  };
}

/** The event with the answer, or what the receiver's own template makes of them; undefined where the request is gone. */
async function bodyOf(store: Pick<Store, "find">, call: Call, template: string | null): Promise<string | undefined> {
  const { tenantId, requestId, event } = call;
  const ref: Ref = { tenantId, id: requestId };
  const request = (await store.find(ref))?.request;
  if (!request) return undefined;
  const envelope = { id: event.id, type: event.type, version: 1, time: timeText(event.at), tenant_id: tenantId };
  // What goes out is JSON: this makes the view that value.
  const answer = JSON.parse(JSON.stringify(answerView(request))) as JsonObject;
  if (template === null) return JSON.stringify({ ...envelope, data: answer });
  return JSON.stringify(fillTemplate(JSON.parse(template) as Template, answer, envelope));
}

function nothingToSend(error: string): Sent {
  return { kind: "dropped", failure: { error }, gone: false };
}

function read({ status, headers }: OutgoingAnswer, now: Millis): Sent {
  if (status >= 200 && status < 300) return { kind: "told", answer: status };
  const failure = { answer: status, error: `it answered ${status}` };
  if (status === 410) return { kind: "dropped", failure, gone: true };
  if (status >= 300 && status < 400)
    return { kind: "failed", failure: { ...failure, error: `it answered ${status}, and redirects are not followed` } };
  const wish = wishOf(headers["retry-after"], now);
  return { kind: "failed", failure, ...(wish !== undefined && { wish }) };
}

/** Retry-After (RFC 9110 §10.2.3) in seconds, or as a date. */
function wishOf(header: string | readonly string[] | undefined, now: Millis): Millis | undefined {
  if (typeof header !== "string") return undefined;
  const wish = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return wish > 0 ? wish : undefined;
}

/** What went wrong, in words that say nothing of the addresses that a name leads to. */
function reasonOf(error: unknown): string {
  if (error instanceof OutgoingRefused) return `not sent: the address ${error.message}`;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const cause = error instanceof Error ? error.message : "";
  if (cause.startsWith("no whole answer")) return `it did not answer within ${WITHIN_MS / 1000} s`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "its host was not found";
  if (code === "ECONNREFUSED") return "the connection was refused";
  if (/CERT|SSL|TLS|SELF_SIGNED/.test(code)) return "its certificate was not accepted";
  return "the connection broke";
}
