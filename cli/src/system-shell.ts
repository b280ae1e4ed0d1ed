import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createInterface as linesIn } from "node:readline";
import { createInterface } from "node:readline/promises";
import { addAbortSignal } from "node:stream";
import { platform as world } from "@loopgate/client/world";
import yoctoSpinner from "yocto-spinner";
import { ownEnvironment } from "./environment.ts";
import { createScreen, seen } from "./screen.ts";
import { loadServer } from "./server.ts";
import { UserError, type Shell } from "./shell.ts";
import { texts } from "./texts.ts";

/** The command's surroundings as they are: its door to clock, signals, streams and environment. */
export function systemShell(): Shell {
  const { stdin, stdout, stderr } = process;
  const environment = ownEnvironment({
    platform: process.platform,
    home: homedir(),
    ...account(),
    folder: process.cwd(),
  });
  const screen = (stream: NodeJS.WriteStream) =>
    createScreen({ write: (text) => void stream.write(text), colors: stream.isTTY && !environment.noColor });
  stdout.on("error", endWithReader);
  return {
    environment,
    out: screen(stdout),
    err: screen(stderr),
    world,
    now: () => Date.now(),
    ask: stdin.isTTY && stdout.isTTY ? ask : undefined,
    interruption,
    spin: stderr.isTTY && !environment.noColor ? spin : () => () => {},
    edit: async (text) => edit(text, environment.editor),
    converse,
    loadServer,
    peer: { read: readInput, write: (text) => void stdout.write(text) },
    program: { node: process.execPath, script: realpathSync(process.argv[1] ?? "") },
  };
}

async function* readInput(stop: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* addAbortSignal(stop, process.stdin) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

/** A reader such as `head` that has seen enough is no failure. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? 0);
}

/** A user without an entry has no name, and is known by his number. `homedir` goes by HOME, this does not. */
function account(): { readonly user: string; readonly accountHome: string } {
  try {
    const { username, homedir: accountHome } = userInfo();
    return { user: username, accountHome };
  } catch {
    return { user: String(process.getuid?.() ?? "user"), accountHome: homedir() };
  }
}

async function ask(question: string): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
  try {
    // Ctrl-C and Ctrl-D close the lines without an answer.
    return await Promise.race([lines.question(seen(question)), ended]);
  } catch {
    return undefined;
  } finally {
    lines.close();
  }
}

/** A shell between the client and this process may be ended alone: then nobody sends this one a signal. */
const PARENT_MS = 500;

function interruption({ withParent = false }: { readonly withParent?: boolean } = {}): AbortSignal {
  const stop = new AbortController();
  const names = ["SIGINT", "SIGTERM", ...(withParent ? (["SIGHUP"] as const) : [])] as const;
  for (const name of names) process.once(name, () => stop.abort(name));
  if (withParent) {
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) stop.abort("SIGHUP");
    }, PARENT_MS);
    watch.unref();
  }
  return stop.signal;
}

/** The command handles signals itself: the spinner must not end the process. */
function spin(text: string): () => void {
  const spinner = yoctoSpinner({ text: seen(text), handleSignals: false }).start();
  return () => void spinner.stop();
}

function edit(text: string, editor: string | undefined): string {
  if (!editor || !process.stdin.isTTY) throw new UserError(texts.terminal.noEditor);
  const folder = mkdtempSync(join(tmpdir(), "loopgate-"));
  const file = join(folder, "arguments.json");
  try {
    writeFileSync(file, text, { mode: 0o600 });
    const [program = editor, ...flags] = editor.split(/\s+/);
    const { status } = spawnSync(program, [...flags, file], { stdio: "inherit" });
    if (status !== 0) throw new UserError(texts.terminal.editorFailed(editor));
    return readFileSync(file, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function converse(
  program: string,
  args: readonly string[],
  { lines, isLast, ms }: Parameters<Shell["converse"]>[2],
): Promise<string | undefined> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "ignore"], signal: AbortSignal.timeout(ms) });
  // That it could not be started, or was ended, is told by the end of its lines.
  for (const each of [child, child.stdin]) each.on("error", () => {});
  child.stdin.write(lines.map((line) => `${line}\n`).join(""));
  try {
    for await (const line of linesIn({ input: child.stdout })) if (isLast(line)) return line;
    return undefined;
  } finally {
    child.kill();
  }
}
