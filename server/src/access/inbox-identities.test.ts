import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import type { Database } from "../db/db.ts";
import type { ResponderId, TenantId } from "../gate/request.ts";
import { systemClock } from "../kit/clock.ts";
import { LOCAL_TENANT } from "./callers.ts";
import { openLoopgate, OPERATOR } from "../loopgate.fixture.ts";
import { MIGRATIONS } from "../migrations.ts";
import { bearer, PASSWORD } from "./accounts.fixture.ts";
import { enrol, inBrowser, visitor } from "./factors/passkeys.fixture.ts";
import { createInboxIdentities } from "./inbox-identities.ts";
import { linkPerson, openServed, phone, seen } from "./linked.fixture.ts";
import { createPeople } from "./people.ts";
import type { AccessTables } from "./tables.ts";

const identities = (db: Database) =>
  db
    .withoutTenant<AccessTables>("inbox identities")
    .selectFrom("identities")
    .select(["tenant_id", "subject", "assurance"])
    .where("channel", "=", "inbox")
    .execute();

describeEachDatabase(
  "who may answer in the inbox",
  MIGRATIONS,
  (databases) => {
    test("is each account in the tenants where it has a role for it, from the moment that it has it until it ends", async () => {
      const database = await databases.open();
      const loopgate = await openLoopgate({ world: { database } });
      const people = createPeople({ db: database });
      const answers = async (tenantId: string, accountId: string) =>
        (
          await people.find(tenantId as TenantId, {
            identity: { channel: "inbox", subject: accountId, name: "" },
            address: { channel: "inbox", place: accountId },
            assurance: "session",
          })
        )?.name;
      const olga = await visitor(loopgate, "olga");
      expect(await answers(olga.id, olga.id)).toBe("olga");
      expect(await answers(LOCAL_TENANT, olga.id)).toBeUndefined();
      const add = async (username: string, role: string) => {
        const { body } = await loopgate.post("/api/operator/users", { username, role }, bearer(OPERATOR));
        return String(body["user_id"]);
      };
      const made = await loopgate.post("/api/operator/owner", {}, bearer(OPERATOR));
      const code = String(made.body["link"]).split("#")[1];
      await loopgate.post("/api/auth/owner", { code, username: "olga", password: PASSWORD });
      // The owner of this machine is the one whom its terminal had before.
      expect(await answers(LOCAL_TENANT, olga.id)).toBe("owner");
      const [rita, vera] = [await add("rita", "responder"), await add("vera", "viewer")];
      expect([await answers(LOCAL_TENANT, rita), await answers(LOCAL_TENANT, vera)]).toEqual(["rita", undefined]);
      const change = (id: string, role: string) => olga.post(`/api/tenant/members/${id}`, { role, password: PASSWORD });
      await change(vera, "responder");
      await change(rita, "viewer");
      expect([await answers(LOCAL_TENANT, rita), await answers(LOCAL_TENANT, vera)]).toEqual([undefined, "vera"]);
      expect((await olga.del(`/api/tenant/members/${vera}`, {})).status).toBe(200);
      expect(await answers(LOCAL_TENANT, vera)).toBeUndefined();
      expect(await answers(vera, vera)).toBe("vera");
    });

    test("has his place after an upgrade, too, and what a crash left behind is made good", async () => {
      const database = await databases.open();
      const world = { database: { ...database, close: () => Promise.resolve() } };
      const before = await openLoopgate({ world });
      const [ann, ben] = [await visitor(before, "ann"), await visitor(before, "ben")];
      await enrol(ann);
      const rows = database.query<AccessTables>();
      await rows.deleteFrom("identities").where("tenant_id", "=", ben.id).execute();
      await rows.updateTable("identities").set({ assurance: null }).where("tenant_id", "=", ann.id).execute();
      await before.close();
      await openLoopgate({ world });
      expect(new Set(await identities(database))).toEqual(
        new Set([
          { tenant_id: ann.id, subject: ann.id, assurance: "passkey" },
          { tenant_id: ben.id, subject: ben.id, assurance: null },
        ]),
      );
    });

    test("is nobody who became a viewer in that very moment", async () => {
      const database = await databases.open();
      const { id } = await visitor(await openLoopgate({ world: { database } }), "ann");
      const rows = database.query<AccessTables & { members: { tenant_id: string; role: string } }>();
      await rows.deleteFrom("identities").where("tenant_id", "=", id).execute();
      const inbox = createInboxIdentities({
        db: database,
        clock: systemClock,
        accounts: { usernameOf: () => Promise.resolve("ann") },
        responders: {
          async ensure() {
            await rows.updateTable("members").set({ role: "viewer" }).where("tenant_id", "=", id).execute();
            return "responder" as ResponderId;
          },
        },
      });
      await inbox.sync(id);
      expect(await identities(database)).toEqual([]);
    });

    test("takes nothing from the terminal by being there, and by a passkey what is critical", async () => {
      const database = await databases.open();
      const loopgate = await openLoopgate({ world: { database } });
      const olga = await visitor(loopgate, "olga");
      const made = await loopgate.post("/api/operator/owner", {}, bearer(OPERATOR));
      const code = String(made.body["link"]).split("#")[1];
      await loopgate.post("/api/auth/owner", { code, username: "olga", password: PASSWORD });
      const people = createPeople({ db: database, reaches: (channel) => channel === "terminal" });
      const strongest = async () => (await people.roster(LOCAL_TENANT)).strongest;
      const approved = async (risk: string) => {
        const asked = await loopgate.ask({ risk, action: { name: "deploy", arguments: {} } });
        const { status, body } = await loopgate.answer(asked, { kind: "approve" });
        return status === 200 ? "approved" : body["code"];
      };
      expect(await strongest()).toBe("same_user");
      for (const risk of ["low", "high", "critical"]) expect(await approved(risk)).toBe("approved");
      const { id, authenticator } = await enrol(olga);
      expect(await strongest()).toBe("passkey");
      expect(await approved("critical")).toBe("assurance_too_low");
      expect((await olga.del(`/api/user/passkeys/${id}`, await olga.fresh(authenticator))).status).toBe(200);
      expect(await strongest()).toBe("same_user");
      expect(await approved("critical")).toBe("approved");
    });
  },
  ["SQLite memory", "PostgreSQL"],
);

