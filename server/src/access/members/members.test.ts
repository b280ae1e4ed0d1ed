import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { bearer, cookieOf, PASSWORD } from "../accounts.fixture.ts";
import { linkChat, linkPerson, openServed, own, phone, seen, type SignedUp } from "../linked.fixture.ts";
import { invite, join, memberOf } from "./invited.fixture.ts";

const { ann, ben } = phone;
const names = { session_id: "deploys", client_id: "bot" };
const ask = { ...names, message: "All tests passed.", action: { name: "deploy", arguments: { to: "prod" } } };

describeEachDatabase(
  "an invitation",
  MIGRATIONS,
  (databases) => {
    const opened = async (config = {}) => openServed({ database: await databases.open(), config });

    test("lets one person in, with the role that it names, and tells the owner", async () => {
      const gate = await opened({ registration: "open" });
      const owner = await gate.person("ann");
      await linkPerson(gate, owner, ann);
      const { made, code } = await invite(owner, "admin");
      expect(made).toMatchObject({ status: 201, body: { role: "admin", invited_by: "ann" } });
      expect(String(made.body["link"])).toBe(`http://localhost:8080/join#${code}`);
      expect((await join(gate, code, "ben", "Other-password-1")).status).toBe(200);
      await seen(gate, ann, "“ben” has joined “ann” at localhost:8080 as admin.");
      expect((await join(gate, code, "cem")).status).toBe(403);
      const { body } = await owner.get("/api/tenant/members");
      expect(body["members"]).toMatchObject([
        { username: "ann", role: "owner" },
        { username: "ben", role: "admin" },
      ]);
      expect((await owner.get("/api/tenant/invitations")).body["invitations"]).toMatchObject([{ status: "used" }]);
    });

    test("is used by one of five who bring it at once, and makes an account for nobody else", async () => {
      const gate = await opened();
      const owner = await gate.person("ann");
      const { code } = await invite(owner, "viewer");
      const told = await Promise.all(Array.from({ length: 5 }, (_, at) => join(gate, code, `user${at}`)));
      expect(told.filter(({ status }) => status === 200)).toHaveLength(1);
      expect((await owner.get("/api/tenant/members")).body["members"]).toHaveLength(2);
      expect((await gate.get("/api/operator/users", gate.operator)).body["users"]).toHaveLength(2);
    });

    test("is not used up by a password that is none, or a name that is taken", async () => {
      const gate = await opened();
      const owner = await gate.person("ann");
      const { code } = await invite(owner, "viewer");
      expect((await join(gate, code, "ben", "short")).status).toBe(422);
      expect((await join(gate, code, "ann", "Wrong-password-1")).status).toBe(401);
      expect((await join(gate, code, "ben")).status).toBe(200);
    });

    test("is the only way in: registering gives no right in another tenant, and a guessed or revoked one none", async () => {
      const gate = await opened({ registration: "invite" });
      const made = await gate.post("/api/operator/users", { username: "ann", role: "admin" }, gate.operator);
      const password = String(made.body["password"]);
      const signedIn = await gate.post("/api/auth/login", { username: "ann", password });
      const browser = { cookie: cookieOf(signedIn), ...own };
      const create = () => gate.post("/api/tenant/invitations", { role: "viewer", password }, browser);
      const first = await create();
      const code = String(first.body["link"]).split("#", 2)[1] ?? "";
      expect((await gate.post("/api/auth/register", { username: "ben", password: PASSWORD })).status).toBe(403);
      expect((await join(gate, "A".repeat(32), "ben")).status).toBe(403);
      const revoke = () =>
        gate.call("DELETE", `/api/tenant/invitations/${String(first.body["id"])}`, { headers: browser });
      expect((await revoke()).status).toBe(200);
      expect((await revoke()).status).toBe(404);
      expect((await join(gate, code, "ben")).status).toBe(403);
      expect((await join(gate, String((await create()).body["link"]).split("#", 2)[1] ?? "", "ben")).status).toBe(200);
    });

    test("is made by owners and admins alone, in a browser, with their password, and for no owner", async () => {
      const gate = await opened();
      const owner = await gate.person("ann");
      const body = { role: "viewer", password: PASSWORD };
      expect((await gate.post("/api/tenant/invitations", body, owner.headers)).body["code"]).toBe("sign_in_required");
      expect((await invite(owner, "owner")).made.status).toBe(422);
      expect((await invite(owner, "viewer", { password: "Wrong-password-1" })).made.body["code"]).toBe(
        "sign_in_failed",
      );
      const { code } = await invite(owner, "responder");
      await join(gate, code, "ben");
      const responder = await memberOf(gate, owner.id, "ben");
      expect((await invite(responder, "viewer")).made.body["code"]).toBe("role_too_low");
      expect((await responder.get("/api/tenant/members")).body["code"]).toBe("role_too_low");
    });

    test("is void once who made it is no admin any more", async () => {
      const gate = await opened();
      const owner = await gate.person("ann");
      await join(gate, (await invite(owner, "admin")).code, "ben");
      const admin = await memberOf(gate, owner.id, "ben");
      const { code } = await invite(admin, "admin");
      expect((await owner.post(`/api/tenant/members/${admin.id}`, { role: "viewer", password: PASSWORD })).status).toBe(
        200,
      );
      expect((await join(gate, code, "cem")).status).toBe(403);
      expect((await gate.get("/api/operator/users", gate.operator)).body["users"]).toHaveLength(2);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);

describeEachDatabase(
  "a member",
  MIGRATIONS,
  (databases) => {
    async function opened() {
      const gate = await openServed({ database: await databases.open() });
      const owner = await gate.person("ann");
      await join(gate, (await invite(owner, "admin")).code, "ben");
      return { gate, owner, admin: await memberOf(gate, owner.id, "ben") };
    }

    test("who is removed can do nothing any more: his keys, also in a call that waits, and his Telegram", async () => {
      const { gate, owner, admin } = await opened();
      const { raw } = await admin.key();
      const kept = await owner.key();
      await linkPerson(gate, owner, ann);
      await linkPerson(gate, admin, ben);
      const group = gate.fake.human.group({ members: [ann, ben] });
      await linkChat(gate, owner, ann, group);
      await gate.post(
        "/hitl/register",
        { ...names, addresses: [{ channel: "telegram", chat_id: group }] },
        bearer(raw),
      );
      const { body } = await gate.post("/hitl/request", ask, bearer(raw));
      const id = String(body["request_id"]);
      const card = await seen(gate, group, "deploy");
      const waiting = gate.get(`/hitl/poll?request_id=${id}&wait=20`, bearer(raw));
      const removed = await gate.call("DELETE", `/api/tenant/members/${admin.id}`, { headers: owner.browser });
      expect(removed).toMatchObject({ status: 200, body: { message: "Member removed successfully" } });
      expect((await waiting).status).toBe(401);
      expect((await gate.get(`/hitl/poll?request_id=${id}`, bearer(raw))).status).toBe(401);
      expect((await admin.get("/api/user/apikeys")).body["code"]).toBe("role_too_low");
      expect((await gate.answersOf(ben, group, card, "✅ Approve")).text).toContain("You may not answer this");
      // The wall is the tenant: another key of it reads what the first one asked.
      expect((await gate.get(`/hitl/poll?request_id=${id}`, bearer(kept.raw))).body["status"]).toBe("pending");
      expect((await gate.call("DELETE", `/api/tenant/members/${admin.id}`, { headers: owner.browser })).status).toBe(
        404,
      );
    });

    test("who becomes a viewer answers nothing, and an owner is touched by owners alone", async () => {
      const { gate, owner, admin } = await opened();
      await linkPerson(gate, admin, ben);
      const change = (by: SignedUp, id: string, role: string) =>
        by.post(`/api/tenant/members/${id}`, { role, password: PASSWORD });
      expect((await change(admin, owner.id, "viewer")).body["code"]).toBe("role_too_low");
      expect((await change(admin, admin.id, "owner")).body["code"]).toBe("role_too_low");
      expect((await change(owner, owner.id, "viewer")).body["code"]).toBe("last_owner");
      expect((await gate.call("DELETE", `/api/tenant/members/${owner.id}`, { headers: owner.browser })).status).toBe(
        409,
      );
      expect((await change(owner, admin.id, "viewer")).body).toEqual({ user_id: admin.id, role: "viewer" });
      gate.fake.human.say(ben, ben, "/status");
      await seen(gate, ben, "not linked as a responder");
      expect((await admin.post("/api/user/telegram/links", { password: PASSWORD })).body["code"]).toBe("role_too_low");
    });

    test("who was an owner is linked anew as who he is now", async () => {
      const { gate, owner, admin } = await opened();
      const change = (role: string) => owner.post(`/api/tenant/members/${admin.id}`, { role, password: PASSWORD });
      expect((await change("owner")).status).toBe(200);
      await linkPerson(gate, admin, ben);
      const named = async () => (await owner.get("/api/responders")).body["responders"];
      const inbox = { channel: "inbox" };
      const telegram = { channel: "telegram" };
      const annHas = (...identities: object[]) => ({ name: "ann", user_id: owner.id, identities });
      const benHas = (...identities: object[]) => ({ name: "ben", user_id: admin.id, identities });
      expect(await named()).toMatchObject([annHas(inbox), benHas(inbox, telegram)]);
      expect((await change("responder")).status).toBe(200);
      expect(await named()).toMatchObject([annHas(inbox), benHas(inbox)]);
      await linkPerson(gate, admin, ben);
      await linkPerson(gate, owner, ann);
      expect(await named()).toMatchObject([annHas(inbox, telegram), benHas(inbox, telegram)]);
    });

    test("is one person with one Telegram account in the tenant", async () => {
      const { gate, owner, admin } = await opened();
      await linkPerson(gate, owner, ann);
      await expect(linkPerson(gate, admin, ann)).rejects.toThrow('"status":"taken"');
      gate.fake.human.say(ann, ann, "/status");
      await seen(gate, ann, "You may answer as Ann");
    });

    test("may leave, but the tenant keeps an owner", async () => {
      const { gate, admin } = await opened();
      expect((await gate.call("DELETE", `/api/tenant/members/${admin.id}`, { headers: admin.browser })).status).toBe(
        200,
      );
      expect((await admin.get("/api/user/apikeys")).status).toBe(403);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
