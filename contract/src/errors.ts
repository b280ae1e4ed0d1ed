/**
 * Every way in which Loopgate refuses, with the sentence that heads it. The codes are part of the public contract:
 * more may be added, none changes. Each edge (HTTP, the command line, later MCP) translates them by itself.
 */
export const ERRORS = {
  invalid_json: "The body is not the JSON that Loopgate takes",
  invalid_request: "The request has fields that Loopgate cannot take",
  body_too_large: "The body is too large",
  unsupported_media_type: "The body must be sent as application/json",
  not_found: "There is nothing at this address",
  method_not_allowed: "This address does not take that method",
  upgrade_required: "This address is a WebSocket",
  host_not_allowed: "This Host is not one that Loopgate answers to",
  origin_not_allowed: "A page of this origin may not call Loopgate",
  key_required: "This call needs an API key",
  credential_required: "This call needs a responder's credential",
  sign_in_required: "This call needs an account that is signed in",
  sign_in_failed: "The username or the password is wrong",
  username_taken: "The username belongs to somebody else",
  registration_closed: "Nobody can register here by himself",
  role_too_low: "The account's role does not allow this",
  scope_missing: "The API key does not have the scope that this call needs",
  client_not_allowed: "The API key speaks for another client",
  key_not_found: "No such API key",
  connection_not_found: "No such connection",
  too_many_keys: "The tenant has as many API keys as it may have",
  member_not_found: "No such member",
  last_owner: "The tenant must keep its owner",
  code_invalid: "The code is wrong, used or too old",
  passkey_required: "The password alone is not enough for this account",
  passkey_failed: "The passkey was not accepted",
  passkey_not_found: "No such passkey",
  passkeys_need_https: "Passkeys do not work at this address",
  too_many_passkeys: "The account has as many passkeys as it may have",
  browser_key_bound: "A key of the browser is bound to this sign-in already",
  proof_required: "A decision needs a proof besides the sign-in",
  proof_wrong: "The proof does not show who decides",
  rate_limited: "Too many calls in too short a time",
  agents_cannot_answer: "An agent's credential can never answer a request",
  request_not_found: "No such request",
  request_ended: "The request has already ended",
  callback_not_found: "No such callback",
  session_not_found: "No such session",
  session_taken: "The session belongs to another client",
  session_inactive: "The session has been deactivated",
  responder_not_linked: "Somebody who is asked is not linked",
  idempotency_conflict: "The idempotency key was used with another body",
  too_many_pending: "Too many requests of this client are pending",
  not_a_responder: "This person may not answer this request",
  assurance_too_low: "This request needs a stronger proof of who answers",
  answer_not_offered: "This request does not take that answer",
  card_changed: "The card has changed since it was shown",
  note_not_taken: "A reason can no longer be added",
  overloaded: "Loopgate has more to write than it can take now",
  unavailable: "Loopgate cannot reach its database now",
  internal: "Loopgate made a mistake",
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** One bad field: where it is (`action.arguments.amount`, `options[1].label`) and what to do about it. */
export type FieldError = { readonly path: string; readonly message: string };

/** A refusal. `message` is a sentence for the caller that says what to do; nothing internal goes into it. */
export class LoopgateError extends Error {
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];
  /** Seconds after which trying again makes sense, where that is known. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    fields: readonly FieldError[] = [],
    { retryAfter, ...options }: { readonly cause?: unknown; readonly retryAfter?: number } = {},
  ) {
    super(message, options);
    this.name = "LoopgateError";
    this.code = code;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }
}
