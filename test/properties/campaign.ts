// The properties for as long as one likes: node test/properties/campaign.ts --seconds 600 [--seed N] [--only contract --path P --replay R]
import { parseArgs } from "node:util";
import { runContract, runStateful } from "./run.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() & 0x7f_ff_ff_ff) },
    path: { type: "string" },
    replay: { type: "string" },
    only: { type: "string" },
  },
});
const seed = Number(values.seed);
const budget = {
  seed,
  least: 20,
  ...(values.path !== undefined && { path: values.path }),
  ...(values.replay !== undefined && { replayPath: values.replay }),
};
console.log(`seed ${seed}`);
for (const [name, run] of [
  ["contract", runContract],
  ["stateful", runStateful],
] as const) {
  if (values.only !== undefined && values.only !== name) continue;
  const seconds = Number(values.seconds) / (values.only === undefined ? 2 : 1);
  console.log(`${name}\n${await run({ ...budget, seconds })}`);
}
