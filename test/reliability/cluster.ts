/** A PostgreSQL of one's own, which may be stopped and started over the same data. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { startPostgres } from "../postgres.ts";

export type Cluster = {
  readonly url: string;
  /** Cuts every session and ends: `SIGINT` in good order, `SIGQUIT` as in a crash. */
  stop(signal: "SIGINT" | "SIGQUIT"): Promise<void>;
  /** Resolves once it takes connections. */
  start(): Promise<void>;
  remove(): Promise<void>;
};

export async function startCluster(): Promise<Cluster> {
  const given = process.env["DATABASE_URL"];
  // One that is not ours is not ours to stop.
  delete process.env["DATABASE_URL"];
  const first = await startPostgres();
  if (given !== undefined) process.env["DATABASE_URL"] = given;
  const data = await dataFolder(first.url);
  const command = commandOf(readFileSync(join(data, "postmaster.opts"), "utf8"));
  const { uid, gid } = statSync(data);
  const owner = process.getuid?.() === 0 ? { uid, gid } : {};
  const pidFile = join(data, "postmaster.pid");

  async function stop(signal: "SIGINT" | "SIGQUIT"): Promise<void> {
    const pid = Number(readFileSync(pidFile, "utf8").split("\n", 1)[0]);
    process.kill(pid, signal);
    while (existsSync(pidFile) && isAlive(pid)) await pause();
  }

  return {
    url: first.url,
    stop,
    async start() {
      const [program = "", ...args] = command;
      spawn(program, args, { ...owner, cwd: data, stdio: "ignore" });
      while (!(await takesConnections(first.url))) await pause();
    },
    async remove() {
      if (existsSync(pidFile)) await stop("SIGINT");
      await first.stop();
    },
  };
}

/** The command line as the server itself has kept it: the program, then each argument in double quotes. */
function commandOf(text: string): readonly string[] {
  const [program = "", ...rest] = text.trim().split(/ (?=")/);
  return [program, ...rest.map((argument) => argument.replaceAll('"', ""))];
}

async function dataFolder(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>("show data_directory");
  await client.end();
  return rows[0]?.data_directory ?? "";
}

async function takesConnections(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
