import { Event } from "@loopgate/contract";
import { describe, expect, test, vi } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import { bearer, person } from "../../access/accounts.fixture.ts";
import type { Database } from "../../db/db.ts";
import { followStream } from "../../http/stream.fixture.ts";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { MIGRATIONS } from "../../migrations.ts";

vi.setConfig({ testTimeout: 60_000 });

type Message = { readonly id?: string; readonly event?: string; readonly data?: unknown };
const SERVED = { mode: "served", auth: "keys" } as const;

const about =
  (type: string, id: string) =>
  ({ data }: Message) => {
    const event = data as Event | undefined;
    return event?.type === type && event.data["request_id"] === id;
  };
const isPlace = ({ id }: Message) => id !== undefined;

/** Every event has its place. */
const inOrder = (database: Database) =>
  vi.waitFor(async () => {
    const open = database.withoutTenant<{ events: { seq: number | null } }>("unsealed events");
    expect(await open.selectFrom("events").selectAll().where("seq", "is", null).execute()).toEqual([]);
  });

describeEachDatabase(
  "GET /hitl/events",
  MIGRATIONS,
  (databases) => {
    const opened = async (config: object = {}) => openLoopgate({ config, world: { database: await databases.open() } });

    test("tells what happens to a request, with a place for each event", async () => {
      const { app, ask, answer } = await opened();
      const stream = await followStream(app, "/hitl/events");
      expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
      await stream.next(isPlace);
      const id = await ask();
      const created = await stream.next(about("request.created", id));
      await answer(id, { kind: "approve" });
      const completed = await stream.next(about("request.completed", id));
      expect(Event.parse(created.data)).toMatchObject({
        version: 1,
        tenant_id: "local",
        data: { request_id: id, request_version: 1, session_id: "main", client_id: "bot", risk: "medium" },
      });
      expect((completed.data as Event).data).toMatchObject({ outcome: "approve", request_version: 2 });
      expect(Number(completed.id)).toBeGreaterThan(Number(created.id));
      stream.leave();
    });

    test("leaves out nothing for whoever comes back with the place that he saw last, which wins over `after`", async () => {
      const { app, ask, answer, database } = await opened();
      const first = await followStream(app, "/hitl/events");
      await first.next(isPlace);
      const before = await ask();
      const { id: seen = "" } = await first.next(about("request.created", before));
      first.leave();
      await first.ended;
      const missed = await ask();
      await answer(before, { kind: "reject" });
      await inOrder(database);
      const second = await followStream(app, "/hitl/events?after=0", { "last-event-id": seen });
      await second.next(about("request.created", missed));
      await second.next(about("request.completed", before));
      expect(second.seen.filter(about("request.created", before))).toEqual([]);
      const third = await followStream(app, "/hitl/events?after=0");
      await third.next(about("request.created", before));
      for (const stream of [second, third]) stream.leave();
    });

    test("without a place begins now", async () => {
      const { app, ask, database } = await opened();
      const old = await ask();
      await inOrder(database);
      const stream = await followStream(app, "/hitl/events");
      await stream.next(isPlace);
      const id = await ask();
      await stream.next(about("request.created", id));
      expect(stream.seen.filter(about("request.created", old))).toEqual([]);
      stream.leave();
    });

    test("tells only what was asked for", async () => {
      const { app, ask, answer, database } = await opened();
      const [mine, other] = [await ask({ client_id: "mine", session_id: "mine" }), await ask()];
      await answer(mine, { kind: "reject" });
      await answer(other, { kind: "reject" });
      await inOrder(database);
      const told = async (query: string) => {
        const stream = await followStream(app, `/hitl/events?after=0&${query}`);
        await vi.waitFor(() => expect(stream.seen.some(({ data }) => data !== undefined)).toBe(true));
        const last = await ask({ client_id: "mine", session_id: "mine" });
        if (!query.includes("request_id")) await stream.next(about("request.created", last));
        stream.leave();
        return stream.seen.flatMap(({ data }) => (data ? [(data as Event).data["request_id"]] : []));
      };
      expect(await told(`request_id=${mine}`)).toEqual([mine, mine]);
      for (const query of ["client_id=mine", "session_id=mine", "session_id=mine&type=request.created"])
        expect(await told(query), query).not.toContain(other);
    });

    test("a key sees its tenant, one of a client that client's requests, and another's request is unknown", async () => {
      const loopgate = await opened(SERVED);
      const [ann, ben] = [await person(loopgate, "ann"), await person(loopgate, "ben")];
      const [all, one, others] = [await ann.key(), await ann.key({ client_id: "bot" }), await ben.key()];
      const follow = (key: string, query = "") => followStream(loopgate.app, `/hitl/events${query}`, bearer(key));
      const [every, own, foreign] = [await follow(all.raw), await follow(one.raw), await follow(others.raw)];
      for (const stream of [every, own, foreign]) await stream.next(isPlace);
      const askAs = async (key: string, client: string) => {
        await loopgate.post("/hitl/register", { session_id: client, client_id: client }, bearer(key));
        const input = { session_id: client, client_id: client, message: "May I?", request_type: "confirmation" };
        return String((await loopgate.post("/hitl/request", input, bearer(key))).body["request_id"]);
      };
      const [another, his, bens] = [
        await askAs(all.raw, "another"),
        await askAs(all.raw, "bot"),
        await askAs(others.raw, "bot"),
      ];
      await every.next(about("request.created", another));
      await every.next(about("request.created", his));
      await own.next(about("request.created", his));
      await foreign.next(about("request.created", bens));
      const ids = (stream: typeof own) =>
        stream.seen.map(({ data }) => (data as Event | undefined)?.data["request_id"]);
      expect(ids(own)).not.toContain(another);
      expect(ids(every)).not.toContain(bens);
      expect(ids(foreign)).not.toContain(his);
      const unknown = (key: string, id: string) => loopgate.get(`/hitl/events?request_id=${id}`, bearer(key));
      const never = "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10";
      const told = [await unknown(others.raw, his), await unknown(one.raw, another), await unknown(all.raw, never)];
      expect(told.map(({ status }) => status)).toEqual([404, 404, 404]);
      expect(new Set(told.map(({ body }) => JSON.stringify(body))).size).toBe(1);
      expect((await loopgate.get("/hitl/events?client_id=another", bearer(one.raw))).status).toBe(403);
      for (const stream of [every, own, foreign]) stream.leave();
    });

    test("ends as soon as its key is revoked, and needs the scope that reading needs", async () => {
      const loopgate = await opened(SERVED);
      const ann = await person(loopgate, "ann");
      const key = await ann.key();
      const stream = await followStream(loopgate.app, "/hitl/events", bearer(key.raw));
      await stream.next(isPlace);
      await ann.revoke(key.id);
      await stream.ended;
      expect((await loopgate.get("/hitl/events", bearer(key.raw))).status).toBe(401);
      const writer = await ann.key({ scopes: ["requests:write"] });
      expect((await loopgate.get("/hitl/events", bearer(writer.raw))).body["code"]).toBe("scope_missing");
    });

    test("says that something is missing where it was forgotten, and where nobody ever gave the place", async () => {
      const { app, ask, database } = await opened();
      for (let count = 0; count < 4; count++) await ask();
      await inOrder(database);
      const events = database.query<{ events: { tenant_id: string; seq: number | null } }>();
      const forget = (seq: number) =>
        events.deleteFrom("events").where("tenant_id", "=", "local").where("seq", "=", seq).execute();
      await forget(2);
      const stream = await followStream(app, "/hitl/events", { "last-event-id": "1" });
      expect((await stream.next(({ event }) => event === "gap")).data).toEqual({ after: "1" });
      expect((await stream.next(({ data }) => data !== undefined)).id).toBe("3");
      const whole = await followStream(app, "/hitl/events", { "last-event-id": "2" });
      const id = await ask();
      await whole.next(about("request.created", id));
      expect(whole.seen.filter(({ event }) => event === "gap")).toEqual([]);
      const restored = await followStream(app, "/hitl/events", { "last-event-id": "999999" });
      expect((await restored.next(({ event }) => event === "gap")).data).toEqual({ after: "999999" });
      await restored.next(isPlace);
      const later = await ask();
      await restored.next(about("request.created", later));
      for (const each of [stream, whole, restored]) each.leave();
    });

    test("ends with the server", async () => {
      const { app, close } = await opened();
      const stream = await followStream(app, "/hitl/events");
      await stream.next(isPlace);
      await close();
      await expect(stream.ended).resolves.toBeUndefined();
    });
  },
  ["SQLite memory", "PostgreSQL"],
);

