import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { MIGRATIONS } from "../migrations.ts";
import { createAsking } from "./asking.ts";
import { agent, approve, openHouse, refusals, tenantId } from "./house.fixture.ts";

describeEachDatabase(
  "asking",
  MIGRATIONS,
  (databases) => {
    const opened = async (settings = {}) => openHouse(await databases.open(), settings);
    const key = { key: "k1", derived: false };

    test("the same key with the same body is the same request, also when fifty ask at once", async () => {
      const { ask } = await opened();
      const asked = await Promise.all(Array.from({ length: 50 }, () => ask({ metadata: { a: 1, b: 2 } }, key)));
      expect(new Set(asked.map(({ request }) => request.id)).size).toBe(1);
      expect((await ask({ metadata: { b: 2, a: 1 } }, key)).request.id).toBe(asked[0]?.request.id);
    });

    test("the same key with another body is refused, and another client's key is another key", async () => {
      const { ask } = await opened();
      const first = await ask({}, key);
      expect(await refusals([ask({ message: "Delete?" }, key)])).toEqual(["idempotency_conflict"]);
      const other = await ask({ client_id: "other", session_id: "other" }, key);
      expect(other.request.id).not.toBe(first.request.id);
    });

    test("a replay is answered though the client is at its limit, the secret of its callback is not told again", async () => {
      const { ask } = await opened({ mostPending: 1 });
      const first = await ask({ callback_url: "https://example.com/hook" }, key);
      expect(first.callbackSecret).toContain("secret of");
      const again = await ask({ callback_url: "https://example.com/hook" }, key);
      expect(again).toEqual({ request: first.request });
      expect(await refusals([ask()])).toEqual(["too_many_pending"]);
    });

    test("of fifty creations at once exactly as many are made as the client may have pending", async () => {
      const { ask, store } = await opened({ mostPending: 7 });
      const told = await refusals(Array.from({ length: 50 }, () => ask()));
      expect(told.filter((code) => code === undefined)).toHaveLength(7);
      expect(told.filter((code) => code === "too_many_pending")).toHaveLength(43);
      expect(await store.count(tenantId, { status: "pending" })).toBe(7);
    });

    test("an answer makes room for the next, and other clients have room of their own", async () => {
      const { ask, gate } = await opened({ mostPending: 1 });
      const { request } = await ask({ request_type: "confirmation" });
      await ask({ client_id: "other", session_id: "other" });
      expect(await refusals([ask()])).toEqual(["too_many_pending"]);
      await approve(gate, request);
      expect(await refusals([ask()])).toEqual([undefined]);
    });

    test("a derived key is found again while its answer has not been returned, and not afterwards", async () => {
      const { ask, gate, store } = await opened();
      const derived = { key: "hash", derived: true };
      const first = await ask({ request_type: "confirmation" }, derived);
      await approve(gate, first.request);
      expect((await ask({ request_type: "confirmation" }, derived)).request.id).toBe(first.request.id);
      await store.returned(first.request);
      const next = await ask({ request_type: "confirmation" }, derived);
      expect(next.request.id).not.toBe(first.request.id);
      expect(next.request.state.status).toBe("pending");
    });

    test("a key that the client chose is found again also after its answer was returned", async () => {
      const { ask, gate, store } = await opened();
      const { request } = await ask({ request_type: "confirmation" }, key);
      await approve(gate, request);
      await store.returned(request);
      expect((await ask({ request_type: "confirmation" }, key)).request.id).toBe(request.id);
    });

    test("an unknown session is made, and belongs to whoever asked first", async () => {
      const { ask, sessions } = await opened();
      const told = await refusals([ask(), ask({ client_id: "other" })]);
      expect(new Set(told)).toEqual(new Set(["session_taken", undefined]));
      expect(await sessions.find(tenantId, "main")).toMatchObject({ addresses: [], active: true });
    });

    test("a deactivated session takes no request until it is registered again", async () => {
      const { ask, sessions } = await opened();
      await ask();
      await sessions.deactivate(tenantId, "main");
      expect(await refusals([ask()])).toEqual(["session_inactive"]);
      await sessions.register({ tenantId, id: "main", clientId: "bot", addresses: [], responders: [] });
      expect(await refusals([ask()])).toEqual([undefined]);
    });

    test("a request freezes its route, its people and its deadline", async () => {
      const { ask, sessions, store } = await opened();
      const address = { channel: "telegram", place: "7" };
      const session = { tenantId, id: "main", clientId: "bot", responders: ["Person 3"] };
      await sessions.register({ ...session, addresses: [address] });
      const { request } = await ask({ timeout_seconds: 90 });
      await sessions.register({ ...session, addresses: [], responders: [] });
      const kept = (await store.find(request))?.request;
      expect(kept?.policy.seats).toEqual([{ kind: "responder", id: "p3", step: 0 }]);
      expect(kept && kept.expiresAt - kept.createdAt).toBe(90_000);
    });

    test("a session whose named people are all gone takes no request", async () => {
      const { ask, sessions } = await opened();
      await sessions.register({ tenantId, id: "main", clientId: "bot", addresses: [], responders: ["Nobody"] });
      expect(await refusals([ask()])).toEqual(["responder_not_linked"]);
    });

    test("a refused request leaves nothing behind", async () => {
      const { ask, sessions, store } = await opened();
      expect(await refusals([ask({ multiple: true })])).toEqual(["invalid_request"]);
      expect(await sessions.find(tenantId, "main")).toBeUndefined();
      expect(await store.count(tenantId, {})).toBe(0);
    });

    test("a code that is taken is drawn again", async () => {
      const { ids, ...house } = await opened();
      const first = await house.ask();
      const codes = [first.request.definition.code, first.request.definition.code, "zzzzzz"];
      const drawn = openHouse(house.db);
      const asking = createAsking({
        ...drawn,
        requests: drawn.store,
        ids: { id: ids.id, code: () => codes.shift() ?? "" },
        secrets: { make: () => ({ secret: "", sealed: "" }) },
        settings: {
          defaultRisk: "low",
          requestTimeoutMs: 1_000,
          mostPending: 9,
          terminalAnswers: "all",
          makesSessions: true,
        },
      });
      const { request } = await asking.ask(agent, { session_id: "main", client_id: "bot", message: "Again?" });
      expect(request.definition.code).toBe("zzzzzz");
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
