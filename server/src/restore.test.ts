import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterAll, expect, test } from "vitest";
import { backup } from "./db/backup.ts";
import { openDatabase, type Database } from "./db/db.ts";
import { agent, approve, openHouse } from "./gate/house.fixture.ts";
import type { TenantId } from "./gate/request.ts";
import { systemClock } from "./kit/clock.ts";
import { systemIds } from "./kit/ids.ts";
import { createLog } from "./kit/log.ts";
import { openLoopgate } from "./loopgate.fixture.ts";
import { bearer, PASSWORD, person } from "./access/accounts.fixture.ts";
import { connectClient } from "./access/oauth/connected.fixture.ts";
import { createOneTimeCodes } from "./access/accounts/one-time-codes.ts";
import { MIGRATIONS } from "./migrations.ts";
import { restore } from "./restore.ts";

type Tables = Readonly<Record<string, Readonly<Record<string, string | number | null>>>>;

const folder = mkdtempSync(join(tmpdir(), "loopgate-restore-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(uri: string): Promise<Database> {
  const log = createLog({ level: "silent" });
  return openDatabase({
    adapter: "sqlite",
    uri,
    clock: systemClock,
    ids: systemIds(systemClock),
    log,
    migrations: MIGRATIONS,
  });
}

test("a restore cancels what was pending, and keeps what was decided as it was", async () => {
  const file = join(folder, "backup.gz");
  const source = await open(join(folder, "source.db"));
  const house = openHouse(source, { mostPending: 1_000 });
  const asked = [];
  for (let at = 0; at < 210; at++) asked.push((await house.ask({ request_type: "confirmation" })).request);
  const [first, second, third] = asked;
  if (!first || !second || !third) throw new Error("nothing was asked");
  const approved = await approve(house.gate, first);
  await house.gate.cancel(second, agent.actor);
  const elsewhere = { ...agent, tenantId: "other" as typeof agent.tenantId };
  const foreign = { session_id: "s", client_id: "c", message: "Here too?" };
  await house.asking.ask(elsewhere, foreign);
  await pipeline(backup(source, systemClock), createWriteStream(file));
  await source.close();

  const DATA_DIR = join(folder, "data");
  expect(await restore({ DATA_DIR }, file)).toMatchObject({ canceled: 209, rows: { requests: 211 } });

  const copy = await open(join(DATA_DIR, "loopgate.db"));
  const { store } = openHouse(copy);
  expect((await store.find(first))?.request).toEqual(approved);
  expect((await store.find(third))?.request.state).toMatchObject({
    status: "canceled",
    reason: "restored from a backup",
  });
  expect(await store.count(first.tenantId, { status: "pending" })).toBe(0);
  expect(await store.count(elsewhere.tenantId, { status: "pending" })).toBe(0);
  await copy.close();
});

test("a restore keeps accounts and their keys and says so; nobody is signed in, and nothing that works once works again", async () => {
  const file = join(folder, "accounts.gz");
  const source = await open(join(folder, "accounts.db"));
  const before = await openLoopgate({ world: { database: source } });
  const ann = await person(before, "ann");
  const { raw } = await ann.key();
  const codes = (db: Database) => createOneTimeCodes({ db, ids: systemIds(systemClock), clock: systemClock });
  const tenantId = "local" as Parameters<ReturnType<typeof codes>["make"]>[0];
  const { access } = await connectClient(source, ann.id as TenantId);
  const later = systemClock.now() + 3_600_000;
  const row = { tenant_id: ann.id, id: "1", code_hash: "1", created_at: 1, expires_at: later };
  const rows = source.query<Tables>();
  await rows
    .insertInto("invitations")
    .values({ ...row, role: "viewer", invited_by: ann.id })
    .execute();
  await rows
    .insertInto("links")
    .values({ ...row, account_id: ann.id, kind: "person" })
    .execute();
  const { code } = await codes(source).make(tenantId, "own the tenant", 3_600_000);
  await pipeline(backup(source, systemClock), createWriteStream(file));
  await before.close();

  const DATA_DIR = join(folder, "accounts");
  const { letIn } = await restore({ DATA_DIR }, file);
  expect(letIn).toEqual({ keys: 1, members: 1, passkeys: 0, people: 0, chats: 0 });

  const database = await open(join(DATA_DIR, "loopgate.db"));
  const after = await openLoopgate({ world: { database } });
  for (const headers of [ann.headers, { cookie: ann.cookie }])
    expect((await after.get("/api/user/me", headers)).body["code"]).toBe("sign_in_required");
  expect(await codes(database).isGood(code, "own the tenant")).toBe(false);
  expect((await after.get("/api/user/me", bearer(raw))).body["username"]).toBe("ann");
  expect((await after.post("/mcp", {}, bearer(access))).body["code"]).toBe("key_required");
  const left = database.withoutTenant<Tables>("restore");
  expect(await left.selectFrom("oauth_tokens").selectAll().execute()).toEqual([]);
  expect(await left.selectFrom("links").selectAll().execute()).toEqual([]);
  expect(await left.selectFrom("invitations").select("id").where("revoked_at", "is", null).execute()).toEqual([]);
  const again = await after.post("/api/auth/login", { username: "ann", password: PASSWORD });
  expect(again.status).toBe(200);
});
