/** Databases that break off, stop or fill up under load: calls may be refused meanwhile, and nothing that was told may be untrue. */
import { execFileSync } from "node:child_process";
import { atRest, auditCases, auditRows } from "./audit.ts";
import { createCaller, type Caller, type Heard, textIn } from "./caller.ts";
import { createChance } from "./chance.ts";
import { startCluster } from "./cluster.ts";
import { endJobLeases, makeGround, type Ground, type Kind } from "./ground.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { startWhole, type Node } from "./nodes.ts";
import { startScissors } from "./scissors.ts";
import { startTraffic } from "./traffic.ts";

export type FaultsOptions = { readonly seed: number; readonly seconds: number };

export type FaultsCounts = {
  readonly seed: number;
  /** How often the fault was put in. */
  readonly strikes: number;
  readonly acknowledged: ReturnType<Ledger["acknowledged"]>;
  /** Calls that were answered 503, or not at all. */
  readonly unserved: number;
  /** Milliseconds from the end of the last fault to the first request that was made and decided. */
  readonly recoveredMs: number;
  readonly faults: readonly string[];
};

/** How long everything works between two faults. */
const WORK_MS = 1_000;
/** How long they may need, once left alone, until all that was begun has ended. */
const REST_MS = 20_000;

/** Every 200 ms some of the servers' database sessions are cut, whatever they are doing. */
export async function runTerminations({
  seed,
  seconds,
  postgres,
}: FaultsOptions & { readonly postgres: string }): Promise<FaultsCounts> {
  return underLoad({ seed, kind: "postgres", postgres, servers: 2 }, async ({ ground }) => {
    const scissors = startScissors(ground);
    await pause(seconds * 1_000);
    return { strikes: await scissors.end(), faults: [] };
  });
}

/** PostgreSQL is stopped for two seconds, in good order and as by a crash, and started again. */
export async function runOutages({ seed, seconds }: FaultsOptions): Promise<FaultsCounts> {
  const cluster = await startCluster();
  try {
    return await underLoad({ seed, kind: "postgres", postgres: cluster.url, servers: 2 }, async ({ caller }) => {
      const faults: string[] = [];
      let strikes = 0;
      for (const until = Date.now() + seconds * 1_000; strikes < 2 || Date.now() < until; strikes += 1) {
        const known = await decidable(caller);
        await cluster.stop(strikes % 2 === 0 ? "SIGQUIT" : "SIGINT");
        const back = Date.now() + 2_000;
        faults.push(...(await unavailable(caller, known)));
        await pause(back - Date.now());
        await cluster.start();
        faults.push(...(await decides(caller, known)));
        await pause(WORK_MS);
      }
      return { strikes, faults };
    });
  } finally {
    await cluster.remove();
  }
}

/**
 * The disk is full for SQLite: the kernel refuses the server's process every byte that would lie beyond a file's first page,
 * until it is told otherwise. (`prlimit` is part of Linux's own tools, and needs no right that one does not have.)
 */
export async function runFullDisk({ seed, seconds }: FaultsOptions): Promise<FaultsCounts> {
  return underLoad({ seed, kind: "sqlite", postgres: "", servers: 1 }, async ({ caller, nodes }) => {
    const faults: string[] = [];
    let strikes = 0;
    for (const until = Date.now() + seconds * 1_000; strikes < 2 || Date.now() < until; strikes += 1) {
      const known = await decidable(caller);
      for (const { pid } of nodes) limitFiles(pid, "4096");
      faults.push(...(await unavailable(caller, known)));
      const read = await caller.read(known.id);
      if (read?.status !== 200)
        faults.push(`what is pending could not be read on a full disk: ${JSON.stringify(read)}`);
      await pause(500);
      for (const { pid } of nodes) limitFiles(pid, "unlimited");
      faults.push(...(await decides(caller, known)));
      await pause(WORK_MS);
    }
    return { strikes, faults };
  });
}

function limitFiles(pid: number, size: string): void {
  execFileSync("prlimit", ["--pid", String(pid), `--fsize=${size}:unlimited`]);
}

type Load = { readonly ground: Ground; readonly caller: Caller; readonly nodes: readonly Node[] };
type Struck = { readonly strikes: number; readonly faults: readonly string[] };
type Site = { readonly seed: number; readonly kind: Kind; readonly postgres: string; readonly servers: number };

/** Lets agents and people work while `strike` does its worst; then everything must come to rest, and be as it was told. */
async function underLoad(site: Site, strike: (load: Load) => Promise<Struck>): Promise<FaultsCounts> {
  const { seed } = site;
  const chance = createChance(seed);
  const ground = await makeGround(site.kind, site.postgres);
  const nodes = await Promise.all(Array.from({ length: site.servers }, () => startWhole(ground.settings)));
  const url = () => chance.pick(nodes).url;
  const caller = createCaller({ url, credential: ground.credential });
  const ledger = createLedger();
  try {
    const traffic = startTraffic({ caller, chance, ledger, atOnce: 8, up: () => Promise.resolve() });
    const { strikes, faults } = await strike({ ground, caller, nodes });
    const recoveredMs = await recovery(caller);
    await traffic.end(REST_MS);
    await endJobLeases(ground);
    return {
      seed,
      strikes,
      acknowledged: ledger.acknowledged(),
      unserved: ledger.unserved(),
      recoveredMs,
      faults: [
        ...faults,
        ...(await atRest(ground, REST_MS)),
        ...(await auditCases(caller, ledger.cases)).faults,
        ...(await auditRows(ground)),
      ],
    };
  } finally {
    await Promise.all(nodes.map((node) => node.kill()));
    await ground.remove();
  }
}

type Known = { readonly id: string; readonly shown: string };

/** A request that waits for an answer, and what is needed to give it. */
async function decidable(caller: Caller): Promise<Known> {
  const id = textIn(await served(() => caller.create({ message: "Known before", timeout_seconds: 600 })), "request_id");
  return { id, shown: textIn(await served(() => caller.card(id)), "shown_digest") };
}

async function served(call: () => Promise<Heard>): Promise<NonNullable<Heard>["body"]> {
  for (const until = Date.now() + 15_000; ; await pause(20)) {
    const answer = await call();
    if (answer?.status === 200) return answer.body;
    if (Date.now() > until) throw new Error(`not served: ${JSON.stringify(answer)}`);
  }
}

/** While the database is away, whatever would change something is refused, and says so. */
async function unavailable(caller: Caller, known: Known): Promise<readonly string[]> {
  const calls = [
    () => caller.create({ message: "Not now" }),
    () => caller.vote(known.id, "approve", known.shown),
    () => caller.cancel(known.id),
  ];
  const faults: string[] = [];
  for (const call of calls) {
    const answer = await call();
    if (answer?.status !== 503) faults.push(`503 was due, heard ${JSON.stringify(answer)}`);
  }
  return faults;
}

/** The very request that could not be answered can be, now. */
async function decides(caller: Caller, { id, shown }: Known): Promise<readonly string[]> {
  const answer = await served(() => caller.vote(id, "approve", shown)).catch((error: unknown) => String(error));
  return typeof answer === "string" ? [answer] : [];
}

async function recovery(caller: Caller): Promise<number> {
  const from = Date.now();
  await decides(caller, await decidable(caller));
  return Date.now() - from;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
