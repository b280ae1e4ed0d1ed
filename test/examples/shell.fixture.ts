/** One shell for a page's blocks in their order, so that what one block sets the next one finds. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "../sources.ts";

export type Shell = {
  /** Runs one block; rejects where the shell itself ends. */
  run(text: string): Promise<{ readonly code: number; readonly lines: readonly string[] }>;
  close(): void;
};

const end = "@end of the block ";

export function openShell(env: Readonly<Record<string, string>>): Shell {
  const child = spawn("bash", ["--noprofile", "--norc"], {
    cwd: root,
    env: { HOME: process.env["HOME"] ?? "", LANG: "C.UTF-8", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = new Promise<never>((_, reject) => {
    child.once("close", (code) => reject(new Error(`the shell ended with ${code}`)));
  });
  ended.catch(() => {});
  let lines: string[] = [];
  let finished: (code: number) => void = () => {};
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [said = "", code] = line.split(end);
    if (said !== "" || code === undefined) lines.push(said);
    if (code !== undefined) finished(Number(code));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => lines.push(...text.trimEnd().split("\n")));

  return {
    async run(text) {
      lines = [];
      const code = new Promise<number>((resolve) => (finished = resolve));
      // The first line that fails ends the shell, which says so as it goes. In a group the variables stay, and nothing of the
      // block reads what is still to be run.
      child.stdin.write(`set -e\ntrap 'echo "${end}$?"' EXIT\n{\n${text}\n} </dev/null\ntrap - EXIT\necho "${end}0"\n`);
      const result = { code: await Promise.race([code, ended]), lines };
      // Then the shell ends, and all that it had to say has arrived.
      if (result.code !== 0) await ended.catch(() => {});
      return result;
    },
    close: () => child.kill(),
  };
}
