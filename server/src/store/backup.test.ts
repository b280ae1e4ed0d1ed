import { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { testDatabases } from "../../../test/databases.ts";
import { backup } from "../db/backup.ts";
import type { Database } from "../db/db.ts";
import { restore } from "../db/restore.ts";
import { systemClock } from "../kit/clock.ts";
import { cancellation, chat, creation, migrations, storeOn, tenant } from "./requests.fixture.ts";

const names = ["SQLite file", "SQLite memory", "PostgreSQL"] as const;

async function filled(db: Database, count: number): Promise<void> {
  const one = async (_: unknown, n: number) => {
    const made = creation({ show: [chat] });
    await storeOn(db).commit(made);
    if (n % 2) await storeOn(db).commit(cancellation(made.request));
  };
  await Promise.all(Array.from({ length: count }, one));
}

async function bytesOf(db: Database): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of backup(db, systemClock)) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** The rows alone: header and trailer hold times and sums. */
const rowsOf = (bytes: Buffer) => gunzipSync(bytes).toString().split("\n").slice(1, -2).toSorted();

describe("backup", () => {
  const all = {
    "SQLite file": testDatabases("SQLite file", migrations),
    "SQLite memory": testDatabases("SQLite memory", migrations),
    PostgreSQL: testDatabases("PostgreSQL", migrations),
  };

  test.each(names.flatMap((from) => names.map((to) => [from, to] as const)))(
    "everything in %s is the same after a restore into %s",
    async (from, to) => {
      const source = await all[from].open();
      await filled(source, 5);
      const bytes = await bytesOf(source);
      const target = await all[to].open();
      const counts = await restore(target, Readable.from([bytes]));
      expect(counts).toMatchObject({ requests: 5, events: 7, deliveries: 5 });
      expect(rowsOf(await bytesOf(target))).toEqual(rowsOf(bytes));
      const [request] = (await storeOn(target).list(tenant, { status: "pending" }, { limit: 1 })).requests;
      expect(request && (await storeOn(target).commit(cancellation(request)))).toBe(true);
    },
  );

  test.each(names)("on %s it shows one moment, although writing goes on", async (name) => {
    const db = await all[name].open();
    await filled(db, 600);
    const reading = backup(db, systemClock);
    const chunks: Buffer[] = [];
    let more: Promise<void> | undefined;
    for await (const chunk of reading) {
      chunks.push(Buffer.from(chunk as Uint8Array));
      more ??= filled(db, 50);
    }
    await more;
    const rows = rowsOf(Buffer.concat(chunks)).map((line) => JSON.parse(line) as [string, { status?: string }]);
    const count = (table: string) => rows.filter(([of]) => of === table).length;
    const ended = rows.filter(([table, { status }]) => table === "requests" && status !== "pending").length;
    expect(count("events")).toBe(count("requests") + ended);
    expect(count("deliveries")).toBe(count("requests"));
  });

  test.each(names)("a damaged backup leaves %s empty", async (name) => {
    const source = await all["SQLite memory"].open();
    await filled(source, 3);
    const bytes = await bytesOf(source);
    const text = gunzipSync(bytes).toString();
    const target = await all[name].open();
    const lines = text.split("\n");
    const damaged = {
      "cut short": bytes.subarray(0, bytes.length - 20),
      "without its last line": gzipSync(lines.slice(0, -2).join("\n") + "\n"),
      "with a changed word": gzipSync(text.replace("medium", "lowest")),
      "with a row less": gzipSync(lines.toSpliced(2, 1).join("\n")),
      "not a backup": gzipSync("hello\nworld\n"),
      "not even gzip": Buffer.from("hello"),
    };
    for (const bad of Object.values(damaged)) {
      await expect(restore(target, Readable.from([bad]))).rejects.toThrow("The backup is damaged");
    }
    expect(await storeOn(target).count(tenant, {})).toBe(0);
    await restore(target, Readable.from([bytes]));
    await expect(restore(target, Readable.from([bytes]))).rejects.toThrow("not empty");
  });

  test("a backup of a newer program is refused", async () => {
    const source = await all["SQLite memory"].open();
    const text = gunzipSync(await bytesOf(source)).toString();
    const newer = gzipSync(text.replace('"0001_requests"', '"0001_requests","0099_later"'));
    const target = await all["SQLite memory"].open();
    await expect(restore(target, Readable.from([newer]))).rejects.toThrow("newer Loopgate (0099_later)");
  });
});
