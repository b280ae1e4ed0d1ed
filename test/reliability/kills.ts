/** `kill -9`, again and again, at every crash point and at random moments, over the same data; then everything is counted. */
import { fakeToken, startFakeTelegram } from "../../fake-telegram/src/index.ts";
import { CRASHPOINTS, type Crashpoint } from "../../server/src/kit/crashpoint.ts";
import { atRest, auditCases, auditRows, undelivered, type Ended } from "./audit.ts";
import { createCaller, type Caller } from "./caller.ts";
import { createCards, isOpen, PERSON, tellsEnd, type Cards } from "./cards.ts";
import { createChance, type Chance } from "./chance.ts";
import { endLeases, makeGround, type Ground, type Kind } from "./ground.ts";
import { createLedger } from "./ledger.ts";
import { startHook } from "./hook.ts";
import { startNode, startWhole, type Node } from "./nodes.ts";
import { startTraffic } from "./traffic.ts";

export type KillsOptions = {
  readonly kind: Kind;
  readonly postgres: string;
  readonly seed: number;
  /** Kills for so long, and on until every point was hit; on a slow machine up to eight times that. */
  readonly seconds: number;
};

export type KillsCounts = {
  readonly seed: number;
  readonly kills: number;
  readonly hits: Readonly<Record<string, number>>;
  readonly missed: readonly Crashpoint[];
  readonly acknowledged: { readonly creates: number; readonly ends: number };
  /** Deadlines that fell while no server ran. */
  readonly fellWhileDown: number;
  readonly cards: number;
  /** Copies that no server knew of, because the one that sent them died: pressed, adopted, brought to the end. */
  readonly orphans: number;
  /** How often an end was told at the callback that its request names. */
  readonly webhooks: number;
  readonly faults: readonly string[];
};

/** Points that lie in code that only one of the databases has. */
const ONLY_ON: Partial<Record<Crashpoint, Kind>> = { "inside-transaction": "sqlite" };
const MOST_LIFE_MS = 10_000;
/** How long a whole server may need, once left alone, until all that was begun has ended. */
const REST_MS = 20_000;

export async function runKills({ kind, postgres, seed, seconds }: KillsOptions): Promise<KillsCounts> {
  const chance = createChance(seed);
  const telegram = await startFakeTelegram({ people: [PERSON] });
  const hook = await startHook(chance.fraction);
  const ground = await makeGround(kind, postgres, {
    TELEGRAM_BOT_TOKEN: fakeToken,
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_RESPONDERS: String(PERSON.id),
  });
  const lives = createLives(ground, chance);
  const caller = createCaller({ url: lives.url, credential: ground.credential });
  const cards = createCards(telegram);
  const ledger = createLedger();
  try {
    await lives.first(caller);
    const traffic = startTraffic({ caller, cards, chance, ledger, atOnce: 6, up: lives.up, hook: hook.url });
    await lives.until(Date.now() + seconds * 1_000, Date.now() + seconds * 8_000);
    await lives.last();
    await traffic.end(REST_MS);
    const restless = await atRest(ground, REST_MS);
    const { ends, faults } = await auditCases(caller, ledger.cases);
    const orphans = await endOrphans(cards, ends);
    return {
      seed,
      kills: lives.kills(),
      hits: lives.hits(),
      missed: lives.missed(),
      acknowledged: ledger.acknowledged(),
      fellWhileDown: ends.filter(({ which, state }) => state === "timeout" && lives.wasDown(which.made?.deadline))
        .length,
      cards: ends.reduce((sum, { which }) => sum + cards.of(which.message).length, 0),
      orphans: orphans.pressed,
      webhooks: hook.told(),
      faults: [
        ...restless,
        ...faults,
        ...hook.faults(ends),
        ...orphans.faults,
        ...(await atRest(ground, 10_000)),
        ...(await auditRows(ground)),
        ...(await undelivered(ground))
          .filter((message) => cards.of(message).length > 0)
          .map((message) => `${message} was delivered, and is known as failed`),
        ...telegram.violations(),
      ],
    };
  } finally {
    await lives.over();
    await telegram.close();
    await hook.close();
    await ground.remove();
  }
}

