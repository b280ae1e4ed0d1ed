import { sql } from "kysely";
import type { Migration } from "./migrate.ts";

export const leasesMigration: Migration = {
  name: "0001_leases",
  tables: ["leases"],
  tenantless: ["leases"],
  async up(db) {
    await sql`
      create table leases (
        name text not null primary key, holder text not null, fence bigint not null, until bigint not null)`.execute(
      db,
    );
  },
};
