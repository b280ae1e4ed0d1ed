import type { CreateRequest } from "@loopgate/contract";
import type { Database } from "../db/db.ts";
import { systemClock } from "../kit/clock.ts";
import { systemIds } from "../kit/ids.ts";
import { tokenHash } from "../kit/secrets.ts";
import { createDeliveries } from "../store/deliveries.ts";
import { createSessions } from "../store/sessions.ts";
import { createStore } from "../store/store.ts";
import { createAsking, type Asker, type AskingSettings } from "./asking.ts";
import type { Delivery } from "./delivery.ts";
import { faceDigest, faceOf } from "./face.ts";
import { createGate, type Gate } from "./gate.ts";
import type { People, Responder, Voter } from "./ports.ts";
import type { HumanRequest, ReplyKind, ResponderId, TenantId } from "./request.ts";

export const tenantId = "local" as TenantId;
export const agent: Asker = { tenantId, actor: { kind: "agent", clientId: "bot" }, verified: false };

/** The gate over a real store, and a hundred people who are linked: p0, p1, … */
export function openHouse(db: Database, settings: Partial<AskingSettings> = {}) {
  const clock = systemClock;
  const ids = systemIds(clock);
  const store = createStore({ db, ids });
  const deliveries = createDeliveries({ db, ids, clock });
  const sessions = createSessions({ db, ids, clock });
  const responders: readonly Responder[] = Array.from({ length: 100 }, (_, at) => ({
    id: `p${at}` as ResponderId,
    name: `Person ${at}`,
  }));
  const people: People = {
    find: (_, { identity }) => Promise.resolve(responders.find(({ id }) => id === identity.subject)),
    roster: () => Promise.resolve({ responders, strongest: "chat" }),
    answerable: () => Promise.resolve(true),
  };
  const gate = createGate({ store, deliveries, people });
  const asking = createAsking({
    gate,
    store,
    requests: store,
    sessions,
    people,
    ids,
    secrets: { make: (id) => ({ secret: `secret of ${id}`, sealed: `sealed for ${id}` }) },
    settings: {
      defaultRisk: "medium",
      requestTimeoutMs: 60_000,
      mostPending: 100,
      terminalAnswers: "fallback",
      makesSessions: true,
      ...settings,
    },
  });
  const ask = async (input: Partial<CreateRequest> = {}, key?: { key: string; derived: boolean }) =>
    asking.ask(agent, { session_id: "main", client_id: "bot", message: "Deploy?", ...input }, key);
  return { db, ids, store, deliveries, sessions, people, gate, asking, ask };
}

export function person(at: number): Voter {
  const subject = `p${at}`;
  return {
    identity: { channel: "telegram", subject, name: "" },
    address: { channel: "telegram", place: subject },
    assurance: "chat",
  };
}

/** What somebody saw who fetched the whole face. */
export function seen(request: HumanRequest): { readonly digest: ReturnType<typeof faceDigest> } {
  return { digest: faceDigest(faceOf(request)) };
}

export function approve(gate: Gate, request: HumanRequest, at = 0): Promise<HumanRequest> {
  return gate.vote(request, person(at), { kind: "approve" }, seen(request));
}

/** A copy that was sent with the whole face and these offers. */
export async function sentCopy(
  { deliveries }: ReturnType<typeof openHouse>,
  request: HumanRequest,
  offers: readonly ReplyKind[],
): Promise<Delivery> {
  const [queued] = await deliveries.of(request);
  if (!queued) throw new Error("the request has no delivery");
  const face = faceOf(request);
  const card = { face: JSON.parse(JSON.stringify(face)), shown: faceDigest(face), offers };
  await deliveries.prepare(queued, card, tokenHash(queued.id));
  await deliveries.record(queued, { kind: "sent", receipt: "1" }, request.version, card);
  return queued;
}

/** The codes with which calls were refused; undefined for those that were not. */
export async function refusals(calls: readonly Promise<unknown>[]): Promise<readonly (string | undefined)[]> {
  const ends = await Promise.allSettled(calls);
  return ends.map((end) => (end.status === "rejected" ? String((end.reason as { code?: string }).code) : undefined));
}
