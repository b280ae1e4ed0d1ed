import { InboxCard, InboxStart, SampleKind, type TimelineEntry } from "@loopgate/contract";
import { expect, test, vi } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import type { Outgoing } from "../../http/outgoing.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { openInbox } from "./inbox.fixture.ts";

vi.setConfig({ testTimeout: 60_000 });

describeEachDatabase(
  "a card of the inbox",
  MIGRATIONS,
  (databases) => {
    const opened = async () => openInbox({ database: await databases.open() });
    const told = ({ timeline }: { readonly timeline: readonly TimelineEntry[] }) =>
      timeline.map(({ kind, who, detail }) => [kind, who, detail].filter((word) => word !== null).join(" "));

    test("has the whole face, the action as data and as the text that its digest covers, and is found by its code", async () => {
      const { ann, ask } = await opened();
      const action = { name: "db.migrate", arguments: { to: 7, dry: false }, arguments_schema: { type: "object" } };
      const id = await ask({ action, message: "Now?", timeout_seconds: 60 });
      const card = InboxCard.parse(await ann.card(id));
      expect(card).toMatchObject({
        arguments: { to: 7, dry: false },
        arguments_schema: { type: "object" },
        canonical: '{"arguments":{"dry":false,"to":7},"name":"db.migrate"}',
        face: { message: "Now?", action: { name: "db.migrate" } },
        votes: { given: 0, needed: 1 },
        suggestions: [],
      });
      expect(card.responders).toContainEqual({ name: "ann", you: true, voted: null, voted_at: null });
      expect(Date.parse(card.expires_at) - Date.parse(card.created_at)).toBe(60_000);
      expect((await ann.card(card.code.toUpperCase())).request_id).toBe(id);
      for (const ref of ["zzzzzz", "nonsense", "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10"])
        expect(await ann.get(`/requests/${ref}`)).toMatchObject({ status: 404, body: { code: "request_not_found" } });
    });

    test.each([
      [{ risk: "low" }, "press"],
      [{}, "press"],
      [{ risk: "high" }, "hold"],
      [{ risk: "critical" }, "hold"],
    ])("of %j asks for a %s while nobody has a passkey", async (risk, confirm) => {
      const { ann, ask } = await opened();
      expect(await ann.card(await ask({ action: { name: "x" }, ...risk }))).toMatchObject({ confirm, bar: null });
    });

    test("of an input has the answers that the agent suggests, and of a form its schema", async () => {
      const { ann, ask } = await opened();
      const input = await ann.card(await ask({ suggestions: ["Retry", "Skip"] }));
      expect(input).toMatchObject({ offers: ["text", "reject"], suggestions: ["Retry", "Skip"] });
      expect(input.face.suggestions).toEqual(["Retry", "Skip"]);
      const form = await ann.card(await ask({ schema: { type: "object", properties: { n: { type: "integer" } } } }));
      expect(form).toMatchObject({ offers: ["form", "reject"], face: { schema: { type: "object" } } });
    });

    test("tells the request's story: who asked, who looked, who was refused, who decided, and when the agent had it", async () => {
      const { ann, person, ask, poll } = await opened();
      const ben = await person("ben", "responder");
      const id = await ask({ action: { name: "x" } });
      for (const one of [ann, ann, ben, ben])
        expect((await one.post(`/requests/${id}/seen`)).body).toEqual({ message: "Seen" });
      await ann.answer(id, { kind: "approve" }, { password: "guess-of-a-password" });
      await vi.waitFor(async () => expect(told(await ann.card(id))).toContain("refused ann proof_wrong"));
      await ben.answer(id, { kind: "reject" });
      await ben.post(`/requests/${id}/note`, { text: "not tonight" });
      expect(told(await ann.card(id)).slice(-2)).toEqual(["decided ben reject", "noted ben"]);
      await poll(id);
      const card = await vi.waitFor(async () => {
        const now = await ann.card(id);
        expect(told(now)).toContain("fetched bot");
        return now;
      });
      expect(told(card)).toEqual([
        "created bot",
        "seen ann",
        "seen ben",
        "refused ann proof_wrong",
        "decided ben reject",
        "noted ben",
        "fetched bot",
      ]);
      expect(card.timeline.map(({ at }) => at)).toEqual(card.timeline.map(({ at }) => at).toSorted());
      const text = JSON.stringify(card);
      for (const secret of [ann.id, ben.id]) expect(text).not.toContain(secret);
    });

    test("tells how its end was told at a callback: by its host, and why it failed", async () => {
      const outgoing: Outgoing = {
        send: async ({ url }) => ({
          status: url.host.startsWith("ill") ? 500 : 204,
          headers: {},
          body: Buffer.alloc(0),
        }),
        close: () => Promise.resolve(),
      };
      const { ann, ask, cancel } = await openInbox({ database: await databases.open(), world: { outgoing } });
      const storyAt = async (callback_url: string) => {
        const id = await ask({ callback_url });
        await cancel(id, "never mind");
        await vi.waitFor(async () => expect(told(await ann.card(id))).toHaveLength(3), { timeout: 10_000 });
        return ann.card(id);
      };
      const well = await storyAt("https://well.example.com/in?token=secret");
      expect(told(well).at(-1)).toBe("called_back well.example.com");
      expect(JSON.stringify(well)).not.toContain("token=secret");
      expect(told(await storyAt("https://ill.example.com/")).at(-1)).toBe(
        "call_back_failed ill.example.com it answered 500",
      );
    });

    test("is seen once by each, also where ten looks come at once", async () => {
      const { ann, ask } = await opened();
      const id = await ask();
      await Promise.all(Array.from({ length: 10 }, () => ann.post(`/requests/${id}/seen`)));
      expect(told(await ann.card(id))).toEqual(["created bot", "seen ann"]);
    });

    test("says what became of the same action before, asked by the same agent", async () => {
      const { ann, ask, cancel, post, key } = await opened();
      const action = { name: "deploy", arguments: {} };
      for (const reply of [{ kind: "approve" }, { kind: "approve" }, { kind: "reject" }])
        await ann.answer(await ask({ action }), reply);
      await cancel(await ask({ action }), "never mind");
      await ann.answer(await ask({ action: { name: "other" } }), { kind: "approve" });
      await post("/hitl/register", { session_id: "s2", client_id: "other" }, key);
      await ann.answer(await ask({ action, session_id: "s2", client_id: "other" }), { kind: "approve" });
      const { past } = await ann.card(await ask({ action }));
      expect(past).toMatchObject({ days: 30, approved: 2, rejected: 1, other: 1 });
      expect(Date.now() - Date.parse(String(past?.last_at))).toBeLessThan(60_000);
      expect((await ann.card(await ask())).past).toBeNull();
      expect((await ann.card(await ask({ action: { name: "new" } }))).past).toMatchObject({
        approved: 0,
        last_at: null,
      });
    });

    test("of a request whose time is over says so at once, and why one was canceled", async () => {
      const { ann, ask, cancel } = await opened();
      const canceled = await ask();
      await cancel(canceled, "found it myself");
      expect(await ann.card(canceled)).toMatchObject({
        offers: [],
        bar: null,
        reason: "found it myself",
        request: { status: "canceled" },
      });
      expect(told(await ann.card(canceled))).toEqual(["created bot", "canceled bot"]);
    });

    test("and the first page: who one is, where, and what one may do", async () => {
      const { ann, person, ask } = await opened();
      await ask();
      const start = InboxStart.parse((await ann.get("/start")).body);
      expect(start).toMatchObject({
        username: "ann",
        user_id: ann.id,
        tenant: { id: "local", role: "admin" },
        can_answer: true,
        browser_key: true,
        passkeys: 0,
        passkeys_possible: true,
        telegram: null,
        push_key: expect.stringMatching(/^B[\w-]{86}$/) as string,
        public_url: null,
        mode: "served",
        pending: 1,
      });
      expect(start.tenants.map(({ id }) => id).toSorted()).toEqual(["local", ann.id].toSorted());
      await ann.passkey();
      expect((await ann.get("/start")).body).toMatchObject({ passkeys: 1 });
      const eve = await person("eve", "viewer");
      expect((await eve.get("/start")).body).toMatchObject({ can_answer: false, tenant: { role: "viewer" } });
      expect((await ann.get("/start", { "x-loopgate-tenant": ann.id })).body).toMatchObject({
        tenant: { id: ann.id, role: "owner" },
        pending: 0,
        can_answer: true,
      });
    });

    test.each(SampleKind.options)("of a sample (%s) is the caller's alone to answer", async (kind) => {
      const { ann, person } = await opened();
      const ben = await person("ben", "responder");
      const sent = await ann.post("/sample", { kind });
      expect(sent.status).toBe(200);
      const card = InboxCard.parse(await ann.card(String(sent.body["request_id"])));
      expect(card).toMatchObject({ face: { asked_by: { client_id: "loopgate-sample", verified: true } }, bar: null });
      expect(card.face.risk).toBe(kind === "critical" ? "critical" : "medium");
      expect((await ben.card(card.request_id)).bar).toBe("not_asked");
      expect((await ann.answer(card.request_id, { kind: "reject" })).status).toBe(200);
    });

    test("of samples there are only so many, and a viewer has none", async () => {
      const { ann, person } = await opened();
      const sent: number[] = [];
      for (let at = 0; at < 21; at++) sent.push((await ann.post("/sample")).status);
      expect(sent).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
      const eve = await person("eve", "viewer");
      expect((await eve.post("/sample")).status).toBe(403);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
