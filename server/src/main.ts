import { Readable } from "node:stream";
import type { OwnerLink } from "@loopgate/contract";
import type { Hono } from "hono";
import { createAccess } from "./access/access.ts";
import { LOCAL_TENANT } from "./access/callers.ts";
import { createIntroductions } from "./access/introductions.ts";
import { openDataFolder, type DataFolder } from "./access/operator.ts";
import { createPeople } from "./access/people.ts";
import { createStatus } from "./access/status.ts";
import { healthRoutes } from "./agents/http/health.ts";
import { requestRoutes } from "./agents/http/requests.ts";
import { sessionRoutes } from "./agents/http/sessions.ts";
import { createWaiters } from "./agents/live/waiters.ts";
import { createMcp } from "./agents/mcp/mcp.ts";
import { createAgentRequests } from "./agents/requests.ts";
import { callbackRows } from "./agents/webhooks/ends.ts";
import { createWebhooks } from "./agents/webhooks/webhooks.ts";
import type { Bot } from "./channels/telegram/api.ts";
import { createTelegram, type Telegram } from "./channels/telegram/telegram.ts";
import { WEBHOOK_PATH, webhookRoutes } from "./channels/telegram/webhook.ts";
import { createTerminalRoutes } from "./channels/terminal/routes.ts";
import type { Config } from "./config.ts";
import { backup } from "./db/backup.ts";
import { openDatabase, type Database } from "./db/db.ts";
import { createLeases } from "./db/leases.ts";
import { createClockwork } from "./dispatch/clockwork.ts";
import { createDeliver } from "./dispatch/deliver.ts";
import { createShow } from "./dispatch/show.ts";
import { createTell } from "./dispatch/tell.ts";
import { createAsking } from "./gate/asking.ts";
import { createGate } from "./gate/gate.ts";
import type { Channel } from "./gate/ports.ts";
import type { Ref } from "./gate/request.ts";
import { createApp, type Routes } from "./http/app.ts";
import { docsRoutes } from "./http/docs.ts";
import { reachOf } from "./http/origin.ts";
import { createOutgoing, type Outgoing } from "./http/outgoing.ts";
import { createJobs } from "./jobs/jobs.ts";
import { createWorker } from "./jobs/worker.ts";
import type { Clock } from "./kit/clock.ts";
import { createClosing } from "./kit/closing.ts";
import { every } from "./kit/every.ts";
import type { Ids } from "./kit/ids.ts";
import type { Log } from "./kit/log.ts";
import { createSecrets } from "./kit/secrets.ts";
import { MIGRATIONS } from "./migrations.ts";
import { createDeliveries } from "./store/deliveries.ts";
import { eventRows, type NewEvent } from "./store/event-rows.ts";
import { createEvents } from "./store/events.ts";
import { readRequestHint } from "./store/hints.ts";
import { createRefusals } from "./store/refusals.ts";
import { createRetention } from "./store/retention.ts";
import { createSequencer } from "./store/sequencer.ts";
import { createSessions } from "./store/sessions.ts";
import { createStore } from "./store/store.ts";
import { textsFor } from "./texts/index.ts";
import { VERSION } from "./version.ts";

/** The doors through which the world enters. */
export type World = {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** What a simulation brings along instead of the real thing: its secrets, a database and a Telegram that fail on purpose. */
  readonly folder?: DataFolder;
  readonly database?: Database;
  readonly bot?: Bot;
  readonly outgoing?: Outgoing;
};

export type Loopgate = {
  readonly app: Hono;
  /** Begins to deliver, to expire and to receive. */
  start(): Promise<void>;
  /** The link that makes the owner, once the port is known; undefined but at the first start. */
  ownerLink(): Promise<OwnerLink | undefined>;
  /** Answers who waits, ends what runs, frees the database. */
  close(): Promise<void>;
};

/** How long everything together may take to stop. */
const STOP_MS = 4_000;

