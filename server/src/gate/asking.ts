import { LoopgateError, type CreateRequest, type Json, type Risk } from "@loopgate/contract";
import { defineRequest } from "./definition.ts";
import { digestOf } from "./digest.ts";
import type { Gate } from "./gate.ts";
import { freezePolicy, type TerminalAnswers } from "./policy.ts";
import type { People, Requests, Responder, Roster, Session, Sessions, Store } from "./ports.ts";
import type { Address, Definition, Digest, HumanRequest, Millis, RequestId, TenantId } from "./request.ts";
import type { Actor, Keyed } from "./transition.ts";

/** Who asks, as the door that let him in knows him. */
export type Asker = {
  readonly tenantId: TenantId;
  readonly actor: Extract<Actor, { kind: "agent" }>;
  /** True where a credential vouches for the client's name. */
  readonly verified: boolean;
};

export type Asked = {
  readonly request: HumanRequest;
  /** Signs the callback; present only for the call that made the request. */
  readonly callbackSecret?: string;
};

/** `derived`: a door made the key from the request's content, so an answered request is not found by it again. */
export type AskKey = { readonly key: string; readonly derived: boolean };

export type Asking = { ask(asker: Asker, input: CreateRequest, key?: AskKey): Promise<Asked> };

export type AskingSettings = {
  readonly defaultRisk: Risk;
  readonly requestTimeoutMs: Millis;
  readonly mostPending: number;
  readonly terminalAnswers: TerminalAnswers;
  /** Whether a session is made by its first use: only where every caller is known to be on this machine. */
  readonly makesSessions: boolean;
};

/** Makes a callback's signing secret, and seals it for the database. */
export type CallbackSecrets = { make(requestId: RequestId): { readonly secret: string; readonly sealed: string } };

/** Of an input that no key names. */
const NO_DIGEST = "" as Digest;

/** A code is six letters; the chance that eight in a row are taken is nothing. */
const MOST_CODES = 8;

