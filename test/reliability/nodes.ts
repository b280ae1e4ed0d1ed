/** Server processes of a campaign, started and ended by their own process id. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export type Node = {
  readonly url: string;
  readonly pid: number;
  /** Resolves when the process is gone: the crash point at which it ended itself, if it was one. */
  readonly ended: Promise<{ readonly crashedAt: string | undefined }>;
  /** What it has printed. */
  said(): string;
  /** SIGKILL: nothing of it gets to say goodbye. */
  kill(): Promise<void>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>;
};

export type Settings = Readonly<Record<string, string>>;

const entry = join(import.meta.dirname, "node.ts");
/** Servers start hundreds of times, and compile the same sources each time. */
const compiled = join(import.meta.dirname, "../../node_modules/.cache/reliability");

/** Starts a server on a free port; resolves when it listens, or with the crash point that ended it before that. */
export async function startNode(settings: Settings, crashAt?: string): Promise<Node | { readonly crashedAt: string }> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    NODE_COMPILE_CACHE: compiled,
    SERVER_PORT: "0",
    LOG_LEVEL: "error",
    ...settings,
    ...(crashAt === undefined ? {} : { CRASH_AT: crashAt }),
  };
  const child = spawn(process.execPath, [entry], { env, stdio: ["pipe", "pipe", "pipe"] });
  const { pid } = child;
  if (pid === undefined) throw new Error("the server process could not be started");
  let said = "";
  const ready = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const url = /^@ready (\S+)$/m.exec(said)?.[1];
      if (url !== undefined) ready.resolve(url);
    });
  const ended = once(child, "close").then(() => ({ crashedAt: /^@crash (\S+)$/m.exec(said)?.[1] }));
  const signalled = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  const url = await Promise.race([ready.promise, ended.then(() => undefined)]);
  if (url !== undefined)
    return { url, pid, ended, said: () => said, kill: () => signalled("SIGKILL"), stop: () => signalled("SIGTERM") };
  const { crashedAt } = await ended;
  if (crashedAt === undefined) throw new Error(`the server did not start:\n${said}`);
  return { crashedAt };
}

/** Starts one that has no crash point to end at. */
export async function startWhole(settings: Settings): Promise<Node> {
  const node = await startNode(settings);
  if ("crashedAt" in node) throw new Error(`the server ended at ${node.crashedAt} while it started`);
  return node;
}