/** Every part of the gate, and who needs whom. Nothing runs before `start`. */
export async function createLoopgate(config: Config, world: World, port: () => number): Promise<Loopgate> {
  const { clock, ids, log } = world;
  const closing = createClosing({ clock });
  const folder = world.folder ?? openDataFolder({ dataDir: config.dataDir, token: ids.token, secret: config.secret });
  const secrets = createSecrets({ master: folder.master, previous: config.previousSecret, bytes: ids.bytes });
  const texts = textsFor("en");

  const db = world.database ?? (await openDatabase({ ...config.database, clock, ids, log, migrations: MIGRATIONS }));
  closing.add("database", db.close);
  const store = createStore({ db, ids, following: callbackRows });
  const events = createEvents({ db });
  const facts = (fact: Omit<NewEvent, "id" | "at">) => eventRows({ ...fact, id: ids.id(), at: clock.now() });
  const deliveries = createDeliveries({ db, ids, clock });
  const sessions = createSessions({ db, ids, clock });
  const leases = createLeases({ db });

  /** Asked once everything is there: the channels below, and the terminal, which pulls. */
  const reaches = (channel: string) => channel === "terminal" || channels.has(channel);
  const tell = createTell({ channel: (name) => channels.get(name), log });
  const people = createPeople({ db, reaches });
  const reach = reachOf(config, port);
  const { outgoing = createOutgoing({ clock }) } = world;
  const access = createAccess({
    ...world,
    db,
    texts,
    facts,
    readEvents: events.read,
    secrets,
    isOperator: folder.isOperator,
    outgoing,
    reach,
    url: () => config.publicUrl ?? new URL(`http://localhost:${port()}`),
    showAgain: deliveries.showAgain,
    tell,
    bot: () => (telegram ? telegram.username() : null),
    settings: config,
  });
  const { callers, linking, linked } = access;

  const gate = createGate({ store, deliveries, people });
  const webhooks = createWebhooks({ ...world, db, store, events, facts, secrets, settings: config, port });
  const asking = createAsking({
    gate,
    store,
    requests: store,
    sessions,
    people,
    ids,
    secrets: webhooks.secrets,
    demands: access.tenants.settings,
    linked,
    settings: { ...config, makesSessions: config.mode === "local" },
  });
  const waiters = createWaiters({
    store,
    requests: store,
    endedSince: store.endedSince,
    hints: {
      on: (changed) => db.wakeups.on("request", (keys) => changed(keys === "all" ? "all" : keys.map(readRequestHint))),
    },
    clock,
    most: MOST_WAITING,
    failed: (error) =>
      log.warn("Who waits could not be answered; the next look tries again.", { part: "waiters", error }),
  });

  const agentRequests = createAgentRequests({
    asking,
    gate,
    store,
    requests: store,
    deliveries,
    waiters,
    checkCallback: webhooks.checkCallback,
    forgotten: (error) => log.warn("It could not be stored that an answer has left.", { part: "agents", error }),
  });
  const mcp = createMcp({
    callers,
    requests: agentRequests,
    register: webhooks.register,
    ...world,
    db,
    texts,
    secrets,
    challenge: access.mcpChallenge,
  });

  const telegram = config.telegram && createTelegramOf(config.telegram);
  const channels = new Map<string, Channel>(telegram ? [[telegram.channel.name, telegram.channel]] : []);
  const introductions = createIntroductions({
    gate,
    store,
    people,
    linking,
    deliveries,
    ids,
    log,
    reaches,
    pins: config.mode === "local" && config.auth === "auto" && (config.telegram?.responders ?? []).length === 0,
    announce: {
      pinned: (address) => tell(address, texts.linking.pinned),
      linked: (address) => tell(address, texts.linking.linked),
    },
  });

  const deliver = { store, deliveries, people, channels, tokens: secrets.tokens, log };
  const jobs = createJobs({ db });
  const worker = createWorker({
    jobs,
    handlers: {
      deliver: createDeliver(deliver),
      show: createShow(deliver),
      callbacks: webhooks.tellEnds,
      call: ({ tenantId, key }) => introductions.settle({ tenantId, id: key } as Ref),
    },
    clock,
    wakeups: db.wakeups,
    log,
    fraction: ids.fraction,
  });
  const clockwork = createClockwork({ agenda: store, gate, clock, log });
  const sequencer = createSequencer({ db, clock, log });
  const retention =
    config.retentionMs === undefined ? undefined : createRetention({ db, clock, log, keepMs: config.retentionMs });

  const status = createStatus({
    people,
    linking,
    channels: () => (telegram ? [{ name: "telegram", ...telegram.health() }] : []),
    version: VERSION,
    settings: config,
  });
  const routes: Routes[] = [
    healthRoutes({
      checks: [
        { name: "database", vital: true, check: checkDatabase },
        ...(telegram ? [{ name: "telegram", vital: false, check: async () => telegram.health() }] : []),
      ],
    }),
    docsRoutes(),
    sessionRoutes({ callers, sessions, people, introduce: introductions.introduce, linked }),
    requestRoutes({ callers, requests: agentRequests }),
    webhooks.routes({ callers, openRequest: agentRequests.findOpen }),
    mcp.routes,
    createTerminalRoutes({ gate, requests: store, people, authenticate: callers.operator, texts }),
    ...access.routes({ status, backup: () => Readable.toWeb(backup(db, clock)) }),
    ...(telegram ? [webhookRoutes(telegram)] : []),
  ];
  const app = createApp({ reach, routes, log });

  return {
    app,
    async start() {
      // The lock on its file says that nobody else has the database: whoever held a lease is dead, and is not waited for.
      if (config.database.adapter === "sqlite") await Promise.all([jobs.endLeases(), leases.endAll()]);
      await linking.ensureOwner(LOCAL_TENANT);
      await linking.sync(LOCAL_TENANT, "telegram", config.telegram?.responders ?? []);
      const failed = (error: unknown) =>
        log.warn("Requests that ended lately could not be read.", { part: "waiters", error });
      const sweep = every(1_000, () => Promise.all([waiters.sweep(), access.sweep()]), { clock, failed });
      closing.add("retention", () => retention?.close());
      closing.add("sequencer", sequencer.close);
      closing.add("clockwork", clockwork.close);
      closing.add("worker", worker.close);
      closing.add("webhooks", webhooks.close);
      closing.add("telegram", () => telegram?.close());
      closing.add("sweep", sweep.close);
      closing.add("access", access.close);
      closing.add("outgoing", outgoing.close);
      // Closed in the reverse order: the waiters answer whoever waits, then the answers leave.
      closing.add("mcp", mcp.close);
      closing.add("waiters", waiters.close);
      for (const part of [sequencer, ...(retention ? [retention] : []), clockwork, worker, webhooks]) part.start();
      if (telegram) await telegram.start();
    },
    ownerLink: access.firstOwnerLink,
    async close() {
      const unclosed = await closing.close(STOP_MS);
      if (unclosed.length > 0) log.warn(`Did not stop in time: ${unclosed.join(", ")}.`);
    },
  };

  function createTelegramOf({ token, apiRoot, mode }: NonNullable<Config["telegram"]>): Telegram {
    const secret = secrets.key("telegram webhook").toString("base64url");
    return createTelegram({
      ...world,
      token,
      apiRoot,
      tenantId: LOCAL_TENANT,
      db,
      gate,
      deliveries,
      store,
      requests: store,
      people,
      desk: access.desk,
      refusals: createRefusals({ db, ids, clock }),
      leases,
      tokens: secrets.tokens,
      texts,
      mode:
        mode === "poll"
          ? { kind: "poll" }
          : { kind: "webhook", url: new URL(WEBHOOK_PATH, config.publicUrl).href, secret },
    });
  }

  async function checkDatabase() {
    await store.now();
    return { ok: true, detail: `${config.database.adapter} answers` };
  }
}

/** How many long polls one node holds; over it a poll answers at once. */
const MOST_WAITING = 20_000;
