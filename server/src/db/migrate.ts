import { sql, type Kysely } from "kysely";
import { StartRefused } from "../kit/failures.ts";
import { createKysely } from "./dialect.ts";
import type { Engine } from "./engine.ts";

/** One step of the schema, kept in the folder that owns its tables. It is never changed once released. */
export type Migration = {
  /** Unique, and stored: `0001_requests`. */
  readonly name: string;
  /** The tables that it creates. */
  readonly tables: readonly string[];
  /** Those of them that belong to no tenant and have no `tenant_id`. */
  readonly tenantless?: readonly string[];
  up(db: Kysely<unknown>, kind: Engine["kind"]): Promise<void>;
};

type Applied = { readonly migrations: { readonly name: string; readonly applied_at: number } };

/**
 * Brings the database to this program's schema, all steps or none. Several nodes may do so at once: they take turns. A database
 * that a newer program has changed is refused.
 */
export async function migrate(engine: Engine, migrations: readonly Migration[], now: number): Promise<void> {
  await engine.alone(async (run) => {
    const db = createKysely<Applied>(engine.kind, run);
    await sql`create table if not exists migrations (name text not null primary key, applied_at bigint not null)`.execute(
      db,
    );
    const applied = new Set((await db.selectFrom("migrations").select("name").execute()).map(({ name }) => name));
    refuseNewer(applied, migrations);
    for (const migration of migrations.filter(({ name }) => !applied.has(name))) {
      await migration.up(createKysely(engine.kind, run), engine.kind);
      await db.insertInto("migrations").values({ name: migration.name, applied_at: now }).execute();
    }
  });
}

function refuseNewer(applied: ReadonlySet<string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = [...applied].find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new StartRefused(
    `The database was changed by a newer Loopgate (${unknown}): start that version, or restore a backup made before the upgrade.`,
  );
}
