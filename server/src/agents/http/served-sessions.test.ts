import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import { bearer } from "../../access/accounts.fixture.ts";
import { linkChat, linkPerson, openServed, phone, seen, type SignedUp } from "../../access/linked.fixture.ts";
import { MIGRATIONS } from "../../migrations.ts";

const { ann, ben, eve } = phone;
const names = { session_id: "deploys", client_id: "bot" };
const ask = { ...names, message: "All tests passed.", action: { name: "deploy", arguments: { to: "prod" } } };

describeEachDatabase(
  "a session in served mode",
  MIGRATIONS,
  (databases) => {
    async function opened() {
      const gate = await openServed({ database: await databases.open() });
      const account = await gate.person("ann");
      const { raw } = await account.key();
      const register = (route: object, key = raw) => gate.post("/hitl/register", { ...names, ...route }, bearer(key));
      return { gate, account, key: raw, register };
    }
    const unlink = (gate: Awaited<ReturnType<typeof openServed>>, account: SignedUp, id: number) =>
      gate.call("DELETE", `/api/user/telegram/${id}`, { headers: account.browser });

    test("names only people and chats who are linked in its tenant, and is told how to link them", async () => {
      const { gate, account, register } = await opened();
      const group = gate.fake.human.group({ forum: true, members: [ann] });
      const topic = gate.fake.human.topic(group, "deploys");
      const refused = await register({ telegram_id: ann.id });
      expect(refused).toMatchObject({
        status: 422,
        body: { code: "responder_not_linked", errors: [{ path: "telegram_id", message: "1001 is not linked" }] },
      });
      expect(String(refused.body["detail"])).toContain("/link");
      await linkPerson(gate, account, ann);
      expect((await register({ telegram_id: ann.id })).status).toBe(200);
      const inGroup = { addresses: [{ channel: "telegram", chat_id: group }] };
      const inTopic = { addresses: [{ channel: "telegram", chat_id: group, topic_id: topic }] };
      expect((await register(inGroup)).body["code"]).toBe("responder_not_linked");
      await linkChat(gate, account, ann, group, { threadId: topic });
      expect((await register(inTopic)).status).toBe(200);
      // A topic is not its group; a group has all its topics.
      expect((await register(inGroup)).body["code"]).toBe("responder_not_linked");
      await linkChat(gate, account, ann, group);
      expect((await register(inGroup)).status).toBe(200);
      // Linked in a tenant is linked in no other.
      const other = await gate.person("ben");
      const { raw } = await other.key();
      for (const route of [{ telegram_id: ann.id }, inGroup, inTopic])
        expect((await register(route, raw)).body["code"]).toBe("responder_not_linked");
    });

    test("is answered by its people; who is not linked is told so in private, and it is recorded", async () => {
      const { gate, account, key, register } = await opened();
      const group = gate.fake.human.group({ members: [ann, eve] });
      await linkPerson(gate, account, ann);
      await linkChat(gate, account, ann, group);
      await register({ addresses: [{ channel: "telegram", chat_id: group }] });
      const { body } = await gate.post("/hitl/request", ask, bearer(key));
      const card = await seen(gate, group, "deploy");
      const said = gate.fake.messages(group).length;
      for (let press = 0; press < 3; press++) {
        const told = await gate.answersOf(eve, group, card, "✅ Approve");
        expect([told.text, told.showAlert]).toEqual([expect.stringContaining("You may not answer this"), true]);
      }
      expect(gate.fake.messages(group)).toHaveLength(said);
      const events = await gate.database
        .query<{ events: { tenant_id: string; type: string; data: string } }>()
        .selectFrom("events")
        .select(["type", "data"])
        .where("tenant_id", "=", account.id)
        .where("type", "=", "press.refused")
        .execute();
      expect(events.map(({ data }) => JSON.parse(data))).toMatchObject([
        { request_id: body["request_id"], identity: "6666", code: "not_a_responder" },
      ]);
      await gate.answersOf(ann, group, card, "✅ Approve");
      const poll = await gate.get(`/hitl/poll?request_id=${String(body["request_id"])}`, bearer(key));
      expect(poll.body).toMatchObject({ approved: true, decision: { responder: "Ann", assurance: "chat" } });
    });

    test("shows nothing more to whoever was unlinked, and his press counts no more", async () => {
      const { gate, account, key, register } = await opened();
      await linkPerson(gate, account, ann);
      await register({ telegram_id: ann.id });
      const { body } = await gate.post("/hitl/request", ask, bearer(key));
      const card = await seen(gate, ann, "deploy");
      await unlink(gate, account, ann.id);
      expect((await gate.answersOf(ann, ann, card, "✅ Approve")).text).toContain("You may not answer this");
      expect((await gate.get(`/hitl/poll?request_id=${String(body["request_id"])}`, bearer(key))).body["status"]).toBe(
        "pending",
      );
      expect((await gate.post("/hitl/request", ask, bearer(key))).body["code"]).toBe("responder_not_linked");
    });

    test("may name responders and groups of them, who are frozen when a request is made", async () => {
      const { gate, account, key, register } = await opened();
      const group = gate.fake.human.group({ members: [ann, ben] });
      await linkPerson(gate, account, ann);
      await linkChat(gate, account, ann, group);
      const oncall = (responders: string[]) => account.post("/api/responders/groups", { name: "oncall", responders });
      const route = { addresses: [{ channel: "telegram", chat_id: group }], responders: ["group:oncall"] };
      expect(await register(route)).toMatchObject({ body: { errors: [{ path: "responders[0]" }] } });
      expect(await oncall(["ann", "nobody"])).toMatchObject({
        status: 422,
        body: { code: "responder_not_linked", errors: [{ path: "responders[1]" }] },
      });
      expect((await oncall(["ann"])).status).toBe(200);
      expect((await register(route)).status).toBe(200);
      const { body } = await gate.post("/hitl/request", ask, bearer(key));
      await gate.call("DELETE", "/api/responders/groups/oncall", { headers: account.browser });
      const card = await seen(gate, group, "deploy");
      await gate.answersOf(ann, group, card, "✅ Approve");
      expect(
        (await gate.get(`/hitl/poll?request_id=${String(body["request_id"])}`, bearer(key))).body["approved"],
      ).toBe(true);
      // Whom the group named is nobody now.
      expect((await gate.post("/hitl/request", ask, bearer(key))).body["code"]).toBe("responder_not_linked");
    });

    test("and what a person is told by the bot is his tenants' alone", async () => {
      const { gate, account, key, register } = await opened();
      const other = await gate.person("ben");
      await linkPerson(gate, account, ann);
      await linkPerson(gate, other, ben);
      await register({ telegram_id: ann.id });
      await gate.post("/hitl/request", ask, bearer(key));
      const card = await seen(gate, ann, "deploy");
      const code = /[a-z]{6}/.exec(card.text.slice(card.text.toLowerCase().indexOf("code")))?.[0] ?? "";
      gate.fake.human.say(ann, ann, "/status");
      await seen(gate, ann, "You may answer as Ann. Pending requests: 1.");
      gate.fake.human.say(ben, ben, "/status");
      await seen(gate, ben, "You may answer as Ben. Pending requests: 0.");
      gate.fake.human.say(ben, ben, "/pending");
      await seen(gate, ben, "Nothing waits for an answer.");
      gate.fake.human.say(ben, ben, `yes ${code}`);
      await seen(gate, ben, "No request with that code");
      // Linked in both, he is told of both.
      await linkPerson(gate, other, ann);
      gate.fake.human.say(ann, ann, "/status");
      expect((await seen(gate, ann, "In “ben”")).text.split("\n")).toEqual([
        "In “ann” you may answer as Ann. Pending requests: 1.",
        "In “ben” you may answer as Ann. Pending requests: 0.",
      ]);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
