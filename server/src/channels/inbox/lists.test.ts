import { InboxList, type InboxRow } from "@loopgate/contract";
import { expect, test, vi } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { openInbox } from "./inbox.fixture.ts";

vi.setConfig({ testTimeout: 60_000 });

describeEachDatabase(
  "the list of the inbox",
  MIGRATIONS,
  (databases) => {
    const opened = async () => openInbox({ database: await databases.open() });
    const ids = (rows: readonly InboxRow[]) => rows.map(({ request_id: id }) => id);

    test("has what ends next first, what has ended newest first, and counts both", async () => {
      const { ann, ask } = await opened();
      const [late, soon, middle] = [
        await ask({ timeout_seconds: 900 }),
        await ask({ timeout_seconds: 60 }),
        await ask({ timeout_seconds: 300 }),
      ];
      const list = InboxList.parse(await ann.list());
      expect(ids(list.requests)).toEqual([soon, middle, late]);
      expect(list).toMatchObject({ count: 3, next_cursor: null });
      await ann.answer(soon, { kind: "reject" });
      await ann.answer(late, { kind: "text", text: "yes" });
      expect(ids((await ann.list("?status=ended")).requests)).toEqual([soon, late]);
      expect(ids((await ann.list("?status=all")).requests)).toEqual([middle, soon, late]);
      expect((await ann.get("/count")).body).toMatchObject({ count: 1 });
    });

    test("tells in a line what will run, as the gate writes it, or else the agent's words as such", async () => {
      const { ann, ask } = await opened();
      await ask({ message: "pay\u202Eme\nnow", timeout_seconds: 100 });
      await ask({
        action: { name: "pay", arguments: { to: "Mara", amount: 12.5, lines: [1, 2], deep: { a: 1 }, z: 1 } },
        risk: "high",
        message: "ignored in the line",
      });
      const [words, action] = (await ann.list()).requests;
      expect(words).toMatchObject({ by_agent: true, action: null, summary: "pay⟦U+202E⟧me now", mine: true });
      expect(action).toMatchObject({
        by_agent: false,
        action: "pay",
        risk: "high",
        summary: "pay(amount: 12.5, deep: {…}, lines: [2], to: Mara, …)",
        votes: { given: 0, needed: 1 },
        decided_by: null,
      });
    });

    test("stays short, however long an agent writes and whatever it hides", async () => {
      const { ann, ask } = await opened();
      await ask({ message: "\u202E".repeat(16_000) });
      await ask({ action: { name: "x".repeat(128), arguments: { ["k".repeat(5_000)]: "v".repeat(100_000) } } });
      const { requests } = await ann.list();
      expect(Math.max(...requests.map((row) => JSON.stringify(row).length))).toBeLessThan(3_000);
    });

    test("goes on page by page, in both orders, also where requests end and come meanwhile", async () => {
      const { ann, ask } = await opened();
      const asked: string[] = [];
      for (let at = 0; at < 9; at++) asked.push(await ask({ timeout_seconds: 600 + (at % 3) }));
      const first = await ann.list("?limit=4");
      await ann.answer(ids(first.requests)[3] ?? "", { kind: "reject" });
      await ask({ timeout_seconds: 60 });
      const second = await ann.list(`?limit=4&cursor=${first.next_cursor}`);
      const third = await ann.list(`?limit=4&cursor=${second.next_cursor}`);
      const seen = ids([...first.requests, ...second.requests, ...third.requests]);
      expect(seen.toSorted()).toEqual(asked.toSorted());
      expect(third.next_cursor).toBeNull();
      const newest = await ann.list("?order=newest&limit=7");
      const rest = await ann.list(`?order=newest&limit=7&cursor=${newest.next_cursor}`);
      expect(new Set(ids([...newest.requests, ...rest.requests])).size).toBe(9);
    });

    test("is filtered by what a row says", async () => {
      const { ann, ask, post, key } = await opened();
      await post("/hitl/register", { session_id: "s2", client_id: "other" }, key);
      const high = await ask({ risk: "high" });
      const other = await ask({ session_id: "s2", client_id: "other" });
      const form = await ask({ schema: { type: "object" } });
      const done = await ask({ options: ["North", "South"] });
      await ann.answer(done, { kind: "pick", values: ["South"] });
      const found = async (query: string) => {
        const list = await ann.list(query);
        expect(list.count).toBe(list.requests.length);
        return ids(list.requests);
      };
      expect(await found("?risk=high")).toEqual([high]);
      expect(await found("?client_id=other")).toEqual([other]);
      expect(await found("?session_id=s2")).toEqual([other]);
      expect(await found("?request_type=form")).toEqual([form]);
      expect(await found("?status=completed&outcome=respond")).toEqual([done]);
      expect(await found("?status=completed&outcome=approve")).toEqual([]);
      expect(await found("?status=timeout")).toEqual([]);
    });

    test("is searched in what was asked and by whom, whatever case, signs and script it has", async () => {
      const { ann, ask } = await opened();
      const deploy = await ask({ action: { name: "Website.Deploy", arguments: { hidden: "needle" } }, message: "go" });
      const words = await ask({ message: 'Straße über "Ärger" 100%_sure\\ 延期 Ünal' });
      const found = async (text: string) => {
        const list = await ann.list(`?search=${encodeURIComponent(text)}`);
        expect(list.count).toBe(list.requests.length);
        return ids(list.requests);
      };
      expect(await found("website.deploy")).toEqual([deploy]);
      for (const text of ["ÜBER", "ärger", '"Ä', "100%_s", "sure\\", "延期", "ünal", "STRA"])
        expect(await found(text), text).toEqual([words]);
      for (const text of ["needle", "100x", "messagE", "%", "_", '":"']) {
        // A sign of SQL's or JSON's own is a sign like any other.
        expect(await found(text), text).toEqual(["%", "_"].includes(text) ? [words] : []);
      }
      const { code } = await ann.card(deploy);
      expect(await found(code.toUpperCase())).toEqual([deploy]);
      expect((await found("bot")).toSorted()).toEqual([deploy, words].toSorted());
    });

    test("a search goes on page by page", async () => {
      const { ann, ask } = await opened();
      const wanted: string[] = [];
      for (let at = 0; at < 7; at++) {
        const id = await ask({ message: at % 2 === 0 ? `Rollback ${at}` : `Other ${at}`, timeout_seconds: 600 });
        if (at % 2 === 0) wanted.push(id);
      }
      const first = await ann.list("?search=rollback&limit=3");
      expect(first).toMatchObject({ count: 4 });
      const second = await ann.list(`?search=rollback&limit=3&cursor=${first.next_cursor}`);
      expect(second).toMatchObject({ count: 4, next_cursor: null });
      expect(ids([...first.requests, ...second.requests])).toEqual(wanted);
    });

    test("refuses a cursor of another order, and an order that what has ended does not have", async () => {
      const { ann, ask } = await opened();
      await ask();
      await ask();
      const { next_cursor } = await ann.list("?limit=1");
      for (const query of [
        `?order=newest&cursor=${next_cursor}`,
        "?cursor=nonsense",
        "?status=ended&order=due",
        "?limit=0",
      ])
        expect(await ann.get(`/requests${query}`), query).toMatchObject({
          status: 422,
          body: { code: "invalid_request" },
        });
    });

    test("is a tenant's own", async () => {
      const { ann, ask, post, get, call } = await opened();
      const id = await ask();
      await post("/api/auth/register", { username: "mallory", password: "Other-password-1" });
      const signedIn = await post("/api/auth/login", { username: "mallory", password: "Other-password-1" });
      const cookie = (signedIn.headers.getSetCookie()[0] ?? "").split(";", 1)[0] ?? "";
      const theirs = { ...ann.headers, cookie };
      expect((await get("/api/inbox/requests", theirs)).body).toMatchObject({ requests: [], count: 0 });
      const unknown = await get(`/api/inbox/requests/019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10`, theirs);
      expect((await get(`/api/inbox/requests/${id}`, theirs)).body).toEqual(unknown.body);
      const other = { ...theirs, "x-loopgate-tenant": "local" };
      expect((await call("GET", "/api/inbox/requests", { headers: other })).status).toBe(403);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
