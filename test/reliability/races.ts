/** Fifty calls at once on one request, around its deadline: people vote, its agent cancels, time ends it. One of them wins. */
import { createCaller, stateIn, stateOfCard, textIn, type Caller, type Heard, type State } from "./caller.ts";
import { createChance, type Chance } from "./chance.ts";
import { makeGround, type Ground, type Kind } from "./ground.ts";
import { startWhole } from "./nodes.ts";

export type RacesOptions = {
  readonly kind: Kind;
  readonly postgres: string;
  readonly seed: number;
  readonly seconds: number;
};

export type RacesCounts = {
  readonly seed: number;
  readonly rounds: number;
  readonly calls: number;
  /** How often each way to end won. */
  readonly wins: Readonly<Record<State, number>>;
  /** What was not as promised, in sentences. */
  readonly faults: readonly string[];
};

const RACERS = 50;
/** Rounds that run side by side, so that waiting for deadlines costs little. */
const SIDE_BY_SIDE = 6;

export async function runRaces({ kind, postgres, seed, seconds }: RacesOptions): Promise<RacesCounts> {
  const chance = createChance(seed);
  const ground = await makeGround(kind, postgres);
  const nodes = await Promise.all(
    Array.from({ length: kind === "postgres" ? 2 : 1 }, () => startWhole(ground.settings)),
  );
  const callers = nodes.map(({ url }) => createCaller({ url: () => url, credential: ground.credential }));
  const ended: Round[] = [];
  const lead = createLead(chance);
  const until = Date.now() + seconds * 1_000;
  try {
    const work = async () => {
      while (Date.now() < until) ended.push(await race(callers, chance, lead));
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    const faults = [...ended.flatMap((round) => round.faults), ...(await inEvents(ground, ended))];
    return { seed, rounds: ended.length, calls: ended.length * RACERS, wins: tally(ended), faults };
  } finally {
    await Promise.all(nodes.map((node) => node.kill()));
    await ground.remove();
  }
}

type Round = { readonly id: string; readonly winner: State; readonly faults: readonly string[] };
type Racer = { readonly what: "approve" | "reject" | "cancel" | "look"; readonly answer: Heard };

/**
 * How many milliseconds before the deadline the fifty set out: more after time has won, fewer after somebody else has, so that
 * the deadline keeps falling in their midst however fast the machine is.
 */
type Lead = { next(): number; learn(winner: State): void };

function createLead(chance: Chance): Lead {
  let middle = 50;
  return {
    next: () => middle * (0.5 + chance.fraction()),
    learn(winner) {
      middle = Math.min(600, Math.max(5, winner === "timeout" ? middle * 1.3 : middle / 1.3));
    },
  };
}

async function race(callers: readonly Caller[], chance: Chance, lead: Lead): Promise<Round> {
  const first = chance.pick(callers);
  const made = heard(await first.create({ message: "A race", timeout_seconds: 1 }));
  const id = textIn(made, "request_id");
  const shown = textIn(heard(await first.card(id)), "shown_digest");
  const crowd = chance.shuffled(
    Array.from({ length: RACERS }, (_, at) => (["approve", "reject", "cancel", "look"] as const)[at % 4] ?? "look"),
  );
  const start = Date.parse(textIn(made, "expires_at")) - lead.next();
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, start - Date.now())));
  const racers = await Promise.all(
    crowd.map(async (what): Promise<Racer> => ({ what, answer: await run(chance.pick(callers), what, id, shown) })),
  );
  const told = await readEverywhere(callers, id);
  const [winner = "pending"] = told.map(({ state }) => state);
  lead.learn(winner);
  return { id, winner, faults: [...disagreements(id, told), ...wrongAnswers(id, winner, racers)] };
}

function run(caller: Caller, what: Racer["what"], id: string, shown: string): Promise<Heard> {
  if (what === "cancel") return caller.cancel(id);
  return what === "look" ? caller.card(id) : caller.vote(id, what, shown);
}

type Told = { readonly by: string; readonly state: State };

/** Every reader of every server. One that lists what is pending tells only that. */
async function readEverywhere(callers: readonly Caller[], id: string): Promise<readonly Told[]> {
  const each = callers.map(async (caller, at): Promise<readonly Told[]> => {
    const [poll, read, card, pending] = await Promise.all([
      caller.poll(id),
      caller.read(id),
      caller.card(id),
      caller.pending(),
    ]);
    const listed = JSON.stringify(heard(pending)["pending_requests"]).includes(id);
    return [
      { by: `poll ${at}`, state: stateIn(heard(poll)) },
      { by: `requests ${at}`, state: stateIn(heard(read)) },
      { by: `terminal ${at}`, state: stateOfCard(heard(card)) },
      ...(listed ? [{ by: `pending ${at}`, state: "pending" as const }] : []),
    ];
  });
  return (await Promise.all(each)).flat();
}

function disagreements(id: string, told: readonly Told[]): readonly string[] {
  const isOne = new Set(told.map(({ state }) => state)).size === 1 && told[0]?.state !== "pending";
  return isOne ? [] : [`${id}: readers disagree: ${told.map(({ by, state }) => `${by} says ${state}`).join(", ")}`];
}

/** Who was told that he decided must be who did: every vote of the winning kind, one cancel, nobody else. */
function wrongAnswers(id: string, winner: State, racers: readonly Racer[]): readonly string[] {
  const won = { approved: "approve", rejected: "reject", canceled: "cancel", timeout: "look", pending: "look" }[winner];
  const wrong = racers
    .filter(({ what }) => what !== "look")
    .filter(({ what, answer }) => answer?.status !== (what === won ? 200 : 409) && !(what === "cancel" && won === what))
    .map(({ what, answer }) => `${id}: ${winner}, but a ${what} heard ${JSON.stringify(answer)}`);
  const cancels = racers.filter(({ what, answer }) => what === "cancel" && answer?.status === 200).length;
  const one = winner === "canceled" && cancels !== 1 ? [`${id}: canceled ${cancels} times`] : [];
  return [...wrong, ...one];
}

const EVENT_OF: Readonly<Record<string, readonly State[]>> = {
  "request.completed": ["approved", "rejected"],
  "request.timeout": ["timeout"],
  "request.canceled": ["canceled"],
};

/** Exactly one event ends each request, and it says what every reader said. */
async function inEvents(ground: Ground, rounds: readonly Round[]): Promise<readonly string[]> {
  const rows = await ground.query(
    "select subject, type from events where type in ('request.completed', 'request.timeout', 'request.canceled')",
  );
  const bySubject = Map.groupBy(rows, ({ subject }) => String(subject));
  return rounds.flatMap(({ id, winner }) => {
    const types = (bySubject.get(id) ?? []).map(({ type }) => String(type));
    const isRight = types.length === 1 && types.every((type) => EVENT_OF[type]?.includes(winner));
    return isRight ? [] : [`${id}: every reader says ${winner}, its events say ${types.join(", ")}`];
  });
}

function tally(rounds: readonly Round[]): RacesCounts["wins"] {
  const wins = { pending: 0, approved: 0, rejected: 0, canceled: 0, timeout: 0 };
  for (const { winner } of rounds) wins[winner] += 1;
  return wins;
}

function heard(answer: Heard): NonNullable<Heard>["body"] {
  if (answer?.status !== 200) throw new Error(`expected 200, heard ${JSON.stringify(answer)}`);
  return answer.body;
}
