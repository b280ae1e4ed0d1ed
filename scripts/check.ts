// `npm run check`: all that can be said of the sources without running them. Named steps may be given: `npm run check lint types`.
import { keepChecks } from "./results.ts";
import { runSteps, type Step } from "./steps.ts";

const steps: readonly Step[] = [
  { name: "types", run: ["tsc", "--noEmit"], hint: "the compiler says where." },
  { name: "page types", run: ["tsc", "--noEmit", "--project", "inbox"], hint: "the compiler says where." },
  {
    name: "lint",
    run: ["oxlint", "--type-aware", "--deny-warnings"],
    hint: "`npx oxlint --type-aware --fix` mends some of it.",
  },
  { name: "format", run: ["oxfmt", "--check", "."], hint: "`npm run format` mends it." },
  {
    name: "unused",
    run: ["knip", "--no-progress", "--treat-config-hints-as-errors"],
    hint: "delete what nobody uses, or take away its `export`.",
  },
  { name: "generated", run: ["node", "scripts/generate.ts", "--check"], hint: "`npm run generate` writes it anew." },
  { name: "compose", run: ["dclint", "--max-warnings", "0", "compose.yaml"], hint: "see the rules in .dclintrc.yaml." },
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`There is no check ${unknown.join(", ")}: there are ${steps.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

const results = await runSteps(asked.length === 0 ? steps : steps.filter(({ name }) => asked.includes(name)));
if (asked.length === 0) keepChecks(results);
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
