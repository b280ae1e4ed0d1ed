import type { DecisionProof, InboxCard, InboxStart, Reply } from "@loopgate/contract";
import { cardPath, keepCard } from "../requests/card.ts";
import { known } from "../requests/keys.ts";
import { dropRow } from "../requests/list.ts";
import { readStart } from "../requests/start.ts";
import { api, ApiError, NotConnected } from "../world/api.ts";
import { doubtConnection } from "../world/connection.ts";
import { dropDraft } from "../world/drafts.ts";
import { queries } from "../world/queries.ts";
import { browserProof, proofKindOf } from "./proof.ts";
import { askPassword, askSignature, askSignIn } from "./questions.ts";

/** What became of an answer. Whatever was not recorded is kept on the card. */
export type Answered =
  | { readonly kind: "recorded"; readonly card: InboxCard }
  | { readonly kind: "kept" }
  | { readonly kind: "lost" }
  | { readonly kind: "refused"; readonly error: ApiError };

/** How often the strongest proof may be asked for before the page gives up. */
const MOST_TRIES = 5;

/** Sends an answer with the proof that it needs, and asks the person for whatever is missing on the way. */
export async function sendAnswer(card: InboxCard, reply: Reply): Promise<Answered> {
  let wrong: string | undefined;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const proof = await prove(card, reply, wrong);
    if (proof === undefined) return { kind: "kept" };
    try {
      const path = `${cardPath(card.request_id)}/answer`;
      const next = await api.post<InboxCard>(path, { shown_digest: card.shown_digest, reply, proof });
      keep(next);
      return { kind: "recorded", card: next };
    } catch (error) {
      if (error instanceof NotConnected) {
        doubtConnection();
        void queries.invalidateQueries({ queryKey: known.card(card.request_id) });
        return { kind: "lost" };
      }
      if (!(error instanceof ApiError)) throw error;
      if (error.code === "sign_in_required") {
        if (!(await isSamePerson())) return { kind: "kept" };
      } else if (AGAIN.has(error.code)) wrong = error.message;
      else return refused(card, error);
    }
  }
  return { kind: "kept" };
}

/** Refusals of a proof, after which a better one may be given. */
const AGAIN: ReadonlySet<string> = new Set([
  "sign_in_failed",
  "passkey_failed",
  "passkey_required",
  "proof_required",
  "proof_wrong",
]);

async function prove(card: InboxCard, reply: Reply, wrong: string | undefined): Promise<DecisionProof | undefined> {
  const kind = proofKindOf(card, reply, signedIn() ?? { browser_key: false });
  if (kind === "passkey") return askSignature(card, reply, wrong);
  // A browser's signature that was refused once is refused again.
  const signed = kind === "browser" && wrong === undefined ? await browserProof(card, reply) : undefined;
  if (signed) return signed;
  const password = await askPassword(wrong);
  return password === undefined ? undefined : { password };
}

/** Whoever signs in instead has not given this answer; and where the server does not say who it was, nobody has. */
async function isSamePerson(): Promise<boolean> {
  const before = signedIn()?.user_id;
  if (!(await askSignIn())) return false;
  const asked = { queryKey: known.start, queryFn: readStart, staleTime: 0, retry: false };
  const now = await queries.fetchQuery(asked).catch(() => undefined);
  return now !== undefined && now.user_id === before;
}

function signedIn(): InboxStart | undefined {
  return queries.getQueryData<InboxStart>(known.start);
}

function keep(card: InboxCard): void {
  keepCard(card.request_id, card);
  dropDraft({ accountId: signedIn()?.user_id ?? "", requestId: card.request_id });
  if (card.request.status !== "pending") dropRow(card.request_id);
  void queries.invalidateQueries({ queryKey: known.lists });
  void queries.invalidateQueries({ queryKey: known.count });
}

function refused({ request_id: id }: InboxCard, error: ApiError): Answered {
  // The card says what became of it, and by whom.
  void queries.invalidateQueries({ queryKey: known.card(id) });
  void queries.invalidateQueries({ queryKey: known.lists });
  return { kind: "refused", error };
}
