#!/usr/bin/env node
import { nodeProblem } from "./node-version.ts";

// An old Node fails on what the other files import, with an error that helps nobody: so they come only after this.
const problem = nodeProblem(process.version);
if (problem) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 3;
} else {
  const [{ run }, { systemShell }] = await Promise.all([import("./run.ts"), import("./system-shell.ts")]);
  process.exitCode = await run(process.argv.slice(2), systemShell());
}
