/**
 * One server process of a campaign: the real gate, started by its settings, with its crash points armed. It prints `@ready URL`,
 * and `@crash NAME` right before it kills itself at the point that CRASH_AT names (`name@3`: the third time that it is reached).
 */
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { serve } from "../../server/src/index.ts";
import { armCrashpoints } from "../../server/src/kit/crashpoint.ts";

const { CRASH_AT = "", ...settings } = process.env;
const [name, nth = "1"] = CRASH_AT.split("@");
let left = Number(nth);

armCrashpoints((reached) => {
  if (reached !== name || --left > 0) return;
  writeSync(1, `@crash ${name}\n`);
  process.kill(process.pid, "SIGKILL");
});

const serving = await serve(settings);
// A killed process keeps no cache of its own accord.
flushCompileCache();
writeSync(1, `@ready ${serving.url}\n`);

process.on("SIGTERM", () => void serving.close().then(() => process.exit(0)));
// The pipe from the parent closes when it dies, however it dies.
process.stdin.on("close", () => process.exit(1)).resume();
