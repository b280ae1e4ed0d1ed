import { parseArgs } from "node:util";
import { simulate } from "./run.ts";

/**
 * Runs seeds one after the other and prints what happened as one line of JSON: `--from 1 --seeds 1000`, or as many as fit into
 * `--seconds`. Exits 1 at the first broken promise, with the command that replays it.
 */
const { values } = parseArgs({
  options: {
    from: { type: "string", default: "1" },
    seeds: { type: "string", default: "1000" },
    seconds: { type: "string" },
    trace: { type: "boolean", default: false },
  },
});
const first = Number(values.from);
const until = values.seconds === undefined ? Infinity : performance.now() + Number(values.seconds) * 1000;
const last = values.seconds === undefined ? first + Number(values.seeds) : Infinity;
const counts: Record<string, number> = { seeds: 0, requests: 0, orphans: 0 };
const add = (name: string, count: number) => (counts[name] = (counts[name] ?? 0) + count);

for (let seed = first; seed < last && performance.now() < until; seed++) {
  try {
    const { faults, end, lines } = await simulate(seed);
    add("seeds", 1);
    add("requests", end.requests);
    add("orphans", end.orphans);
    for (const [name, count] of [...faults, ...end.transitions]) add(name, count);
    if (values.trace) console.log(lines.join("\n"));
  } catch (error) {
    console.error(error);
    console.error(`Replay: node test/simulation/campaign.ts --from ${seed} --seeds 1 --trace`);
    process.exit(1);
  }
}
console.log(JSON.stringify(counts));
