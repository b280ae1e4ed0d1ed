/** The machine's Python with the packages of a requirements.txt, in a folder of this repo's cache. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./sources.ts";

/** The interpreter; made once for each content of `requirements`. Throws where the machine has no python3 with venv. */
export function preparePython(requirements: string): string {
  const key = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = join(root, "node_modules", ".cache", `python-${key}`);
  const interpreter = join(folder, "bin", "python");
  const finished = join(folder, "installed");
  if (existsSync(finished)) return interpreter;
  // Several files of tests may come here at once: each makes its own, and the first to be ready stays.
  mkdirSync(dirname(folder), { recursive: true });
  const made = mkdtempSync(`${folder}-`);
  run("python3", ["-m", "venv", made]);
  const python = join(made, "bin", "python");
  run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  writeFileSync(join(made, "installed"), "");
  if (existsSync(finished)) {
    rmSync(made, { recursive: true, force: true });
    return interpreter;
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(made, folder);
  return interpreter;
}

function run(program: string, args: readonly string[]): void {
  try {
    execFileSync(program, args, { stdio: "pipe" });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`the tests with Python need python3 with venv and pip, and ${program} failed: ${said}`, { cause });
  }
}
