/** Loopgate started as a user starts it: a program, its settings, a port. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

export type Served = {
  readonly url: string;
  /** All that it has printed so far. */
  said(): string;
  /** Ends it as a service manager does, and answers its exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
};

export type Start = {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Default: any free one. */
  readonly port?: number;
};

/** Resolves when `/health` answers; rejects with what was printed when the program ends before, or 20 s have passed. */
export async function startServed({ command: [program, ...args], cwd, env, port: wanted }: Start): Promise<Served> {
  const port = wanted ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(program, args, { cwd, env: { ...surroundings(), ...env, SERVER_PORT: String(port) } });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended = once(child, "close").then(([code]) => code as number | null);
  const gone = ended.then((code) => Promise.reject(new Error(`ended with ${code}:\n${said}`)));
  gone.catch(() => {});

  const stop = async () => {
    child.kill("SIGTERM");
    return ended;
  };
  try {
    await Promise.race([healthy(url), gone]);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  return {
    url,
    said: () => said,
    stop,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** What a program needs of its surroundings to run at all; none of this machine's settings of Loopgate. */
function surroundings(): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
}

/** One that nobody listens at, at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Asked again and again, since nothing else tells that another process listens. */
async function healthy(url: string): Promise<void> {
  const until = Date.now() + 20_000;
  for (;;) {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > until) throw new Error(`${url}/health did not answer`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