describe("what GET /hitl/events does not take", () => {
  test.each([
    ["a place that is none", "/hitl/events", { "last-event-id": "x" }, 422, "Last-Event-ID"],
    ["an empty place", "/hitl/events", { "last-event-id": "" }, 422, "Last-Event-ID"],
    ["such a place in the query", "/hitl/events?after=-1", {}, 422, "after"],
    ["a key in the address", "/hitl/events?api_key=lk_pub_1", {}, 422, "api_key"],
    ["an unknown filter", "/hitl/events?status=pending", {}, 422, "status"],
    ["a type that agents are not told", "/hitl/events?type=key.created", {}, 422, "type"],
    ["a page of another site", "/hitl/events", { origin: "https://evil.example" }, 403, undefined],
    ["a page next door, by an image", "/hitl/events", { "sec-fetch-site": "same-site" }, 403, undefined],
  ])("%s", async (_, path, headers: Record<string, string>, status, field) => {
    const { get } = await openLoopgate();
    const told = await get(path, headers);
    expect([told.status, told.body.errors?.[0]?.path]).toEqual([status, field]);
  });

  test("a head alone holds no stream open", async () => {
    const { app } = await openLoopgate();
    const response = await app.request("/hitl/events", { method: "HEAD", headers: { host: "127.0.0.1" } });
    expect([response.status, response.body]).toEqual([200, null]);
  });
});
