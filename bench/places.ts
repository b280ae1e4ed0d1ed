/** Fresh databases for a bench: an SQLite file in a folder of its own, a database of one PostgreSQL. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { startPostgres } from "../test/postgres.ts";

export type Places = {
  folder(): string;
  sqlite(): string;
  postgres(): Promise<string>;
  versions(): Promise<{ readonly postgres: string }>;
  close(): Promise<void>;
};

export async function openPlaces(): Promise<Places> {
  const server = await startPostgres();
  const folders: string[] = [];
  const ask = async (url: string, text: string) => {
    const client = new Client(url);
    await client.connect();
    try {
      return (await client.query<Record<string, string>>(text)).rows;
    } finally {
      await client.end();
    }
  };
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), "loopgate-bench-"));
    folders.push(made);
    return made;
  };
  return {
    folder,
    sqlite: () => join(folder(), "loopgate.db"),
    async postgres() {
      const name = `bench_${randomUUID().replaceAll("-", "")}`;
      await ask(server.url, `create database ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    versions: async () => ({ postgres: String((await ask(server.url, "show server_version"))[0]?.["server_version"]) }),
    async close() {
      await server.stop();
      for (const made of folders) rmSync(made, { recursive: true, force: true });
    },
  };
}
