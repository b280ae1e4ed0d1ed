import type { DecisionProof, InboxCard, InboxStart, JsonObject, Reply } from "@loopgate/contract";
import { canonical } from "@loopgate/contract/canonical";
import { base64url, hasBrowserKeys, signWithBrowserKey } from "../world/browser-key.ts";
import { hashed } from "../world/digest.ts";

export type ProofKind = "browser" | "password" | "passkey";

/** Which proof an answer comes with. Saying no never takes a passkey. */
export function proofKindOf(
  { confirm, needs }: Pick<InboxCard, "confirm" | "needs">,
  reply: Reply,
  { browser_key: isBound }: Pick<InboxStart, "browser_key">,
): ProofKind {
  if (reply.kind !== "reject" && (confirm === "passkey" || needs === "passkey")) return "passkey";
  return isBound && hasBrowserKeys() ? "browser" : "password";
}

/** What a person says to a card, to the byte: nobody can use the proof for another answer. */
function statementOf({ request_id, shown_digest }: Pick<InboxCard, "request_id" | "shown_digest">, reply: Reply) {
  return { kind: "decision", request_id, shown_digest, reply: reply as JsonObject } as const;
}

/** By the key that this browser keeps; undefined where it has none any more. */
export async function browserProof(card: InboxCard, reply: Reply): Promise<DecisionProof | undefined> {
  const signature = await signWithBrowserKey(canonical(statementOf(card, reply)));
  return signature === undefined ? undefined : { browser_signature: signature };
}

/** What a passkey has to sign for this answer (base64url); undefined where the browser makes no digests. */
export async function challengeOf(card: InboxCard, reply: Reply, nonce: string): Promise<string | undefined> {
  const digest = await hashed(canonical({ ...statementOf(card, reply), nonce }));
  return digest && base64url(digest);
}
