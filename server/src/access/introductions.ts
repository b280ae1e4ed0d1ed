import { actionDigest, digestOf } from "../gate/digest.ts";
import type { Gate } from "../gate/gate.ts";
import { freezePolicy } from "../gate/policy.ts";
import type { Deliveries, People, Store } from "../gate/ports.ts";
import {
  OWN_NAME,
  type Address,
  type Definition,
  type HumanRequest,
  type Ref,
  type RequestId,
  type TenantId,
} from "../gate/request.ts";
import type { Ids } from "../kit/ids.ts";
import type { Log } from "../kit/log.ts";
import { LOCAL_TENANT } from "./authenticate.ts";
import type { Linking } from "./linking.ts";
import { isPrivate } from "./people.ts";

const DAY_MS = 86_400_000;
/** So many people may wait for the owner's word at once: no agent fills his chat with strangers. */
const MOST_STRANGERS = 20;

/** What the people concerned are told. */
export type Announcements = {
  /** False: nobody can ever be told there, so the number is wrong. */
  pinned(address: Address): Promise<boolean>;
  linked(address: Address): Promise<unknown>;
};

export type Introductions = {
  /** New private chats: the first of a fresh local gate is pinned as the owner's; for any other the owner is asked. */
  introduce(
    tenantId: TenantId,
    addresses: readonly Address[],
    by: { readonly sessionId: string; readonly clientId: string },
  ): Promise<void>;
  /** Carries out what the owner answered. Safe to repeat. */
  settle(ref: Ref): Promise<void>;
};

export function createIntroductions(parts: {
  readonly gate: Pick<Gate, "create">;
  readonly store: Pick<Store, "find" | "now">;
  readonly people: Pick<People, "roster">;
  readonly linking: Linking;
  readonly deliveries: Pick<Deliveries, "showAgain">;
  readonly announce: Announcements;
  readonly ids: Pick<Ids, "id" | "code">;
  readonly log: Log;
  /** Whether a channel is set up: who cannot be reached there is neither pinned nor asked about. */
  readonly reaches: (channel: string) => boolean;
  /** Only a gate that trusts its own machine pins whom it sees first, and only in that machine's tenant. */
  readonly pins: boolean;
}): Introductions {
  const { gate, store, people, linking, deliveries, announce, ids, log, reaches, pins } = parts;

  async function introduce(
    tenantId: TenantId,
    addresses: readonly Address[],
    by: { readonly sessionId: string; readonly clientId: string },
  ): Promise<void> {
    for (const address of addresses.filter((each) => isPrivate(each) && reaches(each.channel))) {
      const identity = identityOf(address);
      if (await linking.isLinked(tenantId, identity)) continue;
      if (pins && tenantId === LOCAL_TENANT && (await linking.pin(tenantId, identity))) {
        await keepPin(tenantId, address);
      } else await askOwner(tenantId, address, by);
    }
  }

  /** A number behind which nobody is must not stay the owner's: nobody could answer then. */
  async function keepPin(tenantId: TenantId, address: Address): Promise<void> {
    const where = { channel: address.channel, address: address.place };
    if (await announce.pinned(address))
      return log.info("The first private chat that was registered is pinned as the owner's.", where);
    await linking.unpin(tenantId, identityOf(address));
    log.warn("Nobody can be reached at the first registered chat, so it was not pinned as the owner's.", where);
  }

  async function askOwner(
    tenantId: TenantId,
    address: Address,
    by: { readonly sessionId: string; readonly clientId: string },
  ): Promise<void> {
    const owner = await linking.owner(tenantId);
    if (!owner) return;
    const identities = await linking.identitiesOf(tenantId, owner);
    const show = identities
      .filter(({ channel }) => channel === address.channel)
      .map(({ channel, subject }) => ({ channel, place: subject }));
    const definition = question(address, by, ids.code());
    const { strongest } = await people.roster(tenantId);
    const day = Math.floor((await store.now()) / DAY_MS);
    await gate.create({
      tenantId,
      id: ids.id() as RequestId,
      definition,
      policy: freezePolicy({
        definition,
        route: show,
        addresses: [],
        responders: [{ id: owner, name: "owner" }],
        strongest,
        terminalAnswers: "fallback",
      }),
      timeoutMs: DAY_MS,
      show,
      by: { kind: "clock" },
      keyed: {
        idempotencyKey: `link ${address.channel} ${address.place} ${day}`,
        derived: false,
        inputDigest: digestOf({ ...address }),
        mostPending: MOST_STRANGERS,
        // No agent keeps the owner from being asked.
        mostInTenant: Number.MAX_SAFE_INTEGER,
      },
    });
  }

  async function settle(ref: Ref): Promise<void> {
    const request = (await store.find(ref))?.request;
    const address = request && approvedAddress(request);
    if (!address) return;
    const isNew = await linking.confirm(ref.tenantId, identityOf(address));
    await deliveries.showAgain(ref.tenantId, address);
    if (isNew) await announce.linked(address);
  }

  return { introduce, settle };
}

function identityOf({ channel, place }: Address): { readonly channel: string; readonly subject: string } {
  return { channel, subject: place };
}

function question(
  address: Address,
  by: { readonly sessionId: string; readonly clientId: string },
  code: string,
): Omit<Definition, "route"> {
  const action = { name: "loopgate.link_responder", arguments: { channel: address.channel, person: address.place } };
  return {
    question: { type: "confirmation" },
    message: `The session "${by.sessionId}" of "${by.clientId}" asks to show its requests to ${address.channel} ${address.place}. If you approve, that person may answer every request that is shown to him.`,
    action,
    actionDigest: actionDigest(action),
    allowed: ["approve", "reject"],
    risk: "high",
    code,
    sessionId: OWN_NAME,
    clientId: OWN_NAME,
    clientVerified: true,
    purpose: "link_responder",
  };
}

/** Whom an approved question of ours links. */
function approvedAddress({ definition, state }: HumanRequest): Address | undefined {
  const approved = state.status === "completed" && state.decision.answer.outcome === "approve";
  const { channel, person } = definition.action?.arguments ?? {};
  if (!approved || definition.purpose !== "link_responder" || typeof channel !== "string" || typeof person !== "string")
    return undefined;
  return { channel, place: person };
}
