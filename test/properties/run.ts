/** Runs both properties on one house for a time, and tells what was met. */
import fc from "fast-check";
import { checkTally, contractProperty, tallyText } from "./contract-property.ts";
import { openHouse } from "./house.ts";
import { checkSeen, statefulProperty } from "./stateful-property.ts";

export type Budget = {
  readonly seconds: number;
  readonly seed: number;
  /** Of an earlier failure, to go there at once. */
  readonly path?: string;
  /** Which of a sequence's calls were left when it had been shrunk; the stateful property prints it. */
  readonly replayPath?: string;
  /** Each route is called at least this often. */
  readonly least: number;
};

/** Any calls; rejects with the counterexample, its seed and its path. Answers what was called. */
export async function runContract({ uri, ...budget }: Budget & { readonly uri?: string }): Promise<string> {
  const house = await openHouse(uri);
  const tally = new Map<string, { calls: number; successes: number }>();
  try {
    await inRounds("contract", 500, budget, (round) => fc.assert(contractProperty(house, tally), round));
    if (budget.path === undefined) checkTally(tally, budget.least);
    return tallyText(tally);
  } finally {
    await house.close();
  }
}

/** Calls in any order against a model. */
export async function runStateful({ uri, ...budget }: Budget & { readonly uri?: string }): Promise<string> {
  const house = await openHouse(uri);
  const seen = new Map<string, number>();
  try {
    await inRounds("stateful", 25, budget, (round) =>
      fc.assert(statefulProperty(house, seen, budget.replayPath), round),
    );
    if (budget.path === undefined) checkSeen(seen);
    return [...seen]
      .map(([outcome, count]) => `${outcome}: ${count}`)
      .toSorted()
      .join(", ");
  } finally {
    await house.close();
  }
}

/** Rounds of so many runs, each with the next seed: one at least, and more until the time is over. */
async function inRounds(
  property: string,
  numRuns: number,
  { seconds, seed, path }: Budget,
  run: (round: fc.Parameters<unknown>) => Promise<void>,
): Promise<void> {
  if (path !== undefined) return run({ seed, path, endOnFailure: true });
  const until = performance.now() + seconds * 1000;
  for (let round = 0; round === 0 || performance.now() < until; round++)
    await run({ seed: seed + round, numRuns, asyncReporter: async (result) => report(property, result) });
}

function report(property: string, run: fc.RunDetails<unknown>): void {
  if (!run.failed) return;
  const replay = `node test/properties/campaign.ts --only ${property} --seed ${run.seed} --path ${run.counterexamplePath ?? ""}`;
  const told = fc.defaultReportMessage(run) ?? "";
  const left = /replayPath="([^"]+)"/.exec(told)?.[1];
  const again = `${replay}${left === undefined ? "" : ` --replay ${left}`}`;
  throw new Error(`${told}\n\nTo see it again: ${again}`, { cause: run.errorInstance });
}
