/** Named steps of a check, run side by side as far as the machine has cores, and told as they end. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { performance } from "node:perf_hooks";

export const root = dirname(import.meta.dirname);

export type Step = {
  readonly name: string;
  /** A program and its arguments; it is looked for in the repo's own tools first. */
  readonly run: readonly [string, ...string[]];
  /** What to do when it fails. */
  readonly hint: string;
};

export type Result = { readonly name: string; readonly passed: boolean };

/** Starts the steps in their order; never rejects. A failed step shows all that it said. */
export async function runSteps(steps: readonly Step[]): Promise<readonly Result[]> {
  const waiting = [...steps];
  const results: Result[] = [];
  const work = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const started = performance.now();
      const { passed, said } = await outcomeOf(step);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${passed ? "  ok  " : "FAILED"}  ${step.name.padEnd(12)} ${seconds} s`);
      if (!passed) console.log(`${said.trimEnd()}\n        ${step.name}: ${step.hint}\n`);
      results.push({ name: step.name, passed });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

function outcomeOf({ run: [program, ...args] }: Step): Promise<{ passed: boolean; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env: toolEnvironment(), stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.once("error", (error) => resolve({ passed: false, said: `${program}: ${error.message}` }));
    child.once("close", (code) => resolve({ passed: code === 0, said }));
  });
}

/** With the repo's own Node and tools before those of the machine. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  const own = join(root, "node_modules", ".bin");
  return { ...process.env, PATH: [own, process.env["PATH"] ?? ""].join(delimiter) };
}
