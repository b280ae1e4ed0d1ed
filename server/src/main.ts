import { Readable } from "node:stream";
import type { OwnerLink } from "@loopgate/contract";
import type { Hono } from "hono";
import { createAccess } from "./access/access.ts";
import { LOCAL_TENANT } from "./access/callers.ts";
import { createIntroductions } from "./access/introductions.ts";
import { openDataFolder, type DataFolder } from "./access/operator.ts";
import { createPeople } from "./access/people.ts";
import { createStatus } from "./access/status.ts";
import { createAgentDoors } from "./agents/doors.ts";
import { checksOf, healthRoutes } from "./agents/http/health.ts";
import { callbackRows } from "./agents/webhooks/ends.ts";
import { createCallbackSecrets } from "./agents/webhooks/secrets.ts";
import { createInbox } from "./channels/inbox/inbox.ts";
import { createWebPush } from "./channels/push/push.ts";
import type { Bot } from "./channels/telegram/api.ts";
import { atPublicUrl } from "./channels/telegram/public-url.ts";
import { siteRoutes, type SiteFiles } from "./channels/inbox/site.ts";
import { createTelegram, type Telegram } from "./channels/telegram/telegram.ts";
import { webhookRoutes } from "./channels/telegram/webhook.ts";
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
import { createClosing, STOP_MS } from "./kit/closing.ts";
import { every } from "./kit/every.ts";
import type { Ids } from "./kit/ids.ts";
import type { Log } from "./kit/log.ts";
import { createSecrets } from "./kit/secrets.ts";
import { MIGRATIONS } from "./migrations.ts";
import { createDeliveries } from "./store/deliveries.ts";
import { eventRows, type NewEvent } from "./store/event-rows.ts";
import { createEvents } from "./store/events.ts";
import { createLookups } from "./store/lookups.ts";
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
  readonly site?: SiteFiles;
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

/** Every part of the gate, and who needs whom. Nothing runs before `start`. */
export async function createLoopgate(config: Config, world: World, port: () => number): Promise<Loopgate> {
  const { clock, ids, log } = world;
  const closing = createClosing({ clock });
  const folder = world.folder ?? openDataFolder({ dataDir: config.dataDir, token: ids.token, secret: config.secret });
  const secrets = createSecrets({ master: folder.master, previous: config.previousSecret, bytes: ids.bytes });
  const texts = textsFor(config.language);

  const db = world.database ?? (await openDatabase({ ...config.database, clock, ids, log, migrations: MIGRATIONS }));
  closing.add("database", db.close);
  /** What almost every part needs. */
  const base = { db, ids, clock, log, texts };
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
    ...base,
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
  const callbackSecrets = createCallbackSecrets({ ...ids, ...secrets });
  const asking = createAsking({
    gate,
    store,
    requests: store,
    sessions,
    people,
    ids,
    secrets: callbackSecrets,
    demands: access.tenants.settings,
    linked,
    settings: { ...config, makesSessions: config.mode === "local" },
  });
  const lookups = createLookups({ db, clock, log });
  const telegram = config.telegram && createTelegramOf(config.telegram);
  const push = createWebPush({ ...world, ...access, secrets, outgoing, texts, settings: config });
  const pushing = [push, ...(telegram ? [telegram] : [])];
  const channels = new Map<string, Channel>(pushing.map(({ channel }) => [channel.name, channel]));
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

  const agents = createAgentDoors({
    ...world,
    ...base,
    ...lookups,
    events,
    facts,
    port,
    settings: config,
    secrets,
    callbackSecrets,
    asking,
    gate,
    store,
    deliveries,
    sessions,
    people,
    linked,
    callers,
    introduce: introductions.introduce,
    addressOf: access.addressOf,
    challenge: access.mcpChallenge,
  });

  const inbox = createInbox({
    ...lookups,
    ...access.inbox,
    callers,
    gate,
    people,
    requests: store,
    toldOf: agents.toldOf,
    ids,
    clock,
    log,
    texts,
    pushKey: push.publicKey,
    settings: { ...config, version: VERSION },
  });

  const deliver = { store, deliveries, people, channels, tokens: secrets.tokens, log };
  const jobs = createJobs({ db });
  const worker = createWorker({
    jobs,
    handlers: {
      deliver: createDeliver(deliver),
      show: createShow(deliver),
      callbacks: agents.tellEnds,
      call: ({ tenantId, key }) => introductions.settle({ tenantId, id: key } as Ref),
    },
    clock,
    wakeups: db.wakeups,
    log,
    fraction: ids.fraction,
  });
  const clockwork = createClockwork({ agenda: store, gate, clock, log });
  const sequencer = createSequencer({ db, clock, log });
  const spent = { ...access.spent, ...agents.spent };
  const retention = createRetention({ db, clock, log, keepMs: config.retentionMs, gone: agents.gone, spent });

  const status = createStatus({
    people,
    linking,
    channels: () => (telegram ? [{ name: "telegram", ...telegram.health() }] : []),
    version: VERSION,
    settings: config,
  });
  const routes: Routes[] = [
    healthRoutes({ checks: checksOf({ adapter: config.database.adapter, now: store.now, telegram }) }),
    docsRoutes(),
    ...agents.routes,
    ...inbox.routes,
    createTerminalRoutes({ gate, requests: store, people, authenticate: callers.operator, texts }),
    push.routes,
    ...access.routes({ status, backup: () => Readable.toWeb(backup(db, clock)) }),
    ...(telegram ? [webhookRoutes(telegram)] : []),
    siteRoutes({ site: world.site, texts: texts.site }),
  ];
  const app = createApp({ reach, routes, log });

  return {
    app,
    async start() {
      // The lock on its file says that nobody else has the database: whoever held a lease is dead, and is not waited for.
      if (config.database.adapter === "sqlite") await Promise.all([jobs.endLeases(), leases.endAll()]);
      await linking.sync(LOCAL_TENANT, "telegram", config.telegram?.responders ?? []);
      await access.seat();
      const failed = (error: unknown) =>
        log.warn("Requests that ended lately could not be read.", { part: "waiters", error });
      const sweep = every(1_000, () => Promise.all([agents.sweep(), access.sweep()]), { clock, failed });
      closing.add("retention", retention.close);
      closing.add("sequencer", sequencer.close);
      closing.add("clockwork", clockwork.close);
      closing.add("worker", worker.close);
      closing.add("telegram", () => telegram?.close());
      closing.add("sweep", sweep.close);
      closing.add("access", access.close);
      closing.add("outgoing", outgoing.close);
      closing.add("inbox", inbox.close);
      // Closed in the reverse order: agents are answered before anything else stops.
      closing.add("agents", agents.close);
      for (const part of [sequencer, retention, clockwork, worker, agents]) part.start();
      if (telegram) await telegram.start();
    },
    ownerLink: access.firstOwnerLink,
    async close() {
      const unclosed = await closing.close(STOP_MS);
      if (unclosed.length > 0) log.warn(`Did not stop in time: ${unclosed.join(", ")}.`);
    },
  };

  function createTelegramOf({ token, apiRoot, mode }: NonNullable<Config["telegram"]>): Telegram {
    return createTelegram({
      ...base,
      ...(world.bot && { bot: world.bot }),
      token,
      apiRoot,
      tenantId: LOCAL_TENANT,
      gate,
      deliveries,
      store,
      requests: store,
      people,
      desk: access.desk,
      refusals: createRefusals({ db, ids, clock }),
      leases,
      tokens: secrets.tokens,
      ...atPublicUrl(mode, config.publicUrl, secrets.key),
    });
  }
}
