import { ERRORS, LoopgateError, type ErrorCode, type Problem } from "@loopgate/contract";
import { Unavailable } from "../kit/failures.ts";
import type { Log } from "../kit/log.ts";

/** How each refusal is told over HTTP. */
export const STATUS: Record<ErrorCode, number> = {
  invalid_json: 400,
  invalid_request: 422,
  body_too_large: 413,
  unsupported_media_type: 415,
  not_found: 404,
  method_not_allowed: 405,
  upgrade_required: 426,
  host_not_allowed: 403,
  origin_not_allowed: 403,
  key_required: 401,
  credential_required: 401,
  sign_in_required: 401,
  sign_in_failed: 401,
  username_taken: 409,
  registration_closed: 403,
  role_too_low: 403,
  scope_missing: 403,
  client_not_allowed: 403,
  key_not_found: 404,
  connection_not_found: 404,
  too_many_keys: 409,
  member_not_found: 404,
  last_owner: 409,
  code_invalid: 403,
  passkey_required: 403,
  passkey_failed: 401,
  passkey_not_found: 404,
  passkeys_need_https: 409,
  too_many_passkeys: 409,
  browser_key_bound: 409,
  proof_required: 403,
  proof_wrong: 403,
  rate_limited: 429,
  agents_cannot_answer: 403,
  request_not_found: 404,
  request_ended: 409,
  callback_not_found: 404,
  session_not_found: 404,
  session_taken: 409,
  session_inactive: 409,
  responder_not_linked: 422,
  idempotency_conflict: 409,
  too_many_pending: 429,
  not_a_responder: 403,
  assurance_too_low: 403,
  answer_not_offered: 422,
  card_changed: 409,
  note_not_taken: 409,
  overloaded: 503,
  unavailable: 503,
  internal: 500,
};

/** Seconds after which trying again makes sense. */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = {
  too_many_pending: 5,
  overloaded: 1,
  unavailable: 2,
};

/** Any failure as RFC 9457 problem details. What is no refusal of ours is logged, and told as `internal` with nothing of it. */
export function problemResponse(
  error: unknown,
  log: Log,
  where: { readonly method: string; readonly route: string },
): Response {
  const refusal = loggedRefusal(error, log, where);
  const retry = retryAfterOf(refusal);
  return new Response(JSON.stringify(problem(refusal)), {
    status: STATUS[refusal.code],
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...(retry && { "retry-after": String(retry) }),
      // RFC 9110, 15.5.2: a 401 says how one would be let in.
      ...(STATUS[refusal.code] === 401 && { "www-authenticate": "Bearer" }),
    },
  });
}

/** Seconds after which trying again makes sense, where that is known. */
export function retryAfterOf({ code, retryAfter }: LoopgateError): number | undefined {
  return retryAfter ?? RETRY_AFTER[code];
}

/** Any failure as a refusal that may be told, once what the operator should know was logged. */
export function loggedRefusal(error: unknown, log: Log, where: Readonly<Record<string, string>>): LoopgateError {
  const refusal = refusalOf(error);
  if (refusal.code === "internal") log.error("A call failed by a mistake of ours.", { ...where, error });
  else if (refusal.code === "unavailable") log.warn("A call could not be served.", { ...where, error });
  return refusal;
}

/** Any failure as a refusal that may be told; `internal` is a mistake of ours, which the caller logs. */
export function refusalOf(error: unknown): LoopgateError {
  if (error instanceof LoopgateError) return error;
  if (error instanceof Unavailable && error.code === "overloaded")
    return new LoopgateError("overloaded", "Nothing was changed; try again in a moment.", [], { cause: error });
  if (error instanceof Unavailable)
    return new LoopgateError(
      "unavailable",
      "Whether the call took effect is told by asking again; it is safe to repeat it with the same idempotency key.",
      [],
      { cause: error },
    );
  return new LoopgateError("internal", "It was written to the log. Nothing of it became an answer.", [], {
    cause: error,
  });
}

/** A refusal as RFC 9457 words it. */
export function problem({ code, message, fields }: LoopgateError): Problem {
  return {
    type: `/docs#error-${code}`,
    title: ERRORS[code],
    status: STATUS[code],
    code,
    detail: message,
    ...(fields.length > 0 && { errors: fields.map(({ path, message: detail }) => ({ path, message: detail })) }),
  };
}
