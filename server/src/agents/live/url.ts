import { LoopgateError } from "@loopgate/contract";

/** Names under which clients put keys into addresses. */
const KEY_NAMES = /^(api[-_]?key|x-api-key|key|token|access[-_]?token|auth|authorization)$/i;

/** A key in an address would stand in logs and histories on its way, so it is refused, not read. */
export function refuseKeyInUrl(request: Request): void {
  const name = [...new URL(request.url).searchParams.keys()].find((each) => KEY_NAMES.test(each));
  if (name === undefined) return;
  throw new LoopgateError(
    "invalid_request",
    "Never send a key in the address, where logs keep it: revoke it if it was a real one, and send a new one as Authorization: Bearer, as X-API-Key, or in a socket's first message.",
    [{ path: name, message: "must not stand in the address" }],
  );
}
