// `make test`: every check and every test, then the sum. A failed part does not keep the others from running.
import { spawnSync } from "node:child_process";
import { forgetResults, testsFile } from "./results.ts";
import { root, toolEnvironment } from "./steps.ts";

function run(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { cwd: root, env: toolEnvironment(), stdio: "inherit" }).status === 0;
}

forgetResults();
// The tests of the package and of the start command need the bundle.
const parts = [
  run("node", "scripts/build.ts"),
  run("node", "scripts/check.ts"),
  run("vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${testsFile}`),
  run("node", "scripts/tally.ts"),
];
process.exitCode = parts.every(Boolean) ? 0 : 1;
