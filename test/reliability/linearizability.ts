/** Thousands of requests, each the object of a few calls at once over several servers on one PostgreSQL; every history is checked. */
import { createCaller, stateIn, stateOfCard, textIn, type Caller, type Heard } from "./caller.ts";
import { createChance, type Chance } from "./chance.ts";
import { isLinearizable, type History, type Operation } from "./checker.ts";
import { makeGround } from "./ground.ts";
import { createLanes } from "./lanes.ts";
import { mutationsOf } from "./mutations.ts";
import { startWhole } from "./nodes.ts";

export type LinearizabilityOptions = {
  readonly postgres: string;
  readonly seed: number;
  /** Stops making requests then, or once it has `most`. */
  readonly seconds: number;
  readonly most?: number;
  readonly servers?: number;
  readonly clients?: number;
};

export type LinearizabilityCounts = {
  readonly seed: number;
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

export async function runLinearizability(options: LinearizabilityOptions): Promise<LinearizabilityCounts> {
  const { postgres, seed, seconds, most = Infinity, servers = 3, clients = 12 } = options;
  const chance = createChance(seed);
  const ground = await makeGround("postgres", postgres);
  const nodes = await Promise.all(Array.from({ length: servers }, () => startWhole(ground.settings)));
  const callers = nodes.map(({ url }) => createCaller({ url: () => url, credential: ground.credential }));
  const lanes = createLanes(clients);
  const histories: History[] = [];
  const until = Date.now() + seconds * 1_000;
  let begun = 0;
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
    await Promise.all(nodes.map((node) => node.kill()));
    await ground.remove();
  }
  return judged(histories, { seed, servers, clients });
}

function judged(
  histories: readonly History[],
  setting: Pick<LinearizabilityCounts, "seed" | "servers" | "clients">,
): LinearizabilityCounts {
  const mutants = histories.flatMap(mutationsOf);
  const ends = Object.groupBy(histories, ({ operations }) => operations.findLast(isRead)?.told ?? "unknown");
  return {
    ...setting,
    requests: histories.length,
    operations: histories.reduce((sum, { operations }) => sum + operations.length, 0),
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

/** Makes one request, lets clients vote on it, cancel it and read it at once, and reads its end on every server. */
async function fight({ callers, chance, inLane, number, isSlow }: Fight): Promise<History> {
  const anyone = () => chance.pick(callers);
  const input = { message: `Fight ${number}`, timeout_seconds: isSlow ? 1 : 600 };
  const made = heard(await inLane(() => anyone().create(input)), 200);
  const id = textIn(made, "request_id");
  const deadline = Date.parse(textIn(made, "expires_at"));
  const card = heard(await inLane(() => anyone().card(id)), 200);
  const shown = textIn(card, "shown_digest");
  const operations: Operation[] = [];
  const moves = chance.shuffled([
    ...Array.from({ length: chance.between(2, 4) }, () => chance.pick(["approved", "rejected", "cancel"] as const)),
    ...Array.from({ length: chance.between(2, 4) }, () => chance.pick(["poll", "read", "card"] as const)),
  ]);
  await Promise.all(
    moves.map(async (move) => {
      const pause = isSlow ? Math.max(0, deadline - Date.now() + chance.between(-60, 30)) : chance.between(0, 15);
      await new Promise((resolve) => setTimeout(resolve, pause));
      operations.push(await inLane(() => perform(anyone(), id, shown, move)));
    }),
  );
  for (const caller of callers) operations.push(await inLane(() => perform(caller, id, shown, "ending")));
  return { deadline, operations };
}

type Move = "approved" | "rejected" | "cancel" | "poll" | "read" | "card" | "ending";

async function perform(caller: Caller, id: string, shown: string, move: Move): Promise<Operation> {
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
    case "card": {
      const told = stateOfCard(heard(await caller.card(id), 200));
      return { kind: "read", told, ...span() };
    }
    case "read": {
      const told = stateIn(heard(await caller.read(id), 200));
      return { kind: "read", told, ...span() };
    }
    case "poll":
    case "ending": {
      const told = stateIn(heard(await caller.poll(id, move === "ending" ? 20 : 0), 200));
      return { kind: "read", told, ...span() };
    }
  }
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
