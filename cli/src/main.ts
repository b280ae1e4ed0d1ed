#!/usr/bin/env node
import { failureOf } from "./failure-code.ts";
import { nodeProblem } from "./node-version.ts";

const args = process.argv.slice(2);
// Whatever ends a hook early ends it as a failure: the coding agent would take any other end for a yes.
if (args[0] === "hook") {
  process.exitCode = failureOf(args);
  process.on("uncaughtException", (error) => {
    process.stderr.write(`${error.stack ?? String(error)}\n`);
    process.exit(failureOf(args));
  });
}

// An old Node fails on what the other files import, with an error that helps nobody: so they come only after this.
const problem = nodeProblem(process.version);
if (problem) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = failureOf(args);
} else {
  const [{ run }, { systemShell }] = await Promise.all([import("./run.ts"), import("./system-shell.ts")]);
  process.exitCode = await run(args, systemShell());
}
