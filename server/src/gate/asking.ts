import {
  LoopgateError,
  type Assurance,
  type CreateRequest,
  type Json,
  type Risk,
  type TenantSettings,
} from "@loopgate/contract";
import { defineRequest, raised } from "./definition.ts";
import { digestOf } from "./digest.ts";
import type { Gate } from "./gate.ts";
import { freezePolicy, type TerminalAnswers } from "./policy.ts";
import {
  GROUP_PREFIX,
  type Linked,
  type People,
  type Requests,
  type Responder,
  type Roster,
  type Sessions,
  type Store,
} from "./ports.ts";
import type { Address, Definition, Digest, HumanRequest, Millis, RequestId, ResponderId, TenantId } from "./request.ts";
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

/** So many clients may be at their limit before the tenant is. */
const CLIENTS_IN_TENANT = 10;

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
  /** What the tenant's owner demands; asked with every creation, so that a change counts from the next one on. */
  readonly demands?: (tenantId: TenantId) => Promise<TenantSettings>;
  readonly linked?: Linked;
}): Asking {
  const { gate, store, requests, sessions, people, ids, secrets, settings, demands, linked } = parts;

  async function ask(asker: Asker, input: CreateRequest, key?: AskKey): Promise<Asked> {
    const { idempotency_key: _, ...body } = input;
    // Only a key asks for it: without one nobody compares.
    const inputDigest = key ? digestOf(body as Json) : NO_DIGEST;
    const known = key && (await recall(asker, input.client_id, key, inputDigest));
    if (known) return { request: known };
    const defined = defineRequest(input, { risk: settings.defaultRisk });
    const [session, roster, demanded] = await Promise.all([
      sessionOf(asker, input),
      people.roster(asker.tenantId),
      demands?.(asker.tenantId),
    ]);
    const definition = { ...defined, risk: raised(floorOf(input, demanded) ?? settings.defaultRisk, input.risk) };
    const keyed = {
      ...(key && { idempotencyKey: key.key }),
      derived: key?.derived ?? false,
      inputDigest,
      ...(asker.actor.keyId !== undefined && { keyId: asker.actor.keyId }),
      mostPending: settings.mostPending,
      mostInTenant: settings.mostPending * CLIENTS_IN_TENANT,
    };
    return make({ asker, input, definition, session, roster, keyed, demanded: demanded?.assurance[definition.risk] });
  }

  async function make(plan: Plan): Promise<Asked> {
    const { asker, input, keyed } = plan;
    const seats = seatsFor(plan);
    for (let turn = 0; turn < MOST_CODES; turn++) {
      const id = ids.id() as RequestId;
      const callback = input.callback_url === undefined ? undefined : { url: input.callback_url, ...secrets.make(id) };
      const definition: Omit<Definition, "route"> = {
        ...plan.definition,
        code: ids.code(),
        clientVerified: asker.verified,
        ...(callback && { callback: { url: callback.url } }),
      };
      const kept = callback && {
        sealedSecret: callback.sealed,
        ...(input.callback_body !== undefined && { body: input.callback_body }),
      };
      const request = await gate.create({
        tenantId: asker.tenantId,
        id,
        definition,
        policy: freezePolicy({
          definition,
          route: plan.session.addresses,
          ...seats,
          strongest: plan.roster.strongest,
          terminalAnswers: settings.terminalAnswers,
          demanded: plan.demanded,
        }),
        timeoutMs: input.timeout_seconds === undefined ? settings.requestTimeoutMs : input.timeout_seconds * 1000,
        show: [...plan.session.addresses, ...noticesFor(plan, seats.responders)],
        by: asker.actor,
        keyed: kept ? { ...keyed, callback: kept } : keyed,
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
    const limits = [
      { whose: "client", most: keyed.mostPending, filter: { clientId: input.client_id } },
      ...(keyed.keyId === undefined
        ? []
        : [{ whose: "API key", most: keyed.mostPending, filter: { keyId: keyed.keyId } }]),
      { whose: "tenant", most: keyed.mostInTenant, filter: {} },
    ];
    for (const { whose, most, filter } of limits)
      if ((await requests.count(asker.tenantId, { status: "pending", ...filter })) >= most)
        throw new LoopgateError(
          "too_many_pending",
          `The ${whose} has ${most} pending requests, the most that are allowed (MAX_CONCURRENT_REQUESTS). Wait for an answer, or cancel one.`,
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
  ): Promise<Route> {
    const known = await sessions.find(tenantId, id);
    const session = known ?? (settings.makesSessions ? await sessions.ensure({ tenantId, id, clientId }) : undefined);
    if (!session) throw new LoopgateError("session_not_found", `Register the session "${id}" before it asks.`);
    if (session.clientId !== clientId) throw taken(id);
    if (!session.active)
      throw new LoopgateError("session_inactive", `The session "${id}" was deactivated. Register it again to use it.`);
    const [addresses, responders] = await Promise.all([
      stillLinked(tenantId, session.addresses),
      peopleOf(tenantId, session.responders),
    ]);
    return { addresses, responders };
  }

  /** Who was unlinked since the session was registered is shown nothing any more. */
  async function stillLinked(tenantId: TenantId, addresses: readonly Address[]): Promise<readonly Address[]> {
    const isLinked = linked?.isLinked;
    if (!isLinked || addresses.length === 0) return addresses;
    const links = await Promise.all(addresses.map((address) => isLinked(tenantId, address)));
    const left = addresses.filter((_, at) => links[at]);
    if (left.length > 0) return left;
    throw new LoopgateError(
      "responder_not_linked",
      "Nobody and no chat that this session names is linked any longer. Register the session again.",
    );
  }

  /** The groups among the names are who is in them now. */
  async function peopleOf(tenantId: TenantId, names: readonly string[]): Promise<Named> {
    const single = names.filter((name) => !name.startsWith(GROUP_PREFIX));
    if (!linked || single.length === names.length) return { all: names, single, inGroups: [] };
    const groups = await linked.groups(tenantId);
    const inGroups = names.flatMap((name) => groups.get(name.slice(GROUP_PREFIX.length)) ?? []);
    return { all: names, single, inGroups };
  }

  return { ask };
}

/** The responders whom a session names: by their own names, and the people of its groups. */
type Named = {
  readonly all: readonly string[];
  readonly single: readonly string[];
  readonly inGroups: readonly ResponderId[];
};
type Route = { readonly addresses: readonly Address[]; readonly responders: Named };

type Plan = {
  readonly asker: Asker;
  readonly input: CreateRequest;
  readonly definition: Omit<Definition, "code" | "clientVerified" | "callback" | "route">;
  readonly session: Route;
  readonly roster: Roster;
  readonly keyed: Keyed;
  readonly demanded: Assurance | undefined;
};

/** What the owner says of an action of this name, else of every request. */
function floorOf({ action }: CreateRequest, demanded: TenantSettings | undefined): Risk | undefined {
  const { default_risk: usual, risk_by_action: byAction = {} } = demanded ?? {};
  const named = action && Object.hasOwn(byAction, action.name) ? byAction[action.name] : undefined;
  return named ?? usual ?? undefined;
}

/** The session's named responders; without any, everybody linked and the people of its addresses. */
function seatsFor({ session, roster }: Plan): {
  readonly addresses: readonly Address[];
  readonly responders: readonly Responder[];
} {
  const { all, single, inGroups } = session.responders;
  if (all.length === 0) return { addresses: session.addresses, responders: roster.responders };
  const responders = roster.responders.filter(({ name, id }) => single.includes(name) || inGroups.includes(id));
  if (responders.length === 0)
    throw new LoopgateError(
      "responder_not_linked",
      "None of the responders that this session names is linked any longer. Register the session again.",
    );
  return { addresses: [], responders };
}

/** Where those who are asked are told of it besides. It is no route: nobody is asked there, and nothing can be answered. */
function noticesFor({ roster: { notices = [] } }: Plan, asked: readonly Responder[]): readonly Address[] {
  const ids = new Set(asked.map(({ id }) => id));
  return notices.filter(({ id }) => ids.has(id)).map(({ address }) => address);
}

export function taken(id: string): LoopgateError {
  return new LoopgateError(
    "session_taken",
    `The session "${id}" belongs to another client. Choose another session_id.`,
  );
}
