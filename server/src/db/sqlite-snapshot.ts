import Sqlite from "better-sqlite3";
import type { Row, Snapshot } from "./engine.ts";

const batch = 500;

/** One moment of the database on a connection of its own, so that writes go on meanwhile; of a database in memory a copy. */
export function sqliteSnapshot(handle: Sqlite.Database): Snapshot {
  const moment = handle.memory
    ? new Sqlite(handle.serialize())
    : new Sqlite(handle.name, { readonly: true, timeout: 5_000 });
  moment.exec("begin");
  // The moment of a read transaction is its first read, not its begin.
  moment.prepare("select count(*) from sqlite_schema").get();

  return {
    async *read(table) {
      let rows: Row[] = [];
      for (const row of moment.prepare<unknown[], Row>(`select * from "${table}"`).iterate()) {
        rows.push(row);
        if (rows.length < batch) continue;
        yield rows;
        rows = [];
        await nextTurn();
      }
      if (rows.length > 0) yield rows;
    },
    async close() {
      moment.close();
    },
  };
}

/** Lets requests be answered between two batches of a long backup. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
