/** The table of docs/reliability.md, a row for each planted bug. */
import { dirname } from "node:path";
import type { Bug } from "./bugs.ts";
import { commandOf, type Check } from "./check.ts";

export function rowOf({ name, harm, caughtBy }: Bug): string {
  const layers = caughtBy.map((check) => `${layerOf(check)}: \`${check.says}\``);
  const commands = caughtBy.map((check) => `\`${commandOf(check)}\``);
  return `| ${[name, harm, layers.join("<br>"), commands.join("<br>")].join(" | ")} |`;
}

function layerOf(check: Check): string {
  if ("file" in check) return `a test in ${dirname(check.file)}`;
  if (check.script.startsWith("test/simulation/")) return "the simulation";
  return `the campaign ${check.args[check.args.indexOf("--only") + 1] ?? ""}`;
}
