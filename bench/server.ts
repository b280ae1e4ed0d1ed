import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export type Server = {
  readonly port: number;
  /** The responder's, from the data folder. */
  readonly credential: string;
  /** In bytes, after its garbage was collected. */
  memory(): Promise<{ readonly rss: number; readonly heap: number }>;
  close(): Promise<void>;
};

/** Starts bench/served.ts with these settings on a free port. */
export async function startServer(folder: string, settings: Readonly<Record<string, string>> = {}): Promise<Server> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    DATA_DIR: folder,
    SERVER_PORT: "0",
    LOG_LEVEL: "silent",
    MAX_CONCURRENT_REQUESTS: "1000000",
    REQUEST_TIMEOUT: "3600",
    TERMINAL_ANSWERS: "all",
    LOOPGATE_SECRET: "a secret of the benches, long enough to be one",
    ...settings,
  };
  const execArgv = [
    "--expose-gc",
    ...(process.env["BENCH_PROFILE"] ? ["--cpu-prof", `--cpu-prof-dir=${process.env["BENCH_PROFILE"]}`] : []),
  ];
  const child = fork(join(import.meta.dirname, "served.ts"), { env, execArgv, stdio: "inherit" });
  const told = async <T>(): Promise<T> => {
    const [message] = (await Promise.race([once(child, "message"), died()])) as [T];
    return message;
  };
  const died = async (): Promise<never> => {
    const [code] = (await once(child, "exit")) as [number | null];
    throw new Error(`the server ended with ${code}`);
  };
  const { port } = await told<{ port: number }>();
  return {
    port,
    credential: readFileSync(join(folder, "operator.token"), "utf8").trim(),
    async memory() {
      child.send("memory");
      return told();
    },
    async close() {
      const ended = once(child, "exit");
      child.send("close");
      await ended;
    },
  };
}
