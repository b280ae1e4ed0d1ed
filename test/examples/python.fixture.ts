/** The machine's Python with the packages of requirements.txt, in a folder of this repo's cache. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../sources.ts";

const requirements = join(root, "test", "examples", "requirements.txt");

/** The interpreter; made once for each content of requirements.txt. Throws where the machine has no python3 with venv. */
export function preparePython(): string {
  const key = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = join(root, "node_modules", ".cache", `examples-python-${key}`);
  const interpreter = join(folder, "bin", "python");
  const finished = join(folder, "installed");
  if (existsSync(finished)) return interpreter;
  rmSync(folder, { recursive: true, force: true });
  run("python3", ["-m", "venv", folder]);
  run(interpreter, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  writeFileSync(finished, "");
  return interpreter;
}

function run(program: string, args: readonly string[]): void {
  try {
    execFileSync(program, args, { stdio: "pipe" });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`the Python examples need python3 with venv and pip, and ${program} failed: ${said}`, { cause });
  }
}
