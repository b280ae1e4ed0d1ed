// The last lines of a run: what failed, what did not run, and `N passed, N failed`. A test that did not run fails in CI.
import { sumUp } from "./results.ts";

const { passed, failed, notRun } = sumUp();
const strict = (process.env["CI"] ?? "") !== "";

for (const name of failed) console.log(`FAILED   ${name}`);
for (const name of notRun) console.log(`NOT RUN  ${name}`);
if (notRun.length > 0 && strict) console.log("A test that does not run proves nothing, so it counts as failed here.");

const failures = failed.length + (strict ? notRun.length : 0);
console.log(`${passed} passed, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