test("a passkey that comes or goes is told to the account's Telegram, and kept as an event", async () => {
  const gate = await openServed();
  const account = await gate.person("ann");
  await linkPerson(gate, account, phone.ann);
  const ann = inBrowser(gate, account.cookie);
  const { id, authenticator } = await enrol(ann, { name: "Phone" });
  await seen(gate, phone.ann, "A passkey, “Phone”, was added to “ann”");
  expect((await ann.del(`/api/user/passkeys/${id}`, await ann.fresh(authenticator))).status).toBe(200);
  await seen(gate, phone.ann, "The passkey “Phone” was removed from “ann”");
  const data = { account_id: account.id, factor: "passkey", factor_id: id };
  expect(await factorEvents(gate.database, account.id)).toEqual([
    { type: "factor.added", data },
    { type: "factor.removed", data },
  ]);
});

test("who has a passkey links his Telegram with it, and not with the password", async () => {
  const gate = await openServed();
  const account = await gate.person("ann");
  const ann = inBrowser(gate, account.cookie);
  const { authenticator } = await enrol(ann);
  const path = "/api/user/telegram/links";
  expect((await ann.post(path, { password: PASSWORD })).body["code"]).toBe("passkey_required");
  expect((await ann.post(path, await ann.fresh(authenticator))).status).toBe(201);
});

test("the operator resets a password without the passkeys, and removes them only where he says so", async () => {
  const loopgate = await openLoopgate();
  const ann = await visitor(loopgate, "ann");
  const made = await loopgate.post("/api/operator/owner", {}, bearer(OPERATOR));
  const code = String(made.body["link"]).split("#")[1];
  await loopgate.post("/api/auth/owner", { code, username: "ann", password: PASSWORD });
  await enrol(ann);
  const reset = async (more: object = {}) =>
    (await loopgate.post("/api/operator/users/reset-password", { username: "ann", ...more }, bearer(OPERATOR))).body;
  const proves = async () => (await identities(loopgate.database)).map(({ assurance }) => assurance);
  expect(await reset()).toMatchObject({ user_id: ann.id, passkeys: 1 });
  expect(await proves()).toEqual(["passkey", "passkey"]);
  expect(await reset({ remove_passkeys: true })).toMatchObject({ user_id: ann.id, passkeys: 0 });
  expect(await proves()).toEqual([null, null]);
  // Each tenant of the account has heard of it once.
  for (const tenant of [ann.id, LOCAL_TENANT])
    expect((await factorEvents(loopgate.database, tenant)).map(({ type }) => type)).toEqual([
      "factor.added",
      "factor.removed",
    ]);
});

async function factorEvents(database: Database, tenantId: string) {
  const rows = await database
    .query<{ events: { tenant_id: string; id: string; type: string; data: string } }>()
    .selectFrom("events")
    .select(["type", "data"])
    .where("tenant_id", "=", tenantId)
    .where("type", "like", "factor.%")
    .orderBy("id")
    .execute();
  return rows.map(({ type, data }) => ({ type, data: JSON.parse(data) as unknown }));
}