/** The server processes one after the other, each over the data of those before it. */
function createLives(ground: Ground, chance: Chance) {
  const points = CRASHPOINTS.filter((point) => (ONLY_ON[point] ?? ground.kind) === ground.kind);
  const hits = new Map<string, number>();
  const downs: { readonly from: number; to: number }[] = [];
  let kills = 0;
  let node: Node | undefined;
  let up = Promise.withResolvers<void>();

  const missed = () => points.filter((point) => !hits.has(point));
  const rises = (risen: Node) => {
    node = risen;
    const down = downs.at(-1);
    if (down) down.to = Date.now();
    up.resolve();
  };
  const falls = (crashedAt: string | undefined) => {
    kills += 1;
    if (crashedAt !== undefined) hits.set(crashedAt, (hits.get(crashedAt) ?? 0) + 1);
    if (!node) return;
    node = undefined;
    downs.push({ from: Date.now(), to: Infinity });
    up = Promise.withResolvers();
  };

  /** One life, from its start to its kill. */
  async function live(point: Crashpoint | undefined): Promise<void> {
    await endLeases(ground);
    const started = await startNode(ground.settings, point && `${point}@${chance.between(1, 2)}`);
    if ("crashedAt" in started) return falls(started.crashedAt);
    rises(started);
    const patience = new AbortController();
    const enough = pause(point ? MOST_LIFE_MS : chance.between(30, 900), patience.signal).then(() => started.kill());
    const { crashedAt } = await started.ended;
    patience.abort();
    await enough;
    falls(crashedAt);
    // Now and then long enough for deadlines to fall meanwhile.
    if (chance.fraction() < 0.2) await pause(1_100);
  }

  return {
    url: () => node?.url ?? "http://127.0.0.1:1",
    up: () => up.promise,
    kills: () => kills,
    hits: () => Object.fromEntries(points.map((point) => [point, hits.get(point) ?? 0])),
    missed,
    wasDown: (at: number | undefined) => at !== undefined && downs.some(({ from, to }) => from <= at && at < to),
    async first(caller: Caller) {
      rises(await startWhole(ground.settings));
      const registered = await caller.register(PERSON.id);
      if (registered?.status !== 200) throw new Error(`heard ${JSON.stringify(registered)}`);
      await node?.kill();
      falls(undefined);
    },
    async until(enough: number, latest: number) {
      while (Date.now() < enough || (missed().length > 0 && Date.now() < latest)) {
        const wanted = missed().length > 0 ? missed() : points;
        await live(chance.fraction() < 0.2 ? undefined : chance.pick(wanted));
      }
    },
    async last() {
      await endLeases(ground);
      rises(await startWhole(ground.settings));
    },
    async over() {
      await node?.kill();
    },
  };
}

/** Presses every copy that still has buttons, and waits until each copy of each case tells its end. */
async function endOrphans(
  cards: Cards,
  ends: readonly Ended[],
): Promise<{ readonly pressed: number; readonly faults: readonly string[] }> {
  const left = () => ends.filter(({ which, state }) => cards.of(which.message).some((copy) => !tellsEnd(copy, state)));
  let pressed = 0;
  for (const { which } of left())
    for (const copy of cards.of(which.message).filter(isOpen)) if (cards.press(copy, "approve")) pressed += 1;
  for (let looks = 0; looks < 100 && left().length > 0; looks++) await pause(100);
  const faults = left().map(({ which, state }) => {
    const shown = cards
      .of(which.message)
      .map(({ id, text, edits, keyboard }) => ({ id, text, edits, open: keyboard.length }));
    return `${which.message} is ${state}, its cards say otherwise: ${JSON.stringify(shown)}`;
  });
  return { pressed, faults };
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
