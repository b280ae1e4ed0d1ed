import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { bearer, PASSWORD } from "../accounts.fixture.ts";
import { begin, linkChat, linkPerson, openServed, phone, seen } from "../linked.fixture.ts";

const { ann, ben, eve } = phone;

describeEachDatabase(
  "linking Telegram",
  MIGRATIONS,
  (databases) => {
    const opened = async () => openServed({ database: await databases.open() });

    test("takes a code from the page, and the yes of both sides", async () => {
      const gate = await opened();
      const account = await gate.person("ann");
      const { started, id, code, say } = await begin(account);
      expect(started).toMatchObject({ status: 201, body: { say: `/start ${code}` } });
      expect(Buffer.from(code, "base64url").length).toBeGreaterThanOrEqual(8);
      const status = async () => (await account.get(`/api/user/telegram/links/${id}`, account.browser)).body;

      gate.fake.human.start(ann, say);
      const asked = await seen(gate, ann, "asks to link");
      expect(asked.text).toContain("signed in as “ann” at localhost:8080");
      expect(
        (await gate.call("GET", `/api/user/telegram/links/${id}`, { headers: account.browser })).body,
      ).toMatchObject({
        status: "found",
        found: { telegram_id: "1001", name: "Ann" },
        confirmed_in_chat: false,
      });
      expect((await gate.answersOf(ann, ann, asked, "Yes, I am ann")).text).toContain("Now confirm on Loopgate's page");
      const linkedNow = () => gate.call("GET", "/api/user/telegram", { headers: account.browser });
      expect((await linkedNow()).body["identities"]).toEqual([]);
      expect((await account.post(`/api/user/telegram/links/${id}/confirm`, {})).body["status"]).toBe("linked");
      expect((await linkedNow()).body["identities"]).toMatchObject([{ telegram_id: "1001", name: "Ann" }]);
      await seen(gate, ann, "is linked to “ann”");
      expect(await status()).toBeDefined();
      expect(
        (await gate.call("GET", "/api/responders", { headers: account.browser })).body["responders"],
      ).toMatchObject([
        { name: "ann", user_id: account.id, identities: [{ channel: "inbox" }, { channel: "telegram" }] },
      ]);
    });

    test("is nothing that a token, a key, a stranger or a wrong password begins", async () => {
      const gate = await opened();
      const account = await gate.person("ann");
      const key = await account.key();
      const body = { password: PASSWORD };
      const path = "/api/user/telegram/links";
      expect((await gate.post(path, body)).status).toBe(401);
      expect((await gate.post(path, body, account.headers)).body["code"]).toBe("sign_in_required");
      expect((await gate.post(path, body, bearer(key.raw))).body["code"]).toBe("sign_in_required");
      expect((await gate.post(path, body, { cookie: account.cookie })).body["code"]).toBe("origin_not_allowed");
      expect((await account.post(path, { password: "Wrong-password-1" })).body["code"]).toBe("sign_in_failed");
      expect((await account.post(path, {})).body["errors"]).toMatchObject([{ path: "password" }]);
    });

    test("T4: belongs to whoever sends the code first, and works once", async () => {
      const gate = await opened();
      const account = await gate.person("ann");
      const { id, say } = await begin(account);
      gate.fake.human.start(ann, say);
      const asked = await seen(gate, ann, "asks to link");
      gate.fake.human.start(eve, say);
      await seen(gate, eve, "not known, was used");
      const data = asked.keyboard[0]?.[0]?.data ?? "";
      gate.fake.human.press(eve, eve.id, gate.fake.messages(eve).at(-1)?.id ?? 0, { data });
      await gate.fake.waitFor(() =>
        gate.fake.answers().find(({ text }) => (text ?? "").includes("not known, was used")),
      );
      await account.post(`/api/user/telegram/links/${id}/confirm`, {});
      expect((await gate.call("GET", "/api/user/telegram", { headers: account.browser })).body["identities"]).toEqual(
        [],
      );
      await gate.answersOf(ann, ann, asked, "No");
      expect((await account.post(`/api/user/telegram/links/${id}/confirm`, {})).body["status"]).toBe("refused");
    });

    test("lets one Telegram account be one person in a tenant", async () => {
      const gate = await opened();
      const account = await gate.person("ann");
      await linkPerson(gate, account, ann);
      const other = await gate.person("ben");
      // In a tenant of his own he may be linked too: the wall is the tenant.
      await linkPerson(gate, other, ann);
      expect(
        (await gate.call("GET", "/api/user/telegram", { headers: other.browser })).body["identities"],
      ).toHaveLength(1);
    });

    test("tells the other factors, and is ended at once by unlinking", async () => {
      const gate = await opened();
      const account = await gate.person("ann");
      await linkPerson(gate, account, ann);
      await linkPerson(gate, account, ben);
      await seen(gate, ann, "Another Telegram account, Ben (1002), was linked to “ann”");
      const unlinked = await gate.call("DELETE", "/api/user/telegram/1002", { headers: account.browser });
      expect(unlinked).toMatchObject({ status: 200, body: { message: "Unlinked successfully" } });
      expect((await gate.call("DELETE", "/api/user/telegram/1002", { headers: account.browser })).status).toBe(404);
      gate.fake.human.say(ben, ben, "/pending");
      await seen(gate, ben, "not linked as a responder");
    });

    test("of a group or a topic is done by a linked admin, in the chat and on the page", async () => {
      const gate = await opened();
      const account = await gate.person("ann");
      const forum = gate.fake.human.group({ forum: true, title: "Ops", members: [ann, eve] });
      const topic = gate.fake.human.topic(forum, "deploys");
      const early = await begin(account, "chat");
      gate.fake.human.say(ann, forum, `/link ${early.code}`);
      await seen(gate, forum, "Only an owner or admin who has linked");
      await linkPerson(gate, account, ann);
      gate.fake.human.say(eve, forum, `/link ${early.code}`);
      await linkChat(gate, account, ann, forum, { threadId: topic });
      await seen(gate, forum, "Requests of “ann” at localhost:8080 may be shown in this chat now.");
      const list = await gate.call("GET", "/api/telegram/chats", { headers: account.browser });
      expect(list.body["chats"]).toMatchObject([{ place: `${forum}/${topic}`, title: "Ops" }]);
      const [chat] = list.body["chats"] as { id: string }[];
      const path = `/api/telegram/chats/${chat?.id}`;
      expect((await gate.call("DELETE", path, { headers: account.headers })).status).toBe(401);
      expect((await gate.call("DELETE", path, { headers: account.browser })).status).toBe(200);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
