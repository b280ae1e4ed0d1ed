import { describe, expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { MIGRATIONS } from "../migrations.ts";
import type { StoreTables } from "../store/tables.ts";
import { chat, openAccess, tenantId } from "./house.fixture.ts";

const telegram = (subject: string) => ({ channel: "telegram", subject });

describeEachDatabase(
  "linking",
  MIGRATIONS,
  (databases) => {
    const opened = async () => openAccess(await databases.open());

    test("the owner is made once, also by nodes that start at once, and the terminal is his", async () => {
      const { linking, people, who } = await opened();
      const owners = await Promise.all(Array.from({ length: 10 }, () => linking.ensureOwner(tenantId)));
      expect(new Set(owners).size).toBe(1);
      expect(await people.roster(tenantId)).toMatchObject({
        responders: [{ id: owners[0], name: "owner" }],
        strongest: "same_user",
      });
      expect(await who("operator", "terminal")).toMatchObject({ id: owners[0] });
    });

    test("of forty chats that are seen first at the same moment, one is pinned", async () => {
      for (let round = 0; round < 5; round++) {
        const { linking, people } = await opened();
        const owner = await linking.ensureOwner(tenantId);
        const pins = await Promise.all(
          Array.from({ length: 40 }, (_, at) => linking.pin(tenantId, telegram(`${at + 1}`))),
        );
        expect(pins.filter(Boolean)).toHaveLength(1);
        expect(await linking.identitiesOf(tenantId, owner)).toHaveLength(2);
        expect((await people.roster(tenantId)).strongest).toBe("chat");
      }
    });

    test("nobody is pinned where somebody of the channel is linked already", async () => {
      const { linking } = await opened();
      await linking.confirm(tenantId, telegram("5"));
      expect(await linking.pin(tenantId, telegram("6"))).toBe(false);
    });

    test("who is confirmed is a responder of his own, once", async () => {
      const { linking, who } = await opened();
      const owner = await linking.ensureOwner(tenantId);
      expect(await linking.confirm(tenantId, telegram("5"))).toBe(true);
      expect(await linking.confirm(tenantId, telegram("5"))).toBe(false);
      expect(await who("5")).toMatchObject({ name: "telegram:5" });
      expect((await who("5"))?.id).not.toBe(owner);
    });

    test("each link is an event", async () => {
      const { linking, db } = await opened();
      await linking.pin(tenantId, telegram("7"));
      await linking.confirm(tenantId, telegram("8"));
      await linking.confirm(tenantId, telegram("8"));
      const events = await db
        .query<StoreTables>()
        .selectFrom("events")
        .select("data")
        .where("tenant_id", "=", tenantId)
        .where("type", "=", "responder.linked")
        .execute();
      const linked = events.map(({ data }) => JSON.parse(data) as { identity: string; source: string });
      expect(linked.map(({ identity, source }) => `${identity} ${source}`).toSorted()).toEqual([
        "7 pinned",
        "8 confirmed",
        "operator machine",
      ]);
    });

    describe("TELEGRAM_RESPONDERS", () => {
      test("links whom it names, the first as the owner, and unlinks whom it names no more", async () => {
        const { linking, who, people } = await opened();
        const owner = await linking.ensureOwner(tenantId);
        await linking.sync(tenantId, "telegram", ["7", "8", "9"]);
        expect((await who("7"))?.id).toBe(owner);
        expect((await people.roster(tenantId)).responders.map(({ name }) => name)).toEqual([
          "owner",
          "telegram:8",
          "telegram:9",
        ]);
        await linking.sync(tenantId, "telegram", ["7", "9"]);
        expect([await who("8"), (await who("9"))?.name]).toEqual([undefined, "telegram:9"]);
        expect((await people.roster(tenantId)).responders.map(({ name }) => name)).toEqual(["owner", "telegram:9"]);
        await linking.sync(tenantId, "telegram", []);
        expect(await who("7")).toBeUndefined();
        expect((await people.roster(tenantId)).strongest).toBe("same_user");
      });

      test("makes another person the owner when he comes first", async () => {
        const { linking, who } = await opened();
        const owner = await linking.ensureOwner(tenantId);
        await linking.sync(tenantId, "telegram", ["7", "8"]);
        await linking.sync(tenantId, "telegram", ["8", "7"]);
        expect([(await who("8"))?.id, (await who("7"))?.name]).toEqual([owner, "telegram:7"]);
      });

      test("undoes a wrong pin, with everybody whom the wrong owner confirmed", async () => {
        const { linking, who } = await opened();
        await linking.pin(tenantId, telegram("666"));
        await linking.confirm(tenantId, telegram("5"));
        await linking.sync(tenantId, "telegram", ["7"]);
        expect(await who("666")).toBeUndefined();
        expect((await who("7"))?.id).toBe(await linking.owner(tenantId));
        expect(await who("5")).toBeUndefined();
      });

      test("keeps whom the owner confirmed, where it names the one who was pinned", async () => {
        const { linking, who } = await opened();
        await linking.pin(tenantId, telegram("7"));
        await linking.confirm(tenantId, telegram("5"));
        await linking.sync(tenantId, "telegram", ["7"]);
        expect(await who("5")).toBeDefined();
      });

      test("left out keeps a pin", async () => {
        const { linking, who } = await opened();
        await linking.pin(tenantId, telegram("7"));
        await linking.sync(tenantId, "telegram", []);
        expect(await who("7")).toBeDefined();
      });
    });

    test("a card is answerable in the private chat of somebody linked, and in a group once anybody is", async () => {
      const { linking, people } = await opened();
      const answerable = (place: string) => people.answerable(tenantId, chat(place));
      expect([await answerable("7"), await answerable("-100")]).toEqual([false, false]);
      await linking.confirm(tenantId, telegram("7"));
      expect([await answerable("7"), await answerable("8"), await answerable("-100")]).toEqual([true, false, true]);
    });

    test("a name that its bearer chose hides nothing and fills no screen", async () => {
      const { linking, people } = await opened();
      await linking.confirm(tenantId, telegram("7"));
      const voter = { address: chat("7"), assurance: "chat" } as const;
      const named = await people.find(tenantId, {
        ...voter,
        identity: { ...telegram("7"), name: `A\u202e\n${"x".repeat(99)}` },
      });
      expect(named?.name).toMatch(/^A⟦U\+202E⟧ x+$/);
      expect(named?.name.length).toBe(64);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
