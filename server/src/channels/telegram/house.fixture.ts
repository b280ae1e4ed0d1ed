import { startFakeTelegram, type FakeTelegram, type Person, type SeenMessage } from "@loopgate/fake-telegram";
import type { CreateRequest } from "@loopgate/contract";
import { openDatabase } from "../../db/db.ts";
import { createLeases } from "../../db/leases.ts";
import { leasesMigration } from "../../db/migration.ts";
import { createAsking } from "../../gate/asking.ts";
import { createDeliver } from "../../dispatch/deliver.ts";
import { createShow } from "../../dispatch/show.ts";
import { createGate } from "../../gate/gate.ts";
import type { People } from "../../gate/ports.ts";
import type { HumanRequest, ResponderId, TenantId } from "../../gate/request.ts";
import { createJobs } from "../../jobs/jobs.ts";
import { createWorker } from "../../jobs/worker.ts";
import { jobsMigration } from "../../jobs/migration.ts";
import { createLog, type LogLevel } from "../../kit/log.ts";
import { createSecrets } from "../../kit/secrets.ts";
import { seededIds } from "../../kit/seeded-ids.ts";
import { virtualClock, type VirtualClock } from "../../kit/virtual-clock.ts";
import { createDeliveries } from "../../store/deliveries.ts";
import { storeMigrations } from "../../store/migration.ts";
import { createRefusals } from "../../store/refusals.ts";
import { createSessions } from "../../store/sessions.ts";
import { createStore } from "../../store/store.ts";
import { textsFor } from "../../texts/index.ts";
import { telegramMigrations } from "./migration.ts";
import { createTelegram, type TelegramOptions } from "./telegram.ts";

export const ann: Person = { id: 1001, name: "Ann" };
export const bob: Person = { id: 1002, name: "Bob" };
/** Linked with nobody. */
export const eve: Person = { id: 6666, name: "Eve" };
export const TENANT = "local" as TenantId;

type HouseOptions = {
  readonly telegram?: FakeTelegram;
  readonly clock?: VirtualClock;
  readonly fake?: Parameters<typeof startFakeTelegram>[0];
  readonly mode?: TelegramOptions["mode"];
  readonly pageOf?: TelegramOptions["pageOf"];
  readonly linked?: readonly Person[];
  readonly token?: string;
  readonly logTo?: { write(line: string): void };
  readonly seed?: string;
};

