import {
  LoopgateError,
  TerminalCard,
  TerminalList,
  TerminalResult,
  type CreateRequest,
  type Reply,
} from "@loopgate/contract";
import { describe, expect, test } from "vitest";
import { testDatabases } from "../../../../test/databases.ts";
import { credentialOf } from "../../access/authenticate.ts";
import { createCallers, LOCAL_TENANT } from "../../access/callers.ts";
import { createLinking } from "../../access/linking.ts";
import { createPeople } from "../../access/people.ts";
import { createAsking } from "../../gate/asking.ts";
import { createGate } from "../../gate/gate.ts";
import type { TerminalAnswers } from "../../gate/policy.ts";
import { createApp } from "../../http/app.ts";
import { createLog } from "../../kit/log.ts";
import { systemIds } from "../../kit/ids.ts";
import { virtualClock } from "../../kit/virtual-clock.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { createDeliveries } from "../../store/deliveries.ts";
import { createSessions } from "../../store/sessions.ts";
import { createStore } from "../../store/store.ts";
import { textsFor } from "../../texts/index.ts";
import { createTerminalRoutes } from "./routes.ts";

const OPERATOR = "op_the-operator";
const log = createLog({ level: "silent" });

describe("the terminal's routes", () => {
  const databases = testDatabases("SQLite memory", MIGRATIONS);

  /** The door over the real gate and store, with the owner linked as the settings say. */
  async function open({
    telegram = false,
    answers = "fallback",
  }: { telegram?: boolean; answers?: TerminalAnswers } = {}) {
    const clock = virtualClock();
    const ids = systemIds(clock);
    const db = await databases.open({ clock });
    const store = createStore({ db, ids });
    const people = createPeople({ db });
    const linking = createLinking({ db, ids, clock, facts: () => ({ into: "events", values: [] }) });
    await linking.ensureOwner(LOCAL_TENANT);
    if (telegram) await linking.pin(LOCAL_TENANT, { channel: "telegram", subject: "42" });
    const gate = createGate({ store, deliveries: createDeliveries({ db, ids, clock }), people });
    const sessions = createSessions({ db, ids, clock });
    const chats = telegram ? [{ channel: "telegram", place: "42" }] : [];
    await sessions.register({ tenantId: LOCAL_TENANT, id: "s", clientId: "agent", addresses: chats, responders: [] });
    const asking = createAsking({
      gate,
      store,
      requests: store,
      sessions,
      people,
      ids,
      secrets: { make: () => ({ secret: "s", sealed: "s" }) },
      settings: {
        defaultRisk: "medium",
        requestTimeoutMs: 60_000,
        mostPending: 100,
        terminalAnswers: answers,
        makesSessions: true,
      },
    });
    const { operator: authenticate } = createCallers({
      authenticate: async (request) => {
        if (credentialOf(request) === OPERATOR) return { kind: "operator", tenantId: LOCAL_TENANT };
        throw new LoopgateError("key_required", "unknown");
      },
      works: () => Promise.resolve(false),
      revocations: { watch: () => ({ signal: new AbortController().signal, close: () => {} }) },
      reach: { hosts: [], origins: [], port: () => 80, proxied: false },
      trustsKeyless: true,
    });
    const routes = createTerminalRoutes({ gate, requests: store, people, authenticate, texts: textsFor("en") });
    const app = createApp({ reach: { hosts: [], origins: [], port: () => 80, proxied: false }, routes: [routes], log });

    const call = async (path: string, { body, key = OPERATOR }: { body?: unknown; key?: string | undefined } = {}) => {
      const response = await app.request(`/api/terminal/requests${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: {
          host: "localhost",
          ...(key !== "" && { authorization: `Bearer ${key}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    return {
      clock,
      call,
      async ask(input: Partial<CreateRequest>) {
        const actor = { kind: "agent", clientId: "agent" } as const;
        const body = { session_id: "s", client_id: "agent", message: "May I?", ...input };
        return (await asking.ask({ tenantId: LOCAL_TENANT, actor, verified: false }, body)).request;
      },
      card: async (ref: string) => (await call(`/${ref}`)).body as unknown as TerminalCard,
      async answer(ref: string, reply: Reply) {
        const { shown_digest } = (await call(`/${ref}`)).body;
        return call(`/${ref}/answer`, { body: { shown_digest, reply } });
      },
    };
  }

  const confirmation = { action: { name: "db.migrate", arguments: { to: 7 } } } as const;

  test("what is pending is listed newest first, in the contract's words, and counted in all", async () => {
    const { ask, call, clock } = await open();
    for (const message of ["first", "second", "third"]) {
      await ask({ message });
      await clock.advance(1);
    }
    const list = TerminalList.parse((await call("?limit=2")).body);
    expect(list.requests.map(({ face }) => (face as { message: string }).message)).toEqual(["third", "second"]);
    expect(list.count).toBe(3);
  });

  test("a card is found by its code in any case, and by its id", async () => {
    const { ask, call, card } = await open();
    const { id, definition } = await ask({});
    expect(TerminalCard.parse(await card(definition.code.toUpperCase())).request_id).toBe(id);
    expect((await card(id)).code).toBe(definition.code);
    expect(await call("/zzzzzz")).toMatchObject({ status: 404, body: { code: "request_not_found" } });
    expect(await call("/019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10")).toMatchObject({ status: 404 });
  });

  test("an answer with the digest of the shown face decides, in the name of the linked owner", async () => {
    const { ask, answer } = await open();
    const { id } = await ask(confirmation);
    const { status, body } = await answer(id, { kind: "approve" });
    expect(status).toBe(200);
    const { request, responder } = TerminalResult.parse(body);
    expect(responder).toBe("owner");
    expect(request).toMatchObject({ status: "completed", approved: true });
    expect(request.decision).toMatchObject({ channel: "terminal", assurance: "same_user", arguments: { to: 7 } });
  });

  test("an answer to another face than the request's is refused, and changes nothing", async () => {
    const { ask, call, card } = await open();
    const { id } = await ask(confirmation);
    const body = { shown_digest: "0".repeat(64), reply: { kind: "approve" } };
    expect(await call(`/${id}/answer`, { body })).toMatchObject({ status: 409, body: { code: "card_changed" } });
    expect((await card(id)).request.status).toBe("pending");
  });

  test.each([
    ["no credential", "", 401, "credential_required"],
    ["an agent's key", "lk_pub_0123", 403, "agents_cannot_answer"],
    ["a stranger's credential", "op_guess", 401, "credential_required"],
  ])("%s neither reads nor answers", async (_, key, status, code) => {
    const { ask, call, card } = await open();
    const { id } = await ask(confirmation);
    const { shown_digest } = await card(id);
    const refusal = { status, body: { code } };
    expect(await call("", { key })).toMatchObject(refusal);
    expect(await call(`/${id}`, { key })).toMatchObject(refusal);
    expect(await call(`/${id}/note`, { key, body: { text: "x" } })).toMatchObject(refusal);
    expect(await call(`/${id}/answer`, { key, body: { shown_digest, reply: { kind: "approve" } } })).toMatchObject(
      refusal,
    );
    expect((await card(id)).request.status).toBe("pending");
  });

  test("while nobody is linked more surely, the terminal is offered every answer", async () => {
    const { ask, card } = await open();
    const edit = { ...confirmation, allowed_decisions: ["approve" as const, "edit" as const] };
    const asked = [
      await ask(edit),
      await ask({ options: ["Yes", "No"] }),
      await ask({}),
      await ask({ schema: { type: "object" } }),
    ];
    const cards = await Promise.all(asked.map(({ id }) => card(id)));
    expect(cards.map(({ offers }) => offers)).toEqual([
      ["approve", "edit", "reject"],
      ["pick", "reject"],
      ["text", "reject"],
      ["form", "reject"],
    ]);
    expect(cards.map(({ note }) => note)).toEqual([null, null, null, null]);
  });

  test("once Telegram is linked the card says where to approve, and the gate holds to it", async () => {
    const { ask, card, answer } = await open({ telegram: true });
    const { id } = await ask(confirmation);
    const { offers, note } = await card(id);
    expect(offers).toEqual(["reject"]);
    expect(note).toMatch(/Telegram.*TERMINAL_ANSWERS=all/);
    expect(await answer(id, { kind: "approve" })).toMatchObject({ status: 403, body: { code: "assurance_too_low" } });
    expect(await answer(id, { kind: "reject" })).toMatchObject({ status: 200 });
  });

  test("with Telegram linked the terminal still takes what a chat cannot: critical, forms and edits", async () => {
    const { ask, card } = await open({ telegram: true });
    const edit = { ...confirmation, allowed_decisions: ["approve" as const, "edit" as const] };
    const asked = [
      await ask({ ...confirmation, risk: "critical" }),
      await ask({ schema: { type: "object" } }),
      await ask(edit),
    ];
    const cards = await Promise.all(asked.map(({ id }) => card(id)));
    expect(cards.map(({ offers }) => offers)).toEqual([
      ["approve", "reject"],
      ["form", "reject"],
      ["edit", "reject"],
    ]);
    expect(cards.map(({ note }) => note === null)).toEqual([true, true, false]);
  });

  test("the owner can let the terminal answer everything", async () => {
    const { ask, card } = await open({ telegram: true, answers: "all" });
    const { offers, note } = await card((await ask(confirmation)).id);
    expect([offers, note]).toEqual([["approve", "reject"], null]);
  });

  test("an option that refuses can be picked where one that approves cannot", async () => {
    const { ask, card, answer } = await open({ telegram: true });
    const { id } = await ask({ options: ["Deploy", "Hold"] });
    expect(await card(id)).toMatchObject({
      offers: ["pick", "reject"],
      note: expect.stringMatching(/Telegram/) as string,
    });
    expect(await answer(id, { kind: "pick", values: ["Deploy"] })).toMatchObject({ status: 403 });
    expect(await answer(id, { kind: "pick", values: ["Hold"] })).toMatchObject({ status: 200 });
  });

  test("an ended request is still shown, with who decided, and offers nothing", async () => {
    const { ask, card, answer } = await open();
    const { id } = await ask(confirmation);
    await answer(id, { kind: "reject", reason: "not today" });
    const ended = await card(id);
    expect(ended.offers).toEqual([]);
    expect(ended.request.decision).toMatchObject({ outcome: "reject", responder: "owner", reason: "not today" });
    expect(await answer(id, { kind: "approve" })).toMatchObject({ status: 409, body: { code: "request_ended" } });
  });

  test("a card whose time is over says so at once", async () => {
    const { ask, card, clock } = await open();
    const { id } = await ask({});
    await clock.advance(60_001);
    expect(await card(id)).toMatchObject({ offers: [], request: { status: "timeout" } });
  });

  test("a reason can be added once after a reject", async () => {
    const { ask, call, answer } = await open();
    const { id } = await ask(confirmation);
    await answer(id, { kind: "reject" });
    const noted = await call(`/${id}/note`, { body: { text: "too late at night" } });
    expect(noted).toMatchObject({ status: 200, body: { request: { decision: { reason: "too late at night" } } } });
    expect(await call(`/${id}/note`, { body: { text: "again" } })).toMatchObject({
      status: 409,
      body: { code: "note_not_taken" },
    });
  });

  test("an answer with an unknown field, or none that could be read, changes nothing", async () => {
    const { ask, call, card } = await open();
    const { id } = await ask(confirmation);
    const { shown_digest } = await card(id);
    for (const body of [
      { shown_digest, reply: { kind: "approve", force: true } },
      { shown_digest, reply: { kind: "yes" } },
      { reply: { kind: "approve" } },
    ])
      expect(await call(`/${id}/answer`, { body })).toMatchObject({ status: 422, body: { code: "invalid_request" } });
    expect(await call("?limit=0")).toMatchObject({ status: 422 });
    expect(await call("?cursor=x")).toMatchObject({ status: 422 });
    expect((await card(id)).request.status).toBe("pending");
  });
});
