import type { Client } from "pg";
import { Unavailable } from "../kit/failures.ts";
import type { Row, Snapshot } from "./engine.ts";
import { notConnected } from "./postgres-failures.ts";

const batch = 500;

/** One moment of the database, in the one transaction besides migrations and restore that stays open: it only reads. */
export async function postgresSnapshot(client: Client): Promise<Snapshot> {
  client.on("error", () => {}); // The read that is waiting rejects with it.
  await client.connect().catch(notConnected);
  await client.query("begin isolation level repeatable read read only");
  await client.query("set local idle_in_transaction_session_timeout = 0");
  // The moment of a repeatable read is its first statement that reads, not its begin.
  await client.query("select 1 from pg_catalog.pg_class limit 1");

  const read = async (text: string): Promise<Row[]> => {
    try {
      return (await client.query<Row>(text)).rows;
    } catch (cause) {
      throw new Unavailable("unavailable", "The database broke off the backup.", { cause });
    }
  };

  return {
    async *read(table) {
      await read(`declare batches no scroll cursor for select * from "${table}"`);
      for (let rows = await read(`fetch ${batch} from batches`); rows.length > 0;) {
        yield rows;
        rows = await read(`fetch ${batch} from batches`);
      }
      await read("close batches");
    },
    async close() {
      await client.end().catch(() => {});
    },
  };
}
