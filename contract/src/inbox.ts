import { z } from "zod";
import { Role } from "./accounts.ts";
import { Reply } from "./decisions.ts";
import { Face } from "./face.ts";
import { DecisionProof } from "./factors.ts";
import { AnyObject, Digest, Id, Name, Time } from "./ids.ts";
import { PollAnswer } from "./requests.ts";
import { Assurance, Outcome, RequestType, Risk, Status } from "./words.ts";

/** What the inbox lists. `due`: what ends next comes first; `newest`: what was asked last. */
export const InboxQuery = z.strictObject({
  status: z.enum(["pending", "completed", "timeout", "canceled", "ended", "all"]).optional().meta({
    description: "`pending` where it is left out; `ended` is every other",
  }),
  search: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: "In the message, the action's name, the client and the code" }),
  risk: Risk.optional(),
  request_type: RequestType.optional(),
  client_id: Name.optional(),
  session_id: Name.optional(),
  outcome: Outcome.optional(),
  order: z.enum(["due", "newest"]).optional().meta({ description: "`due` of what is pending, else `newest`" }),
  limit: z.coerce.number().int().min(1).max(200).optional(),
  cursor: z.string().min(1).max(200).optional(),
});
export type InboxQuery = z.infer<typeof InboxQuery>;

/** One line of the list. Its texts have their hidden characters written out, and are cut. */
export const InboxRow = z
  .object({
    request_id: Id,
    code: z.string(),
    version: z.int(),
    status: Status,
    request_type: RequestType,
    risk: Risk,
    client_id: z.string(),
    session_id: z.string(),
    action: z.string().nullable().meta({ description: "The name of what will run, as the gate writes it" }),
    summary: z.string().meta({
      description: "The action with its first arguments, by the gate; without an action the agent's words",
    }),
    by_agent: z.boolean().meta({ description: "Whether `summary` is the agent's own words" }),
    created_at: Time,
    expires_at: Time,
    ended_at: Time.nullable(),
    outcome: Outcome.nullable(),
    decided_by: z.string().nullable(),
    votes: z.object({ given: z.int(), needed: z.int() }),
    mine: z.boolean().meta({ description: "Whether the caller is asked" }),
  })
  .meta({ id: "InboxRow" });
export type InboxRow = z.infer<typeof InboxRow>;

export const InboxList = z
  .object({
    requests: z.array(InboxRow),
    count: z.int().meta({
      description:
        "How many there are in all, on every page; 10,000 where there are more. A search looks at the 10,000 that come first",
    }),
    next_cursor: z.string().nullable(),
    now: Time.meta({ description: "The server's clock, for countdowns" }),
  })
  .meta({ id: "InboxList" });
export type InboxList = z.infer<typeof InboxList>;

export const InboxCount = z.object({ count: z.int(), now: Time }).meta({ id: "InboxCount" });
export type InboxCount = z.infer<typeof InboxCount>;

/** One entry of a request's own story, oldest first. */
export const TimelineEntry = z
  .object({
    at: Time,
    kind: z.enum([
      "created",
      "shown",
      "not_shown",
      "seen",
      "voted",
      "refused",
      "decided",
      "noted",
      "timeout",
      "canceled",
      "fetched",
      "called_back",
      "call_back_failed",
    ]),
    who: z.string().nullable().meta({ description: "The person or the agent, by name" }),
    channel: z.string().nullable(),
    detail: z.string().nullable().meta({ description: "An outcome, or why something failed" }),
  })
  .meta({ id: "TimelineEntry" });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** A request as its responder sees it in the inbox: the whole face, and what it takes to answer. */
export const InboxCard = z
  .object({
    request_id: Id,
    code: z.string(),
    version: z.int(),
    shown_digest: Digest,
    offers: z.array(z.enum(["approve", "edit", "reject", "pick", "text", "form"])).meta({
      description: "Kinds of reply that the gate will take from the caller; none where he is not asked or it has ended",
    }),
    bar: z.enum(["not_asked", "viewer", "passkey"]).nullable().meta({
      description: "Why not every answer is offered. `passkey`: the caller must add one first",
    }),
    needs: Assurance.meta({ description: "What an answer other than a reject needs at least" }),
    confirm: z.enum(["press", "hold", "passkey"]).meta({ description: "How the page asks for a yes" }),
    face: Face,
    request: PollAnswer,
    arguments: AnyObject.nullable().meta({ description: "The action's arguments as data, for whoever edits them" }),
    arguments_schema: AnyObject.nullable(),
    canonical: z.string().nullable().meta({
      description: "The action {arguments, name} as the canonical JSON that its digest covers, nothing written out",
    }),
    suggestions: z.array(z.string()).meta({ description: "Short answers that the agent proposes to an `input`" }),
    reason: z.string().nullable().meta({ description: "Why it was canceled" }),
    created_at: Time,
    expires_at: Time,
    ended_at: Time.nullable(),
    now: Time,
    responders: z.array(
      z.object({ name: z.string(), you: z.boolean(), voted: Outcome.nullable(), voted_at: Time.nullable() }),
    ),
    votes: z.object({ given: z.int(), needed: z.int() }),
    note_until: Time.nullable().meta({ description: "Until when the caller may add why he said no" }),
    past: z
      .object({
        days: z.int(),
        approved: z.int(),
        rejected: z.int(),
        other: z.int(),
        last_at: Time.nullable(),
      })
      .nullable()
      .meta({ description: "What became of this client's earlier requests for the same action" }),
    timeline: z.array(TimelineEntry),
  })
  .meta({ id: "InboxCard" });
