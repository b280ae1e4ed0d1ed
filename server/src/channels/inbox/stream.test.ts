import { InboxChange } from "@loopgate/contract";
import { describe, expect, test, vi } from "vitest";
import { describeEachDatabase, testDatabases } from "../../../../test/databases.ts";
import { virtualClock } from "../../kit/virtual-clock.ts";
import type { Database } from "../../db/db.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { openInbox } from "./inbox.fixture.ts";
import { follow } from "./stream.fixture.ts";

vi.setConfig({ testTimeout: 60_000 });

describeEachDatabase(
  "the stream of the inbox",
  MIGRATIONS,
  (databases) => {
    const opened = async () => openInbox({ database: await databases.open() });
    /** Every event has its place: what comes to a new page is what it missed, and nothing that happens now. */
    const inOrder = (database: Database) =>
      vi.waitFor(async () => {
        const open = database.withoutTenant<{ events: { seq: number | null } }>("unsealed events");
        expect(await open.selectFrom("events").selectAll().where("seq", "is", null).execute()).toEqual([]);
      });
    const about = (id: string, status?: string) => (message: { readonly data?: unknown }) => {
      const change = message.data as InboxChange | undefined;
      return change?.request_id === id && (status === undefined || change.status === status);
    };

    test("tells what was asked and what became of it, with how many wait, at once", async () => {
      const { app, ann, ask } = await opened();
      const stream = await follow(app, ann.headers);
      expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
      await stream.next(({ id }) => id !== undefined);
      const id = await ask();
      const created = await stream.next(about(id));
      expect(InboxChange.parse(created.data)).toEqual({ request_id: id, version: 1, status: "pending", pending: 1 });
      await ann.answer(id, { kind: "reject" });
      expect((await stream.next(about(id, "completed"))).data).toMatchObject({ version: 2, pending: 0 });
      stream.leave();
    });

    test("tells whoever comes back what he missed, from the id that he saw last", async () => {
      const { app, ann, ask, database } = await opened();
      const first = await follow(app, ann.headers);
      const before = await ask();
      await first.next(about(before));
      const { id: seen = "" } = await first.next(({ id, data }) => id !== undefined && Number(id) > 0 && !data);
      first.leave();
      await first.ended;
      const missed = await ask();
      await ann.answer(before, { kind: "reject" });
      await inOrder(database);
      const second = await follow(app, { ...ann.headers, "last-event-id": seen });
      const told = [await second.next(about(missed)), await second.next(about(before))];
      expect(told.map(({ data }) => (data as InboxChange).status)).toEqual(["pending", "completed"]);
      second.leave();
    });

    test("tells whoever has missed too much to look at everything anew", async () => {
      const { app, ann, ask, database } = await opened();
      const asked = await ask();
      const event = { tenant_id: "local", type: "request.noted", at: 1, actor: "{}", data: "{}", subject: asked };
      const sql = database.query<{ events: Record<string, unknown> }>();
      const more = Array.from({ length: 600 }, (_, at) => ({ ...event, id: crypto.randomUUID(), seq: 10_000 + at }));
      await sql.insertInto("events").values(more).execute();
      const stream = await follow(app, ann.headers, "?after=1");
      await stream.next((message) => message.event === "reload");
      expect(Number((await stream.next(({ id }) => id !== undefined)).id)).toBeGreaterThanOrEqual(10_599);
      stream.leave();
    });

    test("is opened by a page of our own alone, by whoever is signed in, and only so often", async () => {
      const { app, ann, person } = await opened();
      const eve = await person("eve", "viewer");
      const refused = async (headers: Record<string, string>) => (await follow(app, headers)).response.status;
      expect(await refused({ ...ann.headers, "sec-fetch-site": "same-site" })).toBe(403);
      expect(await refused({ ...ann.headers, origin: "http://localhost:3000" })).toBe(403);
      expect(await refused({})).toBe(401);
      expect((await follow(app, ann.headers, "?after=x")).response.status).toBe(422);
      const open = [];
      for (let at = 0; at < 16; at++) open.push(await follow(app, ann.headers));
      expect(open.map(({ response }) => response.status)).toEqual(Array.from({ length: 16 }, () => 200));
      expect(await refused(ann.headers)).toBe(429);
      const other = await follow(app, eve.headers);
      expect(other.response.status).toBe(200);
      open[0]?.leave();
      await open[0]?.ended;
      const again = await follow(app, ann.headers);
      expect(again.response.status).toBe(200);
      for (const stream of [...open, other, again]) stream.leave();
    });

    test("tells a tenant nothing of another, also where the page names the tenant", async () => {
      const { app, ann, ask } = await opened();
      const own = await follow(app, ann.headers, `?tenant=${ann.id}`);
      const local = await follow(app, ann.headers, "?tenant=local");
      await own.next(({ id }) => id !== undefined);
      const id = await ask();
      await local.next(about(id));
      await ann.post("/sample", {}, { "x-loopgate-tenant": ann.id });
      const first = await own.next(({ data }) => data !== undefined);
      expect((first.data as InboxChange).request_id).not.toBe(id);
      for (const stream of [own, local]) stream.leave();
      expect((await follow(app, ann.headers, "?tenant=nobody")).response.status).toBe(403);
      for (const none of ["a%0Ab", "%E2%82%AC", "%00"])
        expect((await follow(app, ann.headers, `?tenant=${none}`)).response.status, none).toBe(422);
    });

    test("ends with the server", async () => {
      const { app, ann, close } = await opened();
      const stream = await follow(app, ann.headers);
      await stream.next(({ id }) => id !== undefined);
      await close();
      await expect(stream.ended).resolves.toBeUndefined();
    });
  },
  ["SQLite memory", "PostgreSQL"],
);

describe("the stream of the inbox, as time passes", () => {
  const databases = testDatabases("SQLite memory", MIGRATIONS);

  test("beats every 15 seconds, and ends at the first beat after the sign-in has ended", async () => {
    const clock = virtualClock(Date.UTC(2026, 10, 23));
    const { app, ann, call } = await openInbox({ database: await databases.open({ clock }), clock });
    const stream = await follow(app, ann.headers);
    await clock.advance(15_000);
    await stream.next(({ beat }) => beat === true);
    expect((await call("POST", "/api/auth/logout", { headers: ann.headers })).status).toBe(200);
    await clock.advance(15_000);
    await stream.ended;
    expect((await follow(app, ann.headers)).response.status).toBe(401);
  });

  test("ends also where the account has left the tenant, though its sign-in stands", async () => {
    const clock = virtualClock(Date.UTC(2026, 10, 23));
    const database = await databases.open({ clock });
    const { app, ann } = await openInbox({ database, clock });
    const stream = await follow(app, ann.headers);
    const members = database.query<{ members: { tenant_id: string; account_id: string } }>();
    await members.deleteFrom("members").where("tenant_id", "=", "local").where("account_id", "=", ann.id).execute();
    await clock.advance(15_000);
    await stream.ended;
    expect((await ann.get("/start")).body).toMatchObject({ tenant: { id: ann.id } });
  });
});
