import { cpus, totalmem } from "node:os";
import Sqlite from "better-sqlite3";

/** What the numbers were measured on. */
export function machineText(postgres: string): string {
  const handle = new Sqlite(":memory:");
  const { version } = handle.prepare<[], { version: string }>("select sqlite_version() as version").get() ?? {
    version: "?",
  };
  handle.close();
  const [cpu] = cpus();
  return [
    `- ${cpus().length} cores of ${cpu?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`,
    `- Node ${process.versions.node}, SQLite ${version} (WAL, synchronous=FULL), PostgreSQL ${postgres} (fsync and synchronous_commit on)`,
    `- ${new Date().toISOString().slice(0, 10)}, by \`make bench\``,
  ].join("\n");
}
