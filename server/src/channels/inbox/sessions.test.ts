import { InboxSessionList, type InboxSession } from "@loopgate/contract";
import { expect, test, vi } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { openInbox } from "./inbox.fixture.ts";

vi.setConfig({ testTimeout: 60_000 });

describeEachDatabase(
  "the sessions that admins see",
  MIGRATIONS,
  (databases) => {
    test("are listed newest first, page by page, with what waits in each, and never an address", async () => {
      const { ann, post, key, ask } = await openInbox({ database: await databases.open() });
      for (const at of [1, 2, 3])
        await post("/hitl/register", { session_id: `s${at}`, client_id: "bot", responders: ["ann"] }, key);
      await ask({ session_id: "s2" });
      await ask({ session_id: "s2" });
      await post("/hitl/deactivate", { session_id: "s1" }, key);
      const seen: InboxSession[] = [];
      let cursor: string | null = null;
      do {
        const query: string = cursor === null ? "" : `&cursor=${cursor}`;
        const page = InboxSessionList.parse((await ann.get(`/sessions?limit=2${query}`)).body);
        seen.push(...page.sessions);
        cursor = page.next_cursor;
      } while (cursor !== null);
      expect(seen.map(({ session_id: id }) => id).toSorted()).toEqual(["main", "s1", "s2", "s3"]);
      const of = (id: string) => seen.find(({ session_id: each }) => each === id);
      expect(of("s2")).toMatchObject({ pending: 2, active: true, client_id: "bot", responders: ["ann"] });
      expect(of("s2")?.last_request_at).not.toBeNull();
      expect(of("s1")).toMatchObject({ pending: 0, active: false, last_request_at: null });
    });

    test("name a linked chat by its title, a private chat by its person, and no others", async () => {
      const database = await databases.open();
      const { ann, person } = await openInbox({ database });
      const ben = await person("ben", "responder");
      const sql = database.query<Record<"sessions" | "linked_chats" | "identities", Record<string, unknown>>>();
      const { responder_id: responder } = await sql
        .selectFrom("identities")
        .select("responder_id")
        .where("tenant_id", "=", "local")
        .where("subject", "=", ben.id)
        .executeTakeFirstOrThrow();
      const base = { tenant_id: "local", channel: "telegram", linked_at: 1 };
      await sql
        .insertInto("identities")
        .values({ ...base, subject: "1001", responder_id: responder, source: "linked" })
        .execute();
      await sql
        .insertInto("linked_chats")
        .values({ ...base, id: crypto.randomUUID(), place: "-100/7", title: "Deploys" })
        .execute();
      const addresses = ["1001", "-100/7", "-999"].map((place) => ({ channel: "telegram", place }));
      const session = {
        tenant_id: "local",
        id: "routed",
        client_id: "bot",
        responders: "[]",
        active: 1,
        created_at: 5,
      };
      await sql
        .insertInto("sessions")
        .values({ ...session, addresses: JSON.stringify(addresses) })
        .execute();
      const { body } = await ann.get("/sessions");
      const listed = InboxSessionList.parse(body).sessions.find(({ session_id: id }) => id === "routed");
      expect(listed?.addresses).toEqual(["ben", "Deploys", null].map((title) => ({ channel: "telegram", title })));
      expect(JSON.stringify(body)).not.toContain("1001");
    });

    test("are not for responders", async () => {
      const { person } = await openInbox({ database: await databases.open() });
      const ben = await person("ben", "responder");
      expect((await ben.get("/sessions")).status).toBe(403);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
