/** How OAuth refuses (RFC 6749, 4.1.2.1 and 5.2; RFC 7591, 3.2.2; RFC 8707, 2). */
export type OAuthErrorCode =
  | "access_denied"
  | "invalid_client"
  | "invalid_client_metadata"
  | "invalid_grant"
  | "invalid_redirect_uri"
  | "invalid_request"
  | "invalid_scope"
  | "invalid_target"
  | "unsupported_grant_type";

/** A refusal of an OAuth client. `message` says what to do; nothing internal goes into it. */
export class OAuthRefusal extends Error {
  readonly code: OAuthErrorCode;
  /** Where the client may be told, once it is known that the address is the client's. */
  readonly tell: URL | undefined;

  constructor(code: OAuthErrorCode, message: string, { tell, ...options }: { tell?: URL; cause?: unknown } = {}) {
    super(message, options);
    this.name = "OAuthRefusal";
    this.code = code;
    this.tell = tell;
  }
}