/** The way in for every agent's door: settles what is asked, of whom, and makes the request, once for each key. */
export function createAsking(parts: {
  readonly gate: Pick<Gate, "create">;
  readonly store: Pick<Store, "find" | "findByKey">;
  readonly requests: Pick<Requests, "count">;
  readonly sessions: Pick<Sessions, "find" | "ensure">;
  readonly people: Pick<People, "roster">;
  readonly ids: { id(): string; code(): string };
  readonly secrets: CallbackSecrets;
  readonly settings: AskingSettings;
}): Asking {
  const { gate, store, requests, sessions, people, ids, secrets, settings } = parts;

  async function ask(asker: Asker, input: CreateRequest, key?: AskKey): Promise<Asked> {
    const { idempotency_key: _, ...body } = input;
    // Only a key asks for it: without one nobody compares.
    const inputDigest = key ? digestOf(body as Json) : NO_DIGEST;
    const known = key && (await recall(asker, input.client_id, key, inputDigest));
    if (known) return { request: known };
    const definition = defineRequest(input, { risk: settings.defaultRisk });
    const [session, roster] = await Promise.all([sessionOf(asker, input), people.roster(asker.tenantId)]);
    const keyed = {
      ...(key && { idempotencyKey: key.key }),
      derived: key?.derived ?? false,
      inputDigest,
      mostPending: settings.mostPending,
    };
    return make({ asker, input, definition, session, roster, keyed });
  }

  async function make(plan: Plan): Promise<Asked> {
    const { asker, input, keyed } = plan;
    for (let turn = 0; turn < MOST_CODES; turn++) {
      const id = ids.id() as RequestId;
      const callback = input.callback_url === undefined ? undefined : { url: input.callback_url, ...secrets.make(id) };
      const definition: Omit<Definition, "route"> = {
        ...plan.definition,
        code: ids.code(),
        clientVerified: asker.verified,
        ...(callback && { callback: { url: callback.url, sealedSecret: callback.sealed } }),
      };
      const request = await gate.create({
        tenantId: asker.tenantId,
        id,
        definition,
        policy: freezePolicy({
          definition,
          route: plan.session.addresses,
          ...seatsFor(plan),
          strongest: plan.roster.strongest,
          terminalAnswers: settings.terminalAnswers,
        }),
        timeoutMs: input.timeout_seconds === undefined ? settings.requestTimeoutMs : input.timeout_seconds * 1000,
        show: plan.session.addresses,
        by: asker.actor,
        keyed,
        ...(plan.roster.at !== undefined && { now: plan.roster.at }),
      });
      if (request) return { request, ...(callback && { callbackSecret: callback.secret }) };
      const earlier = await explain(plan);
      if (earlier) return { request: earlier };
    }
    throw new LoopgateError("overloaded", "No free code was found for the request. Nothing was changed; try again.");
  }

  /** Why nothing was made: somebody used the key first, or the client has too much pending; undefined: the code was taken. */
  async function explain({ asker, input, keyed }: Plan): Promise<HumanRequest | undefined> {
    const key = keyed.idempotencyKey;
    const earlier =
      key === undefined
        ? undefined
        : await recall(asker, input.client_id, { key, derived: keyed.derived }, keyed.inputDigest);
    if (earlier) return earlier;
    const pending = await requests.count(asker.tenantId, { status: "pending", clientId: input.client_id });
    if (pending >= keyed.mostPending)
      throw new LoopgateError(
        "too_many_pending",
        `The client has ${pending} pending requests, the most that are allowed (MAX_CONCURRENT_REQUESTS). Wait for an answer, or cancel one.`,
      );
    return undefined;
  }

  async function recall(
    asker: Asker,
    clientId: string,
    { key }: AskKey,
    inputDigest: Digest,
  ): Promise<HumanRequest | undefined> {
    const earlier = await store.findByKey(asker.tenantId, clientId, key);
    if (!earlier) return undefined;
    if (earlier.inputDigest !== inputDigest)
      throw new LoopgateError(
        "idempotency_conflict",
        "This idempotency key belongs to a request with another body. Send the same body, or take a new key.",
      );
    return (await store.find(earlier.ref))?.request;
  }

  async function sessionOf(
    { tenantId }: Asker,
    { session_id: id, client_id: clientId }: CreateRequest,
  ): Promise<Pick<Session, "addresses" | "responders">> {
    const known = await sessions.find(tenantId, id);
    const session = known ?? (settings.makesSessions ? await sessions.ensure({ tenantId, id, clientId }) : undefined);
    if (!session) throw new LoopgateError("session_not_found", `Register the session "${id}" before it asks.`);
    if (session.clientId !== clientId) throw taken(id);
    if (!session.active)
      throw new LoopgateError("session_inactive", `The session "${id}" was deactivated. Register it again to use it.`);
    return session;
  }

  return { ask };
}

type Plan = {
  readonly asker: Asker;
  readonly input: CreateRequest;
  readonly definition: Omit<Definition, "code" | "clientVerified" | "callback" | "route">;
  readonly session: Pick<Session, "addresses" | "responders">;
  readonly roster: Roster;
  readonly keyed: Keyed;
};

/** The session's named responders; without any, everybody linked and the people of its addresses. */
function seatsFor({ session, roster }: Plan): {
  readonly addresses: readonly Address[];
  readonly responders: readonly Responder[];
} {
  if (session.responders.length === 0) return { addresses: session.addresses, responders: roster.responders };
  const responders = roster.responders.filter(({ name }) => session.responders.includes(name));
  if (responders.length === 0)
    throw new LoopgateError(
      "responder_not_linked",
      "None of the responders that this session names is linked any longer. Register the session again.",
    );
  return { addresses: [], responders };
}

export function taken(id: string): LoopgateError {
  return new LoopgateError(
    "session_taken",
    `The session "${id}" belongs to another client. Choose another session_id.`,
  );
}
