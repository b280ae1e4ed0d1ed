/** Thousands of requests, each the object of a few calls at once over several servers on one PostgreSQL; every history is checked. */
import { createCaller, stateIn, stateOfCard, textIn, type Caller, type Heard } from "./caller.ts";
import { createChance, type Chance } from "./chance.ts";
import { isLinearizable, type History, type Operation } from "./checker.ts";
import { makeGround } from "./ground.ts";
import { createLanes } from "./lanes.ts";
import { mutationsOf } from "./mutations.ts";
import { startWhole } from "./nodes.ts";
import { startProxy } from "./proxy.ts";
import { startScissors } from "./scissors.ts";

export type LinearizabilityOptions = {
  readonly postgres: string;
  readonly seed: number;
  /** Stops making requests then, or once it has `most`. */
  readonly seconds: number;
  readonly most?: number;
  readonly servers?: number;
  readonly clients?: number;
  /** Cuts database sessions all the while, and swallows some of the database's answers, so that nobody knows what was saved. */
  readonly cuts?: boolean;
};

export type LinearizabilityCounts = {
  readonly seed: number;
  /** Database sessions that were cut, and answers of the database that were swallowed. */
  readonly cut: number;
  readonly swallowed: number;
  /** Votes and cancels without an answer: they may have taken effect or not. */
  readonly unknown: number;
  readonly servers: number;
  readonly clients: number;
  /** All of them checked. */
  readonly requests: number;
  readonly operations: number;
  readonly ends: Record<string, number>;
  readonly mutated: number;
  /** Histories spoilt on purpose that the checker let pass. */
  readonly mutatedUnnoticed: number;
  readonly violations: readonly History[];
};

/** How many requests are worked on at once. */
const AT_ONCE = 16;
/** Of so many requests one waits for its deadline, and is fought over around it. */
const SLOW_ONE_IN = 6;
const SWALLOWED_ONE_IN = 15;

