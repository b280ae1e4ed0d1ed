import type { EventType, JsonObject, OwnerLink } from "@loopgate/contract";
import type { Database } from "../db/db.ts";
import type { Rows } from "../db/engine.ts";
import { forgetExpired, type Forget } from "../db/forget.ts";
import type { Linked } from "../gate/ports.ts";
import type { Address, TenantId } from "../gate/request.ts";
import type { Actor } from "../gate/transition.ts";
import type { Routes } from "../http/app.ts";
import { pageRoutes } from "../http/page.ts";
import { peerOf } from "../http/peer.ts";
import type { Outgoing } from "../http/outgoing.ts";
import type { Reach } from "../http/origin.ts";
import type { Clock } from "../kit/clock.ts";
import type { Ids } from "../kit/ids.ts";
import type { Log } from "../kit/log.ts";
import type { Secrets } from "../kit/secrets.ts";
import type { Texts } from "../texts/index.ts";
import { accountRoutes, type Registration } from "./account-routes.ts";
import { createAccounts } from "./accounts/accounts.ts";
import { createLogins } from "./accounts/better-auth.ts";
import { forgetOneTimeCodes, forgetSignIns } from "./accounts/forget-spent.ts";
import { createOneTimeCodes } from "./accounts/one-time-codes.ts";
import { passwordErrors } from "./accounts/password-rules.ts";
import { createPasswords } from "./accounts/passwords.ts";
import { createSignInTokens } from "./accounts/sign-in-tokens.ts";
import { createTenants, type Tenants } from "./accounts/tenants.ts";
import { createApiKeys } from "./api-keys/api-keys.ts";
import { createRevocations, type KeyRef } from "./api-keys/revocations.ts";
import { createAuthenticate } from "./authenticate.ts";
import { createPushSubscriptions, type PushSubscriptions } from "./browsers/push-subscriptions.ts";
import { createCallers, type Callers } from "./callers.ts";
import { eventRoutes, type ReadEvents } from "./event-routes.ts";
import { createNonces } from "./factors/nonces.ts";
import { createPasskeys } from "./factors/passkeys.ts";
import { createFactors } from "./factors/wiring.ts";
import { createFresh } from "./fresh.ts";
import { createInboxDesk, type InboxDesk } from "./inbox-desk.ts";
import { createInboxIdentities } from "./inbox-identities.ts";
import { callerAddress, createLimits } from "./limits.ts";
import { createLinking, type Linking } from "./linking.ts";
import type { Desk } from "./links/desk.ts";
import { createLinkage } from "./links/wiring.ts";
import { createInvitations } from "./members/invitations.ts";
import { joinRoutes } from "./members/join-routes.ts";
import { memberRoutes } from "./members/member-routes.ts";
import { createMembers } from "./members/members.ts";
import { createConnections } from "./oauth/connections.ts";
import { forgetConnections } from "./oauth/forget-connections.ts";
import { oauthRoutes } from "./oauth/oauth.ts";
import { createOwnership } from "./owner.ts";
import { ownerRoutes } from "./owner-routes.ts";
import { mcpChallenge, resourceMetadataRoutes, resourceOf } from "./resource-metadata.ts";
import { operatorRoutes } from "./routes.ts";
import { waysRoutes } from "./ways-routes.ts";

/** An event of any change, as rows for the write that makes it. */
type AnyFact = (fact: {
  readonly tenantId: string;
  readonly type: EventType;
  readonly subject: string;
  readonly actor: Actor;
  readonly data: JsonObject;
}) => Rows;

/** Who calls and who may answer. */
export type Access = {
  readonly callers: Callers;
  readonly linking: Linking;
  readonly tenants: Tenants;
  readonly desk: Desk;
  readonly inbox: InboxDesk;
  /** The browsers that are told who is waited for. */
  readonly browsers: PushSubscriptions;
  /** Whom sessions may name. */
  readonly linked: Linked;
  /** What a 401 of `/mcp` says. */
  readonly mcpChallenge: () => string;
  /** Where a call comes from, as limits count it. */
  readonly addressOf: (request: Request) => string;
  readonly routes: (operator: Pick<Parameters<typeof operatorRoutes>[0], "status" | "backup">) => readonly Routes[];
  /** The link that makes the owner; undefined but at the first start. */
  firstOwnerLink(): Promise<OwnerLink | undefined>;
  /** Gives every account its place among those who answer in the inbox, where an upgrade or a crash left one without. */
  seat(): Promise<void>;
  /** Turns away whoever waits by a key that works no more. */
  sweep(): Promise<void>;
  /** What can do nothing any more, by its word for the log; in this order. */
  readonly spent: Readonly<Record<string, Forget>>;
  close(): void;
};

