import {
  InboxAnswer,
  InboxChallengeRequest,
  InboxNote,
  LoopgateError,
  type DecisionStatement,
  type InboxCard,
  type InboxChallenge,
} from "@loopgate/contract";
import type { Callers } from "../../access/callers.ts";
import type { AccountPrincipal } from "../../access/principal.ts";
import type { Gate } from "../../gate/gate.ts";
import type { Digest, HumanRequest, Ref, Reply } from "../../gate/request.ts";
import { timeText } from "../../gate/view.ts";
import type { Routes } from "../../http/app.ts";
import { readBody } from "../../http/input.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import { crashpoint } from "../../kit/crashpoint.ts";
import type { Texts } from "../../texts/index.ts";
import type { Proofs, Stories } from "./ports.ts";
import { voterOf, type Reading } from "./reading.ts";
import { deciderOf } from "./row.ts";

/** As long as a nonce is good. */
const CHALLENGE_MS: Millis = 120_000;
const responder = { role: "responder", in: "browser" } as const;

/** What a responder says to a card. The cookie says who calls; only a proof for this very answer says that it was him. */
export function answerRoutes(parts: {
  readonly callers: Pick<Callers, "account">;
  readonly gate: Pick<Gate, "vote" | "note" | "elapse">;
  readonly reading: Reading;
  readonly proofs: Proofs;
  readonly stories: Pick<Stories, "refused">;
  readonly clock: Clock;
  readonly texts: Pick<Texts, "card">;
  /** Told where a refused answer could not be kept. */
  readonly failed: (error: unknown) => void;
}): Routes {
  const { callers, gate, reading, proofs, stories, clock, texts, failed } = parts;

  async function vote(
    request: Request,
    account: AccountPrincipal,
    ref: Ref,
    answer: InboxAnswer,
  ): Promise<HumanRequest> {
    const { shown_digest: digest, reply, proof } = answer;
    const assurance = await proofs.verify({ request, account, statement: statementOf(ref, answer), proof });
    return gate.vote(ref, voterOf(account, assurance), plain(reply), { digest: digest as Digest });
  }

  /** A proof is looked at before its request, which may be none of this tenant's. */
  const exists = (ref: Ref) =>
    gate.elapse(ref).then(
      () => true,
      (error: unknown) => {
        if (error instanceof LoopgateError && error.code === "request_not_found") return false;
        throw error;
      },
    );

  /** Never waited for: what was refused is told at once. */
  async function keepRefusal(account: AccountPrincipal, ref: Ref, error: unknown): Promise<void> {
    if (!(error instanceof LoopgateError) || !KEPT.has(error.code)) return;
    const [me, isThere] = await Promise.all([reading.responder(account), exists(ref)]);
    if (me && isThere) await stories.refused(ref, me.id, { channel: "inbox", code: error.code });
  }

  return (app) => {
    app.post("/api/inbox/requests/:ref/challenge", async (context) => {
      const account = await callers.account(context.req.raw, responder);
      const asked = await readBody(context.req.raw, InboxChallengeRequest);
      const request = await gate.elapse(await reading.find(account.tenantId, context.req.param("ref")));
      if (request.state.status !== "pending") throw ended(request, texts);
      const asksFor = await proofs.challenge(account, statementOf(request, asked));
      return context.json({
        nonce: asksFor.nonce,
        challenge: asksFor.challenge,
        rp_id: asksFor.rp_id,
        credential_ids: asksFor.allow_credentials.map(({ id }) => id),
        expires_at: timeText(clock.now() + CHALLENGE_MS),
      } satisfies InboxChallenge);
    });

    app.post("/api/inbox/requests/:ref/answer", async (context) => {
      const account = await callers.account(context.req.raw, responder);
      const answer = await readBody(context.req.raw, InboxAnswer);
      const ref = await reading.find(account.tenantId, context.req.param("ref"));
      const request = await vote(context.req.raw, account, ref, answer).catch(async (error: unknown) => {
        keepRefusal(account, ref, error).catch(failed);
        throw error instanceof LoopgateError && error.code === "request_ended"
          ? ended(await gate.elapse(ref), texts)
          : error;
      });
      crashpoint("after-vote-before-reply");
      return context.json((await reading.card(account, request)) satisfies InboxCard);
    });

    app.post("/api/inbox/requests/:ref/note", async (context) => {
      const account = await callers.account(context.req.raw, responder);
      const { text } = await readBody(context.req.raw, InboxNote);
      const ref = await reading.find(account.tenantId, context.req.param("ref"));
      const request = await gate.note(ref, voterOf(account), text);
      return context.json((await reading.card(account, request)) satisfies InboxCard);
    });
  };
}

/** What of a refusal belongs to the request's story: that somebody was not believed, or not strong enough. */
const KEPT: ReadonlySet<string> = new Set(["proof_wrong", "assurance_too_low", "not_a_responder"]);

function statementOf(
  { id }: Ref,
  { shown_digest, reply }: Pick<InboxAnswer, "shown_digest" | "reply">,
): DecisionStatement {
  return { kind: "decision", request_id: id, shown_digest, reply };
}

/** The refusal of a late answer says what became of the request, and by whom. */
function ended(request: HumanRequest, { card }: Pick<Texts, "card">): LoopgateError {
  const { state } = request;
  const name = deciderOf(request);
  const what =
    state.status === "completed"
      ? card.decided(state.decision.answer.outcome, name === undefined ? [] : [name])
      : state.status === "timeout"
        ? card.timedOut
        : card.canceled;
  return new LoopgateError("request_ended", `${what}. Your answer was not recorded.`);
}

/** The gate's reply has no `reason: undefined`; the contract's may. */
function plain(reply: InboxAnswer["reply"]): Reply {
  if (reply.kind !== "reject") return reply;
  return { kind: "reject", ...(reply.reason !== undefined && { reason: reply.reason }) };
}