export type InboxCard = z.infer<typeof InboxCard>;

/** A cookie alone never decides: the answer comes with a proof. */
export const InboxAnswer = z
  .strictObject({ shown_digest: Digest, reply: Reply, proof: DecisionProof })
  .meta({ id: "InboxAnswer" });
export type InboxAnswer = z.infer<typeof InboxAnswer>;

export const InboxChallengeRequest = z
  .strictObject({ shown_digest: Digest, reply: Reply })
  .meta({ id: "InboxChallengeRequest" });

/** What a passkey has to sign for one answer. */
export const InboxChallenge = z
  .object({
    nonce: z.string(),
    challenge: z.string().meta({ description: "Base64url of SHA-256 over the canonical {...statement, nonce}" }),
    rp_id: z.string(),
    credential_ids: z.array(z.string()),
    expires_at: Time,
  })
  .meta({ id: "InboxChallenge" });
export type InboxChallenge = z.infer<typeof InboxChallenge>;

export const InboxNote = z.strictObject({ text: z.string().min(1).max(2000) }).meta({ id: "InboxNote" });

export const InboxSeen = z.object({ message: z.literal("Seen") }).meta({ id: "InboxSeen" });

/** Whatever the first paint needs, in one answer. */
export const InboxStart = z
  .object({
    user_id: Id,
    username: z.string(),
    tenant: z.object({ id: z.string(), name: z.string(), role: Role }),
    tenants: z.array(z.object({ id: z.string(), name: z.string(), role: Role })),
    can_answer: z.boolean(),
    browser_key: z.boolean().meta({ description: "Whether this sign-in is bound to a key of the browser" }),
    passkeys: z.int(),
    passkeys_possible: z
      .boolean()
      .meta({ description: "False where the address has no name that a passkey can be bound to" }),
    telegram: z.object({ bot: z.string().nullable(), linked: z.boolean() }).nullable(),
    push_key: z.string().nullable().meta({ description: "VAPID public key, base64url" }),
    public_url: z.string().nullable(),
    mode: z.enum(["local", "served"]),
    pending: z.int(),
    version: z.string(),
    now: Time,
  })
  .meta({ id: "InboxStart" });
export type InboxStart = z.infer<typeof InboxStart>;

/** Where a stream begins: EventSource sends `Last-Event-ID` by itself, but not when a page opens it anew. */
export const InboxEventsQuery = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,15}$/, "must be the id of an event of an earlier stream")
    .optional()
    .meta({ description: "Tells what has changed since this id; the header Last-Event-ID goes before it" }),
  tenant: z
    .string()
    .max(200)
    .regex(/^[!-~]+$/, "must be the id of a tenant")
    .optional()
    .meta({ description: "The same as the header X-Loopgate-Tenant, which EventSource cannot send" }),
});

/**
 * What the stream at /api/inbox/events tells: what to look at again, nothing more. The event `reload` (without data) instead says
 * that so much has changed since `Last-Event-ID` that everything is to be looked at again.
 */
export const InboxChange = z
  .object({ request_id: Id, version: z.int(), status: Status, pending: z.int() })
  .meta({ id: "InboxChange" });
export type InboxChange = z.infer<typeof InboxChange>;

export const InboxSessionsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).optional(),
  cursor: z.string().min(1).max(1000).optional(),
});

export const InboxSession = z
  .object({
    session_id: z.string(),
    client_id: z.string(),
    active: z.boolean(),
    created_at: Time,
    addresses: z.array(z.object({ channel: z.string(), title: z.string().nullable() })),
    responders: z.array(z.string()),
    pending: z.int(),
    last_request_at: Time.nullable().meta({ description: "Null also where it is not among the newest 5,000 requests" }),
  })
  .meta({ id: "InboxSession" });
export type InboxSession = z.infer<typeof InboxSession>;
export const InboxSessionList = z
  .object({ sessions: z.array(InboxSession), next_cursor: z.string().nullable() })
  .meta({ id: "InboxSessionList" });
export type InboxSessionList = z.infer<typeof InboxSessionList>;

export const SampleKind = z.enum(["confirmation", "critical", "edit", "choice", "multiple", "input", "form"]);
export type SampleKind = z.infer<typeof SampleKind>;
export const SendSample = z.strictObject({ kind: SampleKind.optional() }).meta({ id: "SendSample" });
export const SampleSent = z.object({ request_id: Id }).meta({ id: "SampleSent" });

/** A browser's own push subscription (Push API, PushSubscriptionJSON). */
export const PushSubscribe = z
  .strictObject({
    endpoint: z.url({ protocol: /^https$/ }).max(2048),
    keys: z.strictObject({ p256dh: z.string().max(200), auth: z.string().max(100) }),
    expirationTime: z.number().nullable().optional(),
  })
  .meta({ id: "PushSubscribe" });
export type PushSubscribe = z.infer<typeof PushSubscribe>;
export const PushUnsubscribe = z.strictObject({ endpoint: z.string().max(2048) }).meta({ id: "PushUnsubscribe" });
export const PushChanged = z.object({ message: z.enum(["Subscribed", "Unsubscribed"]) }).meta({ id: "PushChanged" });

/** The owner's link, and an invitation's: the page sends the code of its fragment. */
export const ClaimOwner = z
  .strictObject({
    code: z.string().min(1).max(100),
    username: z.string().min(1).max(256),
    password: z.string().min(1).max(1024),
    browser_key: z.string().max(200).optional(),
  })
  .meta({ id: "ClaimOwner" });
