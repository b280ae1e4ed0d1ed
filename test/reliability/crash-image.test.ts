import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openDatabase } from "../../server/src/db/db.ts";
import { systemClock } from "../../server/src/kit/clock.ts";
import { systemIds } from "../../server/src/kit/ids.ts";
import { createLog } from "../../server/src/kit/log.ts";
import { MIGRATIONS } from "../../server/src/migrations.ts";
import { sources } from "../sources.ts";
import { runCrashImages } from "./crash-image.ts";
import { makeGround } from "./ground.ts";

test("whenever a call has been acknowledged, a copy of the files as they stand holds what it did", async () => {
  const counts = await runCrashImages({ seed: Date.now() % 1_000_000, seconds: 60, most: 200 });
  console.log("crash images:", JSON.stringify(counts));
  expect(counts.faults).toEqual([]);
  expect(counts.images).toBeGreaterThanOrEqual(100);
}, 120_000);

describe("every commit waits for the disk", () => {
  test("the server's own connection runs with WAL and synchronous=FULL", async () => {
    const ground = await makeGround("sqlite", "");
    const ids = systemIds(systemClock);
    const log = createLog({ level: "silent" });
    const options = {
      adapter: "sqlite",
      uri: ground.file,
      clock: systemClock,
      ids,
      log,
      migrations: MIGRATIONS,
    } as const;
    const db = await openDatabase(options);
    const ask = async (name: string) =>
      (await db.engine.run({ sql: `pragma ${name}`, parameters: [] })).rows[0]?.[name];
    expect(await ask("journal_mode")).toBe("wal");
    expect(await ask("synchronous")).toBe(2);
    await db.close();
    await ground.remove();
  });

  test("no other connection of the server writes to its database", () => {
    const opened = sources()
      .filter(({ path }) => path.startsWith("server/src/") && !path.endsWith(".test.ts"))
      .flatMap(({ path, text }) => [...text.matchAll(/new Sqlite\((.*)\)/g)].map(([, how]) => `${path}: ${how ?? ""}`));
    expect(opened.toSorted()).toEqual([
      // Holds a lock and no data.
      "server/src/db/lockfile.ts: `${file}.lock`, { timeout: 0 }",
      "server/src/db/sqlite-snapshot.ts: handle.name, { readonly: true, timeout: 5_000 }",
      "server/src/db/sqlite-snapshot.ts: handle.serialize()",
      "server/src/db/sqlite.ts: file, { timeout: 5_000 }",
    ]);
    const text = readFileSync(join(import.meta.dirname, "../../server/src/db/sqlite.ts"), "utf8");
    expect(text).toContain("makeDurable(handle, file)");
  });
});
