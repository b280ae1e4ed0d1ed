/** Agents and people at work while servers die under them: they ask, answer, cancel and wait, and write down what they were told. */
import { stateIn, stateOfCard, textIn, type Caller, type Heard } from "./caller.ts";
import { isOpen, type Cards } from "./cards.ts";
import type { Chance } from "./chance.ts";
import type { Case, Ledger } from "./ledger.ts";

export type Traffic = {
  /** Takes up no new case, and resolves when those begun have ended, or soon after `ms`: what has not ended by then is left so. */
  end(ms: number): Promise<void>;
};

const WAYS = ["press approve", "press reject", "approve", "reject", "cancel", "leave"] as const;
type Way = (typeof WAYS)[number];

export type TrafficParts = {
  readonly caller: Caller;
  /** Without them nobody presses. */
  readonly cards?: Cards;
  readonly chance: Chance;
  readonly ledger: Ledger;
  readonly atOnce: number;
  /** Where each request's end is to be told. */
  readonly hook?: string;
  /** Resolves while a server listens. */
  readonly up: () => Promise<void>;
};

export function startTraffic(parts: TrafficParts): Traffic {
  const { chance, ledger, cards } = parts;
  const over = new AbortController();
  let isEnding = false;

  const work = async () => {
    while (!isEnding) {
      const way = chance.pick(cards ? WAYS : WAYS.filter((each) => !each.startsWith("press")));
      await live({ ...parts, over: over.signal }, ledger.open(way === "leave" || chance.fraction() < 0.2), way);
    }
  };
  const all = Promise.all(Array.from({ length: parts.atOnce }, work));
  all.catch(() => {}); // Told by `end`.

  return {
    async end(ms) {
      isEnding = true;
      const late = setTimeout(() => over.abort(), ms);
      await all.finally(() => clearTimeout(late));
    },
  };
}

type Live = TrafficParts & { readonly over: AbortSignal };

/** One request from its asking to its end. */
async function live(parts: Live, which: Case, way: Way): Promise<void> {
  const { caller } = parts;
  const { message, key, isShort } = which;
  const made = await insist(parts, () =>
    caller.create({
      message,
      idempotency_key: key,
      timeout_seconds: isShort ? 1 : 600,
      ...(parts.hook !== undefined && { callback_url: parts.hook }),
    }),
  );
  const id = textIn(told(made, 200), "request_id");
  which.made = { id, deadline: Date.parse(textIn(made.body, "expires_at")) };
  let isSaid = await decide(parts, which, id, way);
  for (;;) {
    const state = stateIn(told(await insist(parts, () => caller.poll(id, 2)), 200));
    parts.ledger.tell(which, state);
    if (state !== "pending" || parts.over.aborted) return;
    // No card had come yet. One that was pressed is not pressed again: a press must not get lost.
    if (!isSaid) isSaid = await decide(parts, which, id, way);
  }
}

/** False where there was nothing to press yet. */
async function decide(parts: TrafficParts, which: Case, id: string, way: Way): Promise<boolean> {
  const { caller, ledger } = parts;
  switch (way) {
    case "leave":
      return true;
    case "press approve":
    case "press reject":
      return press(parts, which, way);
    case "cancel": {
      const answer = await insist(parts, () => caller.cancel(id));
      if (answer.status === 200) ledger.tell(which, "canceled");
      else ended(answer);
      return true;
    }
    case "approve":
    case "reject": {
      const card = told(await insist(parts, () => caller.card(id)), 200);
      ledger.tell(which, stateOfCard(card));
      const answer = await insist(parts, () => caller.vote(id, way, textIn(card, "shown_digest")));
      if (answer.status === 200) ledger.tell(which, way === "approve" ? "approved" : "rejected");
      else ended(answer);
      return true;
    }
  }
}

/** On the oldest copy that still has buttons; false where none has come for a while. */
async function press(
  { cards }: TrafficParts,
  { message }: Case,
  way: "press approve" | "press reject",
): Promise<boolean> {
  for (let looks = 0; cards && looks < 30; looks++) {
    const copy = cards.of(message).find(isOpen);
    if (copy && cards.press(copy, way === "press approve" ? "approve" : "reject")) return true;
    await pause(30);
  }
  return false;
}

/** Asks until it is answered: a lost call, or one that could not be served, is made again as it was. */
async function insist({ up, ledger }: TrafficParts, call: () => Promise<Heard>): Promise<NonNullable<Heard>> {
  for (;;) {
    await up();
    const answer = await call();
    if (answer && answer.status !== 503) return answer;
    ledger.miss();
    await pause(20);
  }
}

function told(answer: NonNullable<Heard>, status: number): NonNullable<Heard>["body"] {
  if (answer.status !== status) throw new Error(`expected ${status}, heard ${JSON.stringify(answer)}`);
  return answer.body;
}

/** The only refusal that is due here. */
function ended(answer: NonNullable<Heard>): void {
  if (told(answer, 409)["code"] !== "request_ended") throw new Error(`heard ${JSON.stringify(answer)}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
