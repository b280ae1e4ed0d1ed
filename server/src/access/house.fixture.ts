import type { Database } from "../db/db.ts";
import type { Address, HumanRequest, TenantId } from "../gate/request.ts";
import { createGate } from "../gate/gate.ts";
import { faceDigest, faceOf } from "../gate/face.ts";
import { systemClock } from "../kit/clock.ts";
import { systemIds } from "../kit/ids.ts";
import { createLog } from "../kit/log.ts";
import { createDeliveries } from "../store/deliveries.ts";
import { eventRow } from "../store/event-rows.ts";
import { createStore } from "../store/store.ts";
import { createIntroductions } from "./introductions.ts";
import { createLinking } from "./linking.ts";
import { createPeople } from "./people.ts";

export const tenantId = "local" as TenantId;

/** Who is linked, and how they are introduced, over a real store; `told` is what people were told. */
export function openAccess(
  db: Database,
  {
    pins = true,
    channels = ["telegram"],
    dead = [],
  }: { pins?: boolean; channels?: readonly string[]; dead?: readonly string[] } = {},
) {
  const clock = systemClock;
  const ids = systemIds(clock);
  const store = createStore({ db, ids });
  const deliveries = createDeliveries({ db, ids, clock });
  const people = createPeople({ db });
  const linking = createLinking({
    db,
    ids,
    clock,
    facts: (fact) => ({
      into: "events",
      values: [eventRow({ ...fact, id: ids.id(), type: "responder.linked", at: clock.now() })],
    }),
  });
  const gate = createGate({ store, deliveries, people });
  const told: string[] = [];
  const tell = (what: string) => (address: Address) => {
    told.push(`${what} ${address.place}`);
    return Promise.resolve(!dead.includes(address.place));
  };
  const introductions = createIntroductions({
    gate,
    store,
    people,
    linking,
    deliveries,
    ids,
    log: createLog({ level: "silent" }),
    announce: { pinned: tell("pinned"), linked: tell("linked") },
    reaches: (channel) => channels.includes(channel),
    pins,
  });
  const by = { sessionId: "main", clientId: "bot" };
  const introduce = (...places: readonly string[]) => introductions.introduce(tenantId, places.map(chat), by);
  const questions = async () => (await store.list(tenantId, { clientId: "loopgate" }, { limit: 50 })).requests;
  /** What the owner, whose chat this is, says to a question of the gate. */
  const says = (request: HumanRequest, kind: "approve" | "reject", owner = "7") =>
    gate.vote(
      request,
      { identity: { channel: "telegram", subject: owner, name: "Ann" }, address: chat(owner), assurance: "chat" },
      { kind },
      { digest: faceDigest(faceOf(request)) },
    );
  const who = (subject: string, channel = "telegram") =>
    people.find(tenantId, {
      identity: { channel, subject, name: "" },
      address: { channel, place: subject },
      assurance: "chat",
    });
  return { db, ids, store, deliveries, people, linking, gate, told, introductions, introduce, questions, says, who };
}

export function chat(place: string): Address {
  return { channel: "telegram", place };
}
