import type { Millis } from "../kit/clock.ts";
import type { Database } from "./db.ts";

export type LeasesTables = {
  readonly leases: { readonly name: string; readonly holder: string; readonly fence: number; readonly until: Millis };
};

/** A name held by one node for a while. The fence rises with each holder: whoever writes under a lease guards with it. */
export type Lease = { readonly name: string; readonly holder: string; readonly fence: number };

/** All times by the database's clock, so that nodes with different clocks agree. */
export type Leases = {
  /** The lease, or undefined while another holds it. The same holder gets a new fence, for it may have lost its memory. */
  acquire(name: string, holder: string, forMs: Millis): Promise<Lease | undefined>;
  /** False: it ended or another has it; stop at once. */
  renew(lease: Lease, forMs: Millis): Promise<boolean>;
  /** Lets another have it now. */
  release(lease: Lease): Promise<void>;
  /** Ends every lease: only for a process that is known to be alone with the database, so that their holders are dead. */
  endAll(): Promise<void>;
};

export function createLeases({ db }: { db: Database }): Leases {
  const sql = db.query<LeasesTables>();
  const { now } = db.time;

  return {
    async acquire(name, holder, forMs) {
      const rows = await sql
        .insertInto("leases")
        .values(({ eb }) => ({ name, holder, fence: 1, until: eb(now, "+", forMs) }))
        .onConflict((conflict) =>
          conflict
            .column("name")
            .doUpdateSet(({ eb, ref }) => ({
              holder,
              fence: eb(ref("leases.fence"), "+", 1),
              until: eb(now, "+", forMs),
            }))
            .where(({ eb, or, ref }) =>
              or([eb(ref("leases.until"), "<=", now), eb(ref("leases.holder"), "=", holder)]),
            ),
        )
        .returning(["name", "holder", "fence"])
        .execute();
      return rows[0];
    },
    async renew({ name, holder, fence }, forMs) {
      const rows = await sql
        .updateTable("leases")
        .set(({ eb }) => ({ until: eb(now, "+", forMs) }))
        .where("name", "=", name)
        .where("holder", "=", holder)
        .where("fence", "=", fence)
        .where("until", ">", now)
        .returning("fence")
        .execute();
      return rows.length > 0;
    },
    async endAll() {
      await sql.updateTable("leases").set({ until: 0 }).execute();
    },
    async release({ name, fence }) {
      await sql.updateTable("leases").set({ until: 0 }).where("name", "=", name).where("fence", "=", fence).execute();
    },
  };
}