/** The parts of this folder, wired. */
export function createAccess(parts: {
  readonly db: Database;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  readonly texts: Texts;
  readonly facts: AnyFact;
  readonly readEvents: ReadEvents;
  readonly secrets: Pick<Secrets, "key" | "keys" | "seal" | "open">;
  readonly isOperator: (credential: string) => boolean;
  readonly outgoing: Outgoing;
  readonly reach: Reach;
  /** Where people and agents reach this server. */
  readonly url: () => URL;
  readonly showAgain: (tenantId: TenantId, address: Address) => Promise<void>;
  readonly tell: (address: Address, words: string) => Promise<unknown>;
  /** The name of the Telegram bot, once it is known; null where there is none. */
  readonly bot: () => string | undefined | null;
  readonly settings: {
    readonly mode: "local" | "served";
    readonly auth: "auto" | "none" | "keys";
    readonly registration: Registration;
    readonly callsPerMinute: number;
    readonly dynamicClients: boolean;
  };
}): Access {
  const { db, ids, clock, log, texts, facts, secrets, reach, url, settings } = parts;
  const failed = (error: unknown) => log.warn("An API key could not be looked after.", { part: "access", error });
  // Loopgate speaks no TLS itself, so behind an https address there is a proxy; elsewhere the header is its sender's own word.
  const addressOf = (request: Request) =>
    callerAddress(peerOf(request), url().protocol === "https:" ? request.headers.get("x-forwarded-for") : null);
  const limits = createLimits({
    clock,
    callsPerMinute: settings.callsPerMinute,
    addressOf,
  });
  const passwords = createPasswords({ bytes: ids.bytes });
  const tenants = createTenants({ db, clock, facts });
  const passkeys = createPasskeys({
    db,
    ids,
    clock,
    facts,
    url,
    nonces: createNonces({ db, ids, clock, keys: secrets.keys("factor nonces") }),
  });
  const accounts = createAccounts({
    db,
    ids,
    clock,
    passwords,
    tenants,
    facts,
    seat: (accountId) => inbox.sync(accountId),
    failed: (error) => log.warn("A refused sign-in could not be kept.", { part: "access", error }),
    logins: createLogins({ db, ids, log, passwords, secrets: secrets.keys("sign-in cookies"), url }),
    tokens: createSignInTokens({ seeds: secrets.keys("sign-in tokens"), clock }),
  });
  const keys = createApiKeys({ db, ids, clock, facts, failed });
  const connections = createConnections({ db, ids, clock, facts, failed });
  const works = (ref: KeyRef) => (ref.of === "connection" ? connections : keys).works(ref);
  const revocations = createRevocations({ wakeups: db.wakeups, works, failed });
  const callers = createCallers({
    authenticate: createAuthenticate({
      keys,
      connections,
      accounts,
      tenants,
      isOperator: parts.isOperator,
      limits,
      url,
    }),
    works,
    revocations,
    reach,
    trustsKeyless: settings.auth === "none" || settings.mode === "local",
  });
  const newPassword = (username: string): string => {
    const password = ids.token();
    return passwordErrors(username, password).length === 0 ? password : newPassword(username);
  };
  const fresh = createFresh({ accounts, passkeys, limits, url });
  const linkage = createLinkage({ ...parts, accounts, tenants, fresh });
  const { responders } = linkage;
  const inbox = createInboxIdentities({ db, clock, accounts, responders });
  const seat = inbox.sync;
  const seating: Tenants = {
    ...tenants,
    async join(tenantId, name, member, by) {
      await tenants.join(tenantId, name, member, by);
      await seat(member.accountId);
    },
  };
  const factors = createFactors({ ...parts, accounts, tenants, limits, fresh, passkeys, inbox, responders });
  const ownership = createOwnership({
    codes: createOneTimeCodes({ db, ids, clock }),
    accounts,
    tenants: seating,
    url,
  });

  const browsers = createPushSubscriptions({ db, ids, clock, secrets });
  const invitations = createInvitations({ db, ids, clock, facts, accounts, url });

  return {
    callers,
    desk: linkage.desk,
    browsers,
    linked: {
      groups: linkage.groups.members,
      isLinked: settings.mode === "served" ? linkage.chats.isLinked : undefined,
    },
    linking: createLinking({ db, ids, clock, facts }),
    tenants,
    inbox: createInboxDesk({ ...parts, ...linkage, ...factors, tenants, passkeys }),
    mcpChallenge: () => mcpChallenge(url()),
    routes: (operator) => [
      accountRoutes({ callers, accounts, tenants, keys, limits, registration: settings.registration, now: clock.now }),
      waysRoutes({ tenants, registration: settings.registration, url }),
      ownerRoutes({ ownership, callers, limits }),
      linkage.routes(callers),
      ...factors.routes(callers),
      memberRoutes({
        callers,
        fresh,
        invitations,
        members: createMembers({ db, facts, tenants, keys, connections, responders, browsers, seat }),
      }),
      joinRoutes({
        callers,
        limits,
        accounts,
        tenants,
        invitations,
        seat,
        registration: settings.registration,
        joined: linkage.joined,
      }),
      eventRoutes({ callers, read: parts.readEvents }),
      pageRoutes(),
      resourceMetadataRoutes({ url }),
      ...oauthRoutes({
        db,
        ids,
        clock,
        outgoing: parts.outgoing,
        key: secrets.key("client registrations"),
        connections,
        callers,
        accounts,
        tenants,
        limits,
        url,
        resource: () => resourceOf(url()),
        texts: texts.consent,
        dynamicClients: settings.dynamicClients,
      }),
      operatorRoutes({
        ...operator,
        authenticate: callers.operator,
        accounts,
        tenants: seating,
        passkeys: { ...factors.changes, count: async (accountId) => (await passkeys.list(accountId)).length },
        ownerLink: ownership.link,
        newPassword,
      }),
    ],
    addressOf,
    seat: inbox.syncAll,
    firstOwnerLink: ownership.firstLink,
    sweep: revocations.sweep,
    spent: {
      "sign-ins": forgetSignIns({ db, clock }),
      "one-time codes": forgetOneTimeCodes(db),
      links: forgetExpired(db, { table: "links", key: "code_hash" }),
      invitations: forgetExpired(db, { table: "invitations", key: "code_hash" }),
      "OAuth tokens": forgetExpired(db, { table: "oauth_tokens", key: "token_hash" }),
      connections: forgetConnections(db),
    },
    close: revocations.close,
  };
}