/** A whole gate on SQLite in memory with a double of Telegram, on a clock that stands still. */
export async function openHouse(options: HouseOptions = {}) {
  const clock = options.clock ?? virtualClock();
  const fake =
    options.telegram ?? (await startFakeTelegram({ antiSpin: false, clock, people: [ann, bob, eve], ...options.fake }));
  const ids = seededIds(options.seed ?? "house", clock);
  const level: LogLevel = options.logTo ? "debug" : "silent";
  const log = createLog({ level, ...(options.logTo && { to: options.logTo }) });
  const migrations = [leasesMigration, jobsMigration, ...storeMigrations, ...telegramMigrations];
  const db = await openDatabase({ adapter: "memory", clock, ids, log, migrations });
  const store = createStore({ db, ids });
  const deliveries = createDeliveries({ db, ids, clock });
  const sessions = createSessions({ db, ids, clock });
  const linked = new Map((options.linked ?? [ann, bob]).map((person) => [String(person.id), person]));
  const people = peopleOf(linked);
  const gate = createGate({ store, deliveries, people });
  const secrets = createSecrets({ master: "m".repeat(32), bytes: ids.bytes });
  const { tokens } = secrets;
  const jobs = createJobs({ db });
  const telegram = createTelegram({
    token: options.token ?? fake.token,
    apiRoot: fake.url,
    tenantId: TENANT,
    desk: {
      found: () => Promise.resolve("unknown"),
      answer: () => Promise.resolve(undefined),
      tenantsOf: (subject) => Promise.resolve(linked.has(subject) ? [TENANT] : []),
      nameOf: (tenantId) => Promise.resolve(tenantId),
    },
    refusals: createRefusals({ db, ids, clock }),
    db,
    gate,
    deliveries,
    store,
    requests: store,
    people,
    leases: createLeases({ db }),
    tokens,
    clock,
    ids,
    log,
    texts: textsFor("en"),
    pageOf: options.pageOf ?? (() => undefined),
    mode: options.mode ?? { kind: "poll" },
  });
  const asking = createAsking({
    gate,
    store,
    requests: store,
    sessions,
    people,
    ids,
    secrets: { make: () => ({ secret: "s", sealed: "s" }) },
    settings: {
      defaultRisk: "medium",
      requestTimeoutMs: 300_000,
      mostPending: 100,
      terminalAnswers: "fallback",
      makesSessions: true,
    },
  });

  const channels = new Map([["telegram", telegram.channel]]);
  const parts = { store, deliveries, people, channels, tokens, log };
  const handlers = { deliver: createDeliver(parts), show: createShow(parts) };
  const worker = createWorker({ jobs, handlers, clock, wakeups: db.wakeups, log, fraction: ids.fraction });

  let asked = 0;
  /** Asks at these places (chats, or `chat/topic`), and has the cards sent. */
  async function ask(
    input: Partial<CreateRequest>,
    places: readonly (string | number)[] = [ann.id],
  ): Promise<HumanRequest> {
    const session_id = `session-${++asked}`;
    const addresses = places.map((place) => ({ channel: "telegram", place: String(place) }));
    await sessions.register({ tenantId: TENANT, id: session_id, clientId: "agent", addresses, responders: [] });
    const body = { session_id, client_id: "agent", message: "Please decide", ...input };
    const { request } = await asking.ask(
      { tenantId: TENANT, actor: { kind: "agent", clientId: "agent" }, verified: false },
      body,
    );
    await dispatch();
    return request;
  }

  /** Does what the committed jobs ask for. */
  async function dispatch(): Promise<void> {
    while ((await worker.tick()) > 0);
  }

  /** Receives, works through, and brings every copy to its state. */
  async function settle(): Promise<void> {
    await telegram.tick();
    await dispatch();
  }

  async function now(request: HumanRequest): Promise<HumanRequest> {
    const found = await store.find({ tenantId: TENANT, id: request.id });
    if (!found) throw new Error("the request is gone");
    return found.request;
  }

  const cards = (place: Person | number): readonly SeenMessage[] => fake.messages(place);
  const last = (place: Person | number = ann): SeenMessage => {
    const message = fake.messages(place).at(-1);
    if (!message) throw new Error("no message there");
    return message;
  };

  return {
    clock,
    fake,
    db,
    store,
    deliveries,
    people,
    linked,
    gate,
    telegram,
    tokens,
    jobs,
    ask,
    dispatch,
    settle,
    now,
    cards,
    last,
    /** What the presser of the last press saw. */
    async press(person: Person, place: Person | number, messageId: number, button: string | { data: string }) {
      const before = fake.answers().length;
      fake.human.press(person, typeof place === "number" ? place : place.id, messageId, button);
      await settle();
      return fake.waitFor(() => fake.answers()[before]);
    },
    async say(
      person: Person,
      place: Person | number,
      text: string,
      how: Parameters<FakeTelegram["human"]["say"]>[3] = {},
    ) {
      fake.human.say(person, typeof place === "number" ? place : place.id, text, how);
      await settle();
    },
    /** A group that the bot was brought into, and has greeted. */
    async group(how: Parameters<FakeTelegram["human"]["group"]>[0]): Promise<number> {
      const id = fake.human.group(how);
      await settle();
      return id;
    },
    async outcome(request: HumanRequest): Promise<string> {
      const { state } = await now(request);
      return state.status === "completed" ? state.decision.answer.outcome : state.status;
    },
    async close() {
      await telegram.close();
      const broken = fake.violations();
      if (!options.telegram) await fake.close();
      await db.close();
      if (broken.length > 0) throw new Error(`the Bot API was used wrongly: ${broken.join("; ")}`);
    },
  };
}

/** Linked by their Telegram numbers; a group can be answered in as soon as anybody is. */
function peopleOf(linked: ReadonlyMap<string, Person>): People {
  return {
    find(_tenantId, { identity: { channel, subject } }) {
      const person = channel === "telegram" ? linked.get(subject) : undefined;
      return Promise.resolve(person && { id: `responder-${subject}` as ResponderId, name: person.name ?? subject });
    },
    roster: () =>
      Promise.resolve({
        responders: [...linked].map(([id, { name }]) => ({ id: `responder-${id}` as ResponderId, name: name ?? id })),
        strongest: linked.size > 0 ? "chat" : "same_user",
      }),
    answerable: (_tenantId, { place }) =>
      Promise.resolve(/^[1-9]\d*$/.test(place) ? linked.has(place) : linked.size > 0),
  };
}

export type House = Awaited<ReturnType<typeof openHouse>>;

/** The labels of a message's buttons, row by row. */
export function labels(message: SeenMessage): readonly (readonly string[])[] {
  return message.keyboard.map((row) => row.map(({ text }) => text));
}
