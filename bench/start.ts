/** From the start of the program to its first healthy answer, on a database that is there already. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { connect } from "./connection.ts";
import { median, spread } from "./measure.ts";
import { table, verdict } from "./table.ts";

const target = 1_000;

export async function start(folder: string, requests: number, rounds: number): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await startOnce(folder));
  const line = [
    `SQLite, ${requests} requests`,
    `${Math.round(median(times))} ms (${spread(times)})`,
    `< ${target} ms`,
    verdict(median(times) < target),
  ];
  return table(["database", "start to healthy", "target", ""], [line]);
}

async function startOnce(folder: string): Promise<number> {
  const port = await freePort();
  const root = join(import.meta.dirname, "..");
  const env = {
    PATH: process.env["PATH"] ?? "",
    DATA_DIR: folder,
    SERVER_PORT: String(port),
    LOG_LEVEL: "silent",
    LOOPGATE_SECRET: "a secret of the benches, long enough to be one",
  };
  const started = performance.now();
  const child = spawn(process.execPath, [join(root, "cli", "dist", "loopgate.js"), "serve"], { env, stdio: "ignore" });
  const ended = once(child, "exit");
  let over = false;
  void ended.then(() => (over = true));
  for (;;) {
    if (over) throw new Error("the server ended before it was healthy: is cli/dist built?");
    const healthy = await connect(port).then(
      async (connection) => {
        const { status } = await connection.call("GET", "/health");
        connection.close();
        return status === 200;
      },
      () => false,
    );
    if (healthy) break;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const time = performance.now() - started;
  child.kill("SIGTERM");
  await ended;
  return time;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
