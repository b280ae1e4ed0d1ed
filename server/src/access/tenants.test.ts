/** Two tenants side by side: what the one writes is nowhere in what the other is told. */
import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { databaseOver } from "../db/db.ts";
import { openLoopgate } from "../loopgate.fixture.ts";
import { MIGRATIONS } from "../migrations.ts";
import { bearer, person } from "./accounts.fixture.ts";

const CALLS = 1_000;
const AT_ONCE = 16;

describeEachDatabase(
  "two tenants under load",
  MIGRATIONS,
  (databases) => {
    test("an unknown and a foreign id run the same statements", async () => {
      const database = await databases.open();
      const ran: string[] = [];
      const noted =
        <A extends { readonly sql: string }, R>(run: (statement: A) => R) =>
        (statement: A) => {
          ran.push(statement.sql);
          return run(statement);
        };
      const engine = {
        ...database.engine,
        read: noted(database.engine.read),
        run: noted(database.engine.run),
        // The databases of the suite are closed by it.
        close: () => Promise.resolve(),
      };
      const watched = databaseOver({ engine, wakeups: database.wakeups, migrations: MIGRATIONS });
      const loopgate = await openLoopgate({ config: { mode: "served", auth: "keys" }, world: { database: watched } });
      const [ann, ben] = [await person(loopgate, "ann"), await person(loopgate, "ben")];
      const [mine, theirs] = [bearer((await ann.key()).raw), bearer((await ben.key()).raw)];
      const names = { session_id: "main", client_id: "bot" };
      await loopgate.post("/hitl/register", names, theirs);
      const foreign = String(
        (await loopgate.post("/hitl/request", { ...names, message: "?" }, theirs)).body["request_id"],
      );
      const unknown = "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10";
      // The first use of the key is noted before.
      await loopgate.get("/hitl/pending", mine);
      const used = async () =>
        (await ann.get("/api/user/apikeys")).body as unknown as { last_used_at: string | null }[];
      await expect.poll(async () => (await used())[0]?.last_used_at).not.toBeNull();
      const ofCall = async (call: () => Promise<{ readonly status: number }>) => {
        ran.length = 0;
        expect((await call()).status).toBe(404);
        return ran.filter(
          (text) => text.includes("api_keys") || text.includes("requests") || text.includes("deliveries"),
        );
      };
      const calls = [
        (id: string) => loopgate.get(`/hitl/requests/${id}`, mine),
        (id: string) => loopgate.get(`/hitl/poll?request_id=${id}&wait=1`, mine),
        (id: string) => loopgate.post("/hitl/cancel", { request_id: id }, mine),
      ];
      for (const call of calls) expect(await ofCall(() => call(foreign))).toEqual(await ofCall(() => call(unknown)));
    });

    test("each call a thousand times, and no byte of the one reaches the other: no text, id or count", async () => {
      const database = await databases.open();
      const config = { mode: "served", auth: "keys", callsPerMinute: 1_000_000, mostPending: 10_000 } as const;
      const loopgate = await openLoopgate({ config, world: { database } });
      const tenants = [await tenant("ann", "canary-of-ann"), await tenant("ben", "canary-of-ben")];

      async function tenant(username: string, canary: string) {
        const headers = bearer((await (await person(loopgate, username)).key()).raw);
        const names = { session_id: "main", client_id: "bot" };
        const told: string[] = [];
        const own = new Set<string>();
        let successes = 0;
        const call = async (method: "GET" | "POST", path: string, body: object = {}) => {
          const answer = await (method === "GET" ? loopgate.get(path, headers) : loopgate.post(path, body, headers));
          if (answer.status === 200) successes += 1;
          told.push(JSON.stringify([answer.body, [...answer.headers]]));
          return answer;
        };
        await call("POST", "/hitl/register", names);
        /** Asks, reads, lists, cancels; looks for the other's ids among its own. */
        async function round(at: number, foreign: () => string | undefined) {
          const asked = await call("POST", "/hitl/request", {
            ...names,
            message: `${canary} ${at}`,
            metadata: { canary },
          });
          const id = String(asked.body["request_id"]);
          own.add(id);
          await call("GET", `/hitl/poll?request_id=${id}`);
          await call("GET", `/hitl/requests/${id}`);
          const list = await call("GET", "/hitl/pending?limit=5");
          expect(Number(list.body["count"])).toBeLessThanOrEqual(own.size);
          const unknown = "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10";
          const other = foreign() ?? unknown;
          const missing = await call("GET", `/hitl/requests/${other}`);
          expect([missing.status, missing.body]).toEqual([404, (await call("GET", `/hitl/requests/${unknown}`)).body]);
          expect((await call("POST", "/hitl/cancel", { request_id: other })).status).toBe(404);
          await call("POST", "/hitl/cancel", { request_id: id });
        }
        return { canary, told, own, round, successes: () => successes };
      }

      await Promise.all(
        tenants.map(async (each, index) => {
          const other = tenants[1 - index];
          const newest = () => [...(other?.own ?? [])].at(-1);
          for (let at = 0; each.successes() < CALLS; at += AT_ONCE)
            await Promise.all(Array.from({ length: AT_ONCE }, (_, step) => each.round(at + step, newest)));
        }),
      );
      for (const [index, { successes, told }] of tenants.entries()) {
        const other = tenants[1 - index];
        expect(successes()).toBeGreaterThanOrEqual(CALLS);
        const all = told.join("\n");
        expect(all).not.toContain(other?.canary);
        // An id of the other's is in no answer, though it was asked for.
        for (const id of other?.own ?? []) expect(all.includes(id), id).toBe(false);
      }
    }, 120_000);
  },
  ["SQLite memory", "PostgreSQL"],
);
