import { LoopgateError, type InboxCard } from "@loopgate/contract";
import type { AccountPrincipal } from "../../access/principal.ts";
import type { People, Requests, Responder, Voter } from "../../gate/ports.ts";
import type { HumanRequest, Ref, RequestId, TenantId } from "../../gate/request.ts";
import { cardOf, PAST_DAYS } from "./card.ts";
import type { Stories, ToldOf } from "./ports.ts";

const CODE = /^[a-z]{6}$/i;
const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY_MS = 86_400_000;

/** Requests as a person who is signed in reads them. */
export type Reading = {
  /** Which request an id or a code names; throws `request_not_found`. */
  find(tenantId: TenantId, ref: string): Promise<Ref>;
  card(account: AccountPrincipal, request: HumanRequest): Promise<InboxCard>;
  responder(account: AccountPrincipal): Promise<Responder | undefined>;
};

export function createReading(parts: {
  readonly requests: Pick<Requests, "byCode">;
  readonly people: Pick<People, "find" | "roster">;
  readonly stories: Pick<Stories, "of" | "past">;
  readonly toldOf: ToldOf;
  /** Whether the account has a passkey that works here. */
  readonly hasPasskey: (account: AccountPrincipal) => Promise<boolean>;
}): Reading {
  const { requests, people, stories, toldOf, hasPasskey } = parts;

  const responder: Reading["responder"] = (account) => people.find(account.tenantId, voterOf(account));

  return {
    responder,
    async find(tenantId, ref) {
      if (REQUEST_ID.test(ref)) return { tenantId, id: ref as RequestId };
      const known = CODE.test(ref) ? await requests.byCode(tenantId, ref.toLowerCase()) : undefined;
      if (!known) throw new LoopgateError("request_not_found", "There is no request with this code.");
      return known;
    },
    async card(account, request) {
      const { tenantId, createdAt } = request;
      const [me, roster, story, told, past, withPasskey] = await Promise.all([
        responder(account),
        people.roster(tenantId),
        stories.of(request),
        toldOf(request),
        request.definition.action ? stories.past(request, createdAt - PAST_DAYS * DAY_MS) : undefined,
        hasPasskey(account),
      ]);
      const viewer = {
        responderId: me?.id,
        mayAnswer: mayAnswer(account),
        hasPasskey: withPasskey,
      };
      return cardOf({ request, viewer, people: roster.responders, story: { ...story, told }, past });
    },
  };
}

/** The person as the gate takes his answers; `assurance` is what a proof has shown, and no more. */
export function voterOf(
  { accountId, username }: AccountPrincipal,
  assurance: Extract<Voter["assurance"], "session" | "passkey"> = "session",
): Voter {
  return {
    identity: { channel: "inbox", subject: accountId, name: username },
    address: { channel: "inbox", place: accountId },
    assurance,
  };
}

export function mayAnswer({ role }: Pick<AccountPrincipal, "role">): boolean {
  return role !== "viewer";
}
