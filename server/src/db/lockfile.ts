import Sqlite from "better-sqlite3";
import { StartRefused } from "../kit/failures.ts";

/**
 * Holds `<file>.lock` so that one process uses the database file. The lock is SQLite's own on a second, empty database: the
 * system frees it even after `kill -9`, and no stale file is left to clear away. Answers how to let go.
 */
export function lockFile(file: string): () => void {
  const lock = new Sqlite(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec("begin exclusive");
  } catch (cause) {
    lock.close();
    throw new StartRefused(
      `Another Loopgate uses ${file}: stop it first, or give this one its own DATA_DIR or DB_URI (PostgreSQL serves many).`,
      { cause },
    );
  }
  return () => {
    lock.close();
  };
}
