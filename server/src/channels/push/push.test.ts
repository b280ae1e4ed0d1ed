import { expect, test, vi } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import { bearer } from "../../access/accounts.fixture.ts";
import { createSecrets } from "../../kit/secrets.ts";
import { OPERATOR } from "../../loopgate.fixture.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { openPushed } from "./push.fixture.ts";
import { createVapids } from "./vapid.ts";

const keyOf = (master: string) =>
  createVapids({
    secrets: createSecrets({ master, bytes: Buffer.alloc }).keys("web push"),
    contact: "",
    clock: { now: Date.now },
  })[0].publicKey;
const KEY = keyOf("m".repeat(32));

describeEachDatabase(
  "Web Push",
  MIGRATIONS,
  (databases) => {
    const opened = async (settings = {}) => openPushed(await databases.open(), settings);
    const words = (browser: { woken: readonly { kind: string }[] }) => browser.woken.map(({ kind }) => kind);

    test("wakes each browser of whoever is asked, tells nothing of what is asked, and closes what it has shown", async () => {
      const gate = await opened();
      const ann = await gate.member("ann");
      const [laptop, phone] = [await ann.browser(KEY), await ann.browser(KEY)];
      const bot = await gate.agent(ann);
      const id = await bot.ask({ timeout_seconds: 100, risk: "high" });
      await gate.service.waitFor(() => laptop.woken.length === 1 && phone.woken.length === 1);
      expect(phone.woken).toEqual([{ id, kind: "request", title: "A request is waiting", tag: id }]);
      const [first] = gate.service.received;
      expect(first?.urgency).toBe("high");
      expect(first?.ttl).toBeGreaterThan(60);
      expect(first?.ttl).toBeLessThanOrEqual(100);
      await vi.waitFor(async () =>
        expect(await bot.states(id)).toEqual([
          { channel: "push", state: "sent", error: null },
          { channel: "push", state: "sent", error: null },
        ]),
      );

      await gate.answer(id, { kind: "reject" });
      await gate.service.waitFor(() => laptop.woken.length === 2 && phone.woken.length === 2);
      expect(phone.woken[1]).toEqual({ id, kind: "closed", title: "No longer waiting", tag: id });
      expect(new Set(gate.service.received.map(({ topic }) => topic)).size).toBe(1);
      expect(gate.service.received[0]?.topic).not.toContain(id.slice(0, 8));
      expect(gate.service.wrong).toEqual([]);
    });

    test("closes once, whatever is noted afterwards", async () => {
      const gate = await opened();
      const ann = await gate.member("ann");
      const browser = await ann.browser(KEY);
      const id = await (await gate.agent(ann)).ask();
      await gate.service.waitFor(() => browser.woken.length === 1);
      await vi.waitFor(async () => expect(await gate.shownVersions(id)).toEqual([1]));
      await gate.answer(id, { kind: "reject" });
      await vi.waitFor(async () => expect(await gate.shownVersions(id)).toEqual([2]));
      const noted = await gate.post(`/api/terminal/requests/${id}/note`, { text: "Not tonight" }, bearer(OPERATOR));
      expect(noted.status).toBe(200);
      await vi.waitFor(async () => expect(await gate.shownVersions(id)).toEqual([3]));
      expect(words(browser)).toEqual(["request", "closed"]);
    });

    test("wakes nobody who is not asked, and nobody who wants it no more", async () => {
      const gate = await opened();
      const [ann, ben] = [await gate.member("ann"), await gate.member("ben", "responder")];
      const [anns, bens, former] = [await ann.browser(KEY), await ben.browser(KEY), await ann.browser(KEY)];
      expect(await ann.unsubscribe(former)).toMatchObject({ status: 200, body: { message: "Unsubscribed" } });
      expect((await ben.unsubscribe(anns)).status).toBe(200);
      const bot = await gate.agent(ann);
      const ofAnn = await bot.ask({}, ["ann"]);
      const ofBen = await bot.ask({}, ["ben"]);
      await gate.service.waitFor(() => anns.woken.length > 0 && bens.woken.length > 0);
      for (const id of [ofAnn, ofBen]) expect(await bot.states(id)).toHaveLength(1);
      const told = [anns, bens, former].map(({ woken }) => woken.map(({ id }) => id));
      expect(told).toEqual([[ofAnn], [ofBen], []]);
    });

    test("forgets a browser that is gone or whose key is another, and shows the agent that it was not reached", async () => {
      const gate = await opened();
      const ann = await gate.member("ann");
      const [left, dead] = [await ann.browser(KEY), await ann.browser(KEY)];
      const stale = await ann.browser("B".repeat(87));
      gate.service.close(dead);
      const bot = await gate.agent(ann);
      const id = await bot.ask();
      await gate.service.waitFor(() => left.woken.length === 1);
      await vi.waitFor(async () => expect(await gate.subscriptions()).toHaveLength(1));
      await vi.waitFor(async () =>
        expect((await bot.states(id)).map(({ state, error }) => `${state} ${error}`).toSorted()).toEqual([
          "failed the browser is no longer subscribed",
          "failed the browser is no longer subscribed",
          "sent null",
        ]),
      );
      expect(await bot.states(await bot.ask())).toHaveLength(1);
      expect(stale.woken).toEqual([]);
    });

    test("waits as long as a push service asks, and tries again by itself", async () => {
      const gate = await opened();
      const ann = await gate.member("ann");
      const [laptop, phone] = [await ann.browser(KEY), await ann.browser(KEY)];
      gate.service.script.push({ status: 429, headers: { "retry-after": "1" }, of: phone });
      await (await gate.agent(ann)).ask();
      await gate.service.waitFor(() => laptop.woken.length === 1 && phone.woken.length === 1);
      // The one that was reached is not woken again for the other's sake.
      expect([laptop, phone].map(words)).toEqual([["request"], ["request"]]);
      expect(gate.service.received).toHaveLength(3);
    });

    test("is what a withdrawn request no longer does: it is closed where it was shown, and not sent where it was not", async () => {
      const gate = await opened();
      const ann = await gate.member("ann");
      const [laptop, phone] = [await ann.browser(KEY), await ann.browser(KEY)];
      gate.service.script.push({ status: 429, headers: { "retry-after": "2" }, of: phone });
      const bot = await gate.agent(ann);
      const id = await bot.ask();
      await gate.service.waitFor(() => laptop.woken.length === 1);
      await bot.cancel(id);
      await gate.service.waitFor(() => laptop.woken.length === 2);
      await vi.waitFor(
        async () => expect((await bot.states(id)).map(({ state }) => state).toSorted()).toEqual(["failed", "sent"]),
        10_000,
      );
      expect([laptop, phone].map(words)).toEqual([["request", "closed"], []]);
    });

    test("keeps the subscriptions while the master secret is being changed, and forgets them where the old one is gone", async () => {
      const database = await databases.open();
      const [old, young] = ["m".repeat(32), "n".repeat(32)];
      const gate = await openPushed(database);
      const ann = await gate.member("ann");
      const browser = await ann.browser(KEY);
      const bot = await gate.agent(ann);
      await gate.close();
      const both = await gate.serve(young, old);
      const names = { session_id: "all", client_id: "bot", message: "?", request_type: "confirmation" };
      await both.post("/hitl/register", { session_id: "all", client_id: "bot" }, bot.key);
      await both.post("/hitl/request", names, bot.key);
      await gate.service.waitFor(() => browser.woken.length === 1);
      await both.close();
      const after = await gate.serve(young);
      await after.post("/hitl/request", names, bot.key);
      await vi.waitFor(async () => expect(await gate.subscriptions()).toEqual([]));
      expect(browser.woken).toHaveLength(1);
    });

    test("ends with the membership, and with the right to answer", async () => {
      const gate = await opened();
      const [ann, ben] = [await gate.member("ann"), await gate.member("ben", "responder")];
      await ann.browser(KEY);
      await ben.browser(KEY);
      const { password } = (
        await gate.post("/api/operator/users/reset-password", { username: "ann" }, bearer(OPERATOR))
      ).body;
      const signedIn = await gate.post("/api/auth/login", { username: "ann", password });
      const headers = { ...ann.headers, cookie: (signedIn.headers.getSetCookie()[0] ?? "").split(";", 1)[0] ?? "" };
      const demoted = await gate.post(`/api/tenant/members/${ben.id}`, { role: "viewer", password }, headers);
      expect(demoted.status).toBe(200);
      expect((await gate.subscriptions()).map(({ account_id: of }) => of)).toEqual([ann.id]);
      expect(await ben.subscribe(gate.service.browser(KEY))).toMatchObject({
        status: 403,
        body: { code: "role_too_low" },
      });
      expect((await ben.unsubscribe(gate.service.browser(KEY))).status).toBe(200);
      expect((await gate.call("DELETE", `/api/tenant/members/${ann.id}`, { headers })).status).toBe(200);
      expect(await gate.subscriptions()).toEqual([]);
    });

    test("is had by twenty browsers of one account, the newest ones, each once, and by the last who signed in with one", async () => {
      const gate = await opened();
      const [ann, ben] = [await gate.member("ann"), await gate.member("ben", "responder")];
      const shared = await ann.browser(KEY);
      await ann.subscribe(shared);
      expect(await gate.subscriptions()).toHaveLength(1);
      await ben.subscribe(shared);
      expect((await gate.subscriptions()).map(({ account_id: of }) => of)).toEqual([ben.id]);
      for (let at = 0; at < 22; at++) await ann.browser(KEY);
      const kept = await gate.subscriptions();
      expect(kept.filter(({ account_id: of }) => of === ann.id)).toHaveLength(20);
      expect(kept.filter(({ account_id: of }) => of === ben.id)).toHaveLength(1);
      // Neither where it leads nor its keys can be read in the database.
      expect(JSON.stringify(kept)).not.toContain(gate.service.host);
    });

    test("costs a creation no statement where nobody has subscribed", async () => {
      const database = await databases.open();
      const gate = await openPushed(database);
      const ann = await gate.member("ann");
      const bot = await gate.agent(ann);
      const statements = async () => {
        await bot.ask();
        const looks = [vi.spyOn(database.engine, "read"), vi.spyOn(database.engine, "write")] as const;
        await gate.post("/hitl/request", { session_id: "all", client_id: "bot", message: "?" }, bot.key);
        const calls = looks.map(({ mock }) => mock.calls.map(([given]) => JSON.stringify(given)));
        for (const look of looks) look.mockRestore();
        const own = (calls[0] ?? []).filter((text) => text.includes("push_subscriptions"));
        return { own: own.length, written: (calls[1] ?? []).filter((text) => text.includes("request.created")) };
      };
      const without = await statements();
      expect(without.own).toBe(1);
      expect(without.written).toHaveLength(1);
      expect(without.written[0]).not.toContain('"push"');
      await ann.browser(KEY);
      const withOne = await statements();
      expect(withOne.own).toBe(1);
      expect(withOne.written[0]).toContain('"push"');
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
