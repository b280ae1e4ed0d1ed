/** Runs the text of an example in a process of its own, unchanged. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../sources.ts";

export type Ran = {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly errors: string;
  /** What the variables that were asked for held at the end, as JSON. */
  readonly values: Readonly<Record<string, unknown>>;
};

/** What the Python examples import. */
export const requirements = join(import.meta.dirname, "requirements.txt");

/** Begins a line that tells the variables, so that it is not taken for the example's own. */
const mark = "@values ";

/** A shell that stops at the first command that fails. */
export function runBash(text: string, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  return run("bash", ["-euo", "pipefail", "-c", text], env);
}

/** `expressions`: Python that is evaluated after the example, by name. An example without imports gets the one that it needs. */
export function runPython(python: string, text: string, expressions: Readonly<Record<string, string>>): Promise<Ran> {
  const prelude = /^import /m.test(text) ? "" : "import requests\n";
  const values = Object.entries(expressions).map(([name, expression]) => `${JSON.stringify(name)}: ${expression}`);
  const telling = `import json as _json\nprint(${JSON.stringify(mark)} + _json.dumps({${values.join(", ")}}))`;
  return run(python, ["-c", `${prelude}${text}\n${telling}`], { PYTHONUNBUFFERED: "1", PYTHONIOENCODING: "utf-8" });
}

/** Inside an async function that has `require`, since the examples use it beside a top-level await. */
export function runJavaScript(text: string, expressions: Readonly<Record<string, string>>): Promise<Ran> {
  const values = Object.entries(expressions).map(([name, expression]) => `${JSON.stringify(name)}: ${expression}`);
  const telling = `console.log(${JSON.stringify(mark)} + JSON.stringify({${values.join(", ")}}));`;
  const whole = `(async () => {\n${text}\n${telling}\n})();`;
  return run(join(root, "node_modules", ".bin", "node"), ["--input-type=commonjs", "--eval", whole], {});
}

async function run(program: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  const surroundings = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", LANG: "C.UTF-8" };
  const child = spawn(program, args, { cwd: root, env: { ...surroundings, ...env } });
  let said = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(timer);
  const all = said.split("\n").filter((line) => line !== "");
  const told = all.findLast((line) => line.startsWith(mark));
  return {
    code,
    errors,
    lines: all.filter((line) => line !== told),
    values: told === undefined ? {} : (JSON.parse(told.slice(mark.length)) as Record<string, unknown>),
  };
}

/** The JSON objects that curl printed one after the other, without a line end between them. */
export function answersIn(lines: readonly string[]): readonly Readonly<Record<string, unknown>>[] {
  const objects = lines.join("\n").replaceAll(/\}\s*\{/g, "}\n\0{");
  return objects.split("\0").map((text) => JSON.parse(text) as Record<string, unknown>);
}