export async function runLinearizability(options: LinearizabilityOptions): Promise<LinearizabilityCounts> {
  const { postgres, seed, seconds, most = Infinity, servers = 3, clients = 12, cuts = false } = options;
  const chance = createChance(seed);
  const ground = await makeGround("postgres", postgres);
  const address = new URL(ground.settings["DB_URI"] ?? "");
  const proxy = await startProxy({ host: address.hostname, port: Number(address.port) }, chance);
  address.port = String(proxy.port);
  const settings = { ...ground.settings, ...(cuts && { DB_URI: address.href }) };
  const nodes = await Promise.all(Array.from({ length: servers }, () => startWhole(settings)));
  const callers = nodes.map(({ url }) => createCaller({ url: () => url, credential: ground.credential }));
  const lanes = createLanes(clients);
  const histories: History[] = [];
  const until = Date.now() + seconds * 1_000;
  const scissors = cuts ? startScissors(ground) : undefined;
  if (cuts) proxy.swallow(SWALLOWED_ONE_IN);
  let begun = 0;
  let cut = 0;
  try {
    const work = async () => {
      while (Date.now() < until && begun < most) {
        begun += 1;
        const isSlow = begun % SLOW_ONE_IN === 0;
        histories.push(await fight({ callers, chance, inLane: lanes.run, number: begun, isSlow }));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    cut = (await scissors?.end()) ?? 0;
    await Promise.all(nodes.map((node) => node.kill()));
    await proxy.close();
    await ground.remove();
  }
  return judged(histories, { seed, servers, clients, cut, swallowed: proxy.swallowed() });
}

function judged(
  histories: readonly History[],
  setting: Pick<LinearizabilityCounts, "seed" | "servers" | "clients" | "cut" | "swallowed">,
): LinearizabilityCounts {
  const mutants = histories.flatMap(mutationsOf);
  const ends = Object.groupBy(histories, ({ operations }) => operations.findLast(isRead)?.told ?? "unknown");
  return {
    ...setting,
    requests: histories.length,
    operations: histories.reduce((sum, { operations }) => sum + operations.length, 0),
    unknown: histories.flatMap(({ operations }) => operations).filter(({ told }) => told === undefined).length,
    ends: Object.fromEntries(Object.entries(ends).map(([end, of]) => [end, of?.length ?? 0])),
    mutated: mutants.length,
    mutatedUnnoticed: mutants.filter(isLinearizable).length,
    violations: histories.filter((history) => !isLinearizable(history)),
  };
}

function isRead(operation: Operation): operation is Extract<Operation, { kind: "read" }> {
  return operation.kind === "read";
}

type Fight = {
  readonly callers: readonly Caller[];
  readonly chance: Chance;
  /** Runs a call as soon as one of the clients is free. */
  readonly inLane: <T>(call: () => Promise<T>) => Promise<T>;
  readonly number: number;
  readonly isSlow: boolean;
};

/** Makes one request, lets clients vote on it, cancel it and read it at once, and reads its end. */
async function fight({ callers, chance, inLane, number, isSlow }: Fight): Promise<History> {
  const anyone = () => chance.pick(callers);
  const key = `fight-${number}`;
  const input = { message: `Fight ${number}`, timeout_seconds: isSlow ? 1 : 600, idempotency_key: key };
  const made = await served(() => inLane(() => anyone().create(input)));
  const id = textIn(made, "request_id");
  const deadline = Date.parse(textIn(made, "expires_at"));
  const shown = textIn(await served(() => inLane(() => anyone().card(id))), "shown_digest");
  const operations: Operation[] = [];
  const make = async (caller: Caller, move: Move) => {
    const operation = await inLane(() => perform(caller, id, shown, move));
    if (operation) operations.push(operation);
    return operation;
  };
  const moves = chance.shuffled([
    ...Array.from({ length: chance.between(2, 3) }, () => chance.pick(["approved", "rejected", "cancel"] as const)),
    ...Array.from({ length: chance.between(2, 3) }, () => chance.pick(["poll", "read", "card"] as const)),
  ]);
  await Promise.all(
    moves.map(async (move) => {
      await pause(isSlow ? deadline - Date.now() + chance.between(-60, 30) : chance.between(0, 15));
      await make(anyone(), move);
    }),
  );
  // Where no answer to any of them arrived, somebody must still end it.
  if (!operations.some((each) => each.kind !== "read" && each.told !== undefined)) await settle(make, anyone());
  // The end is read on two servers, one after the other.
  for (const caller of chance.shuffled(callers).slice(0, 2)) while (!(await make(caller, "ending"))) await pause(20);
  return { deadline, operations };
}

async function settle(make: (caller: Caller, move: Move) => Promise<Operation | undefined>, caller: Caller) {
  for (let tries = 0; tries < 20; tries++) {
    const operation = await make(caller, "cancel");
    if (operation?.told !== undefined) return;
    await pause(20);
  }
}

async function served(call: () => Promise<Heard>): Promise<NonNullable<Heard>["body"]> {
  for (let tries = 0; ; tries++) {
    const answer = await call();
    if (answer?.status === 200) return answer.body;
    if (answer && answer.status !== 503) throw new Error(`expected 200, heard ${JSON.stringify(answer)}`);
    if (tries > 500) throw new Error("no server answers");
    await pause(20);
  }
}

type Move = "approved" | "rejected" | "cancel" | "poll" | "read" | "card" | "ending";

/** Undefined: a look that was not answered, which tells nothing. */
async function perform(caller: Caller, id: string, shown: string, move: Move): Promise<Operation | undefined> {
  const from = now();
  const span = () => ({ from, to: now() });
  switch (move) {
    case "approved":
    case "rejected": {
      const told = taken(await caller.vote(id, move === "approved" ? "approve" : "reject", shown));
      return { kind: "vote", for: move, told, ...span() };
    }
    case "cancel": {
      const told = taken(await caller.cancel(id));
      return { kind: "cancel", told, ...span() };
    }
    case "card":
      return seen(await caller.card(id), stateOfCard, span());
    case "read":
      return seen(await caller.read(id), stateIn, span());
    case "poll":
    case "ending":
      return seen(await caller.poll(id, move === "ending" ? 20 : 0), stateIn, span());
  }
}

type Span = { readonly from: number; readonly to: number };

function seen(answer: Heard, stateOf: typeof stateIn, span: Span): Operation | undefined {
  if (!answer || answer.status === 503) return undefined;
  return { kind: "read", told: stateOf(heard(answer, 200)), ...span };
}

/** Refused is only what a request that has ended refuses; anything else is no answer that this campaign expects. */
function taken(answer: Heard): "taken" | "refused" | undefined {
  if (!answer || answer.status === 503) return undefined;
  if (answer.status === 409 && answer.body["code"] === "request_ended") return "refused";
  heard(answer, 200);
  return "taken";
}

function heard(answer: Heard, status: number): NonNullable<Heard>["body"] {
  if (answer?.status !== status) throw new Error(`expected ${status}, heard ${JSON.stringify(answer)}`);
  return answer.body;
}

/** Milliseconds since 1970 with fractions that only go forward. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
