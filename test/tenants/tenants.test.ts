/** Two tenants on one server: no byte of one reaches the other, and an id of the other is an id of nobody. */
import { expect, test } from "vitest";
import { bearer, PASSWORD } from "../../server/src/access/accounts.fixture.ts";
import {
  linkPerson,
  openServed,
  phone,
  seen,
  type ServedLoopgate,
  type SignedUp,
} from "../../server/src/access/linked.fixture.ts";
import { createLog } from "../../server/src/kit/log.ts";
import type { Answered } from "../../server/src/loopgate.fixture.ts";
import { MIGRATIONS } from "../../server/src/migrations.ts";
import { describeEachDatabase } from "../databases.ts";
import { recorded } from "./statements.ts";

const CALLS = 1_000;
const AT_ONCE = 8;
const NOBODY = "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10";

/** A tenant at work: everything that it is told, and everything by which it could be recognised. */
type Side = {
  readonly canary: string;
  readonly account: SignedUp;
  readonly key: Record<string, string>;
  readonly told: string[];
  /** Its ids. */
  readonly own: Set<string>;
  succeeded: number;
  asked: number;
};

async function sideOf(gate: ServedLoopgate, name: "ann" | "ben"): Promise<Side> {
  const canary = `canary-${name === "ann" ? "aardvark" : "bumblebee"}`;
  const account = await gate.person(canary);
  await linkPerson(gate, account, phone[name]);
  const key = await account.key({ label: canary });
  return {
    canary,
    account,
    key: bearer(key.raw),
    told: [],
    own: new Set([account.id, key.id, key.raw]),
    succeeded: 0,
    asked: 0,
  };
}

/** One call of a tenant, what it is told written down. */
async function heard(side: Side, calling: Promise<Answered>): Promise<Answered> {
  const answer = await calling;
  side.told.push(JSON.stringify([answer.status, [...answer.headers], answer.body]));
  if (answer.status < 300) side.succeeded += 1;
  return answer;
}

/** What agents and people of a tenant do, once around. */
async function round(gate: ServedLoopgate, side: Side, turn: number): Promise<void> {
  const { canary, key, account } = side;
  const names = { session_id: `${canary}-${turn % 5}`, client_id: `${canary}-bot` };
  const hear = (calling: Promise<Answered>) => heard(side, calling);
  await hear(gate.post("/hitl/register", { ...names, telegram_id: turn % 50 === 0 ? idOf(side) : undefined }, key));
  const made = await hear(
    gate.post(
      "/hitl/request",
      {
        ...names,
        message: `${canary} message`,
        action: { name: `${canary}-action`, arguments: { what: canary } },
        metadata: { note: canary },
        idempotency_key: `the same key ${turn}`,
      },
      key,
    ),
  );
  side.asked += 1;
  const id = String(made.body["request_id"]);
  side.own.add(id);
  await hear(gate.get(`/hitl/poll?request_id=${id}`, key));
  await hear(gate.get(`/hitl/requests/${id}`, key));
  await hear(gate.get("/hitl/pending?limit=20", key));
  await hear(gate.get(`/hitl/status?session_id=${names.session_id}`, key));
  // A client that asks nothing, so that nothing is sent.
  const callback = { url: `https://none.invalid/${canary}`, client_id: "silent" };
  if (turn === 0) await hear(gate.post("/hitl/callbacks", callback, key));
  await hear(gate.get("/hitl/callbacks", key));
  await hear(gate.get(turn % 2 === 0 ? "/api/user/me" : "/api/user/apikeys", account.headers));
  await hear(gate.get(turn % 2 === 0 ? "/api/events?limit=200" : "/api/tenant/members", account.headers));
  await hear(gate.get(turn % 2 === 0 ? "/api/responders" : "/api/telegram/chats", account.headers));
  const mcp = {
    jsonrpc: "2.0",
    id: turn,
    method: "tools/call",
    params: { name: "list_pending_requests", arguments: {} },
  };
  const protocol = { ...key, accept: "application/json, text/event-stream" };
  const listed = await hear(gate.post("/mcp", mcp, protocol));
  expect(JSON.stringify(listed.body)).toContain(canary);
  await hear(gate.post("/hitl/cancel", { request_id: id, reason: canary }, key));
}

const idOf = ({ canary }: Side) => (canary.includes("aardvark") ? phone.ann.id : phone.ben.id);

describeEachDatabase(
  "of two tenants",
  MIGRATIONS,
  (databases) => {
    test("T25, T33: each makes a thousand calls and more, and no byte of one reaches the other, nor any of theirs the log", async () => {
      const lines: string[] = [];
      const log = createLog({ level: "debug", to: { write: (line) => void lines.push(line) } });
      const gate = await openServed({
        database: await databases.open(),
        config: { callsPerMinute: 1_000_000, mostPending: 100_000 },
        world: { log },
      });
      const sides = [await sideOf(gate, "ann"), await sideOf(gate, "ben")] as const;
      const work = async (side: Side) => {
        let turn = 0;
        const worker = async () => {
          while (side.succeeded < CALLS) await round(gate, side, turn++);
        };
        await Promise.all(Array.from({ length: AT_ONCE / 2 }, worker));
      };
      await Promise.all(sides.map(work));

      for (const [side, other] of [sides, sides.toReversed() as [Side, Side]]) {
        expect(side.succeeded).toBeGreaterThanOrEqual(CALLS);
        // Each was told of its own, so there was something to leak.
        expect(side.told.filter((text) => text.includes(side.canary)).length).toBeGreaterThan(CALLS / 3);
        const secrets = [other.canary, ...other.own];
        const everything = side.told.join("\n");
        expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
        const chat = JSON.stringify(gate.fake.messages(idOf(side)));
        expect(chat).toContain(side.canary);
        expect(secrets.filter((secret) => chat.includes(secret))).toEqual([]);
        const counted = await gate.get("/hitl/pending", side.key);
        expect(counted.body["count"]).toBe(0);
        const { body } = await gate.get("/api/events?limit=200", side.account.headers);
        expect(new Set((body["events"] as { tenant_id: string }[]).map((event) => event.tenant_id))).toEqual(
          new Set([side.account.id]),
        );
        const errors = [
          await gate.post("/hitl/request", { session_id: "x", client_id: "y", message: 5 }, side.key),
          await gate.post("/hitl/request", { session_id: `${other.canary}-0`, client_id: "y", message: "m" }, side.key),
        ];
        expect(errors.map(({ status }) => status)).toEqual([422, 404]);
      }
      expect(lines.filter((line) => sides.some(({ canary }) => line.includes(canary)))).toEqual([]);
    }, 180_000);

    test("T25: the id of one is an id of nobody to the other: the same answer, by the same statements", async () => {
      const { database, during } = recorded(await databases.open());
      const gate = await openServed({ database });
      const [owner, stranger] = [await sideOf(gate, "ann"), await sideOf(gate, "ben")];
      const names = { session_id: "secret-session", client_id: "bot" };
      await gate.post("/hitl/register", { ...names, telegram_id: phone.ann.id }, owner.key);
      const { body } = await gate.post("/hitl/request", { ...names, message: "May I?" }, owner.key);
      await seen(gate, phone.ann, "May I?");
      await owner.account.post("/api/responders/groups", { name: "oncall", responders: [owner.canary] });
      const key = (await owner.account.key()).id;
      const invited = await owner.account.post("/api/tenant/invitations", { role: "viewer", password: PASSWORD });
      const link = await owner.account.post("/api/user/telegram/links", { password: PASSWORD });
      const request = String(body["request_id"]);
      const hook = { url: "https://agent.example/told", client_id: "silent" };
      const callback = String((await gate.post("/hitl/callbacks", hook, owner.key)).body["callback_id"]);

      const by = { agent: stranger.key, browser: stranger.account.browser };
      const calls: readonly (readonly [
        string,
        "agent" | "browser",
        string,
        (id: string) => string,
        ((id: string) => object)?,
      ])[] = [
        ["GET", "agent", request, (id) => `/hitl/poll?request_id=${id}`],
        ["GET", "agent", request, (id) => `/hitl/requests/${id}`],
        ["POST", "agent", request, () => "/hitl/cancel", (id) => ({ request_id: id })],
        ["DELETE", "agent", callback, (id) => `/hitl/callbacks/${id}`],
        ["POST", "agent", callback, (id) => `/hitl/callbacks/${id}/rotate`, () => ({})],
        ["POST", "agent", callback, (id) => `/hitl/callbacks/${id}/replay`, () => ({})],
        [
          "POST",
          "agent",
          request,
          () => "/hitl/callbacks",
          (id) => ({ url: "https://agent.example/told", request_id: id }),
        ],
        ["GET", "agent", "secret-session", (id) => `/hitl/status?session_id=${id}`],
        ["POST", "agent", "secret-session", () => "/hitl/deactivate", (id) => ({ session_id: id })],
        [
          "POST",
          "agent",
          "secret-session",
          () => "/hitl/request",
          (id) => ({ session_id: id, client_id: "bot", message: "m" }),
        ],
        [
          "POST",
          "agent",
          String(phone.ann.id),
          () => "/hitl/register",
          (id) => ({ ...names, telegram_id: Number(id) }),
        ],
        ["DELETE", "browser", key, (id) => `/api/user/apikeys/${id}`],
        ["DELETE", "browser", String(phone.ann.id), (id) => `/api/user/telegram/${id}`],
        ["GET", "browser", String(link.body["id"]), (id) => `/api/user/telegram/links/${id}`],
        ["POST", "browser", String(link.body["id"]), (id) => `/api/user/telegram/links/${id}/confirm`, () => ({})],
        ["DELETE", "browser", String(invited.body["id"]), (id) => `/api/tenant/invitations/${id}`],
        ["DELETE", "browser", "oncall", (id) => `/api/responders/groups/${id}`],
        ["DELETE", "browser", owner.account.id, (id) => `/api/tenant/members/${id}`],
        [
          "POST",
          "browser",
          owner.account.id,
          (id) => `/api/tenant/members/${id}`,
          () => ({ role: "viewer", password: PASSWORD }),
        ],
      ];
      // The first use of the key is noted before, and nobody waits for that.
      const using = () => during(() => gate.get("/hitl/pending", stranger.key));
      await expect.poll(async () => (await using()).filter((text) => text.startsWith("update"))).toEqual([]);
      for (const [method, who, foreign, path, input] of calls) {
        const unknown = /^\d+$/.test(foreign)
          ? "4242424242"
          : foreign.length === NOBODY.length
            ? NOBODY
            : "no-such-name";
        const tell = async (id: string) => {
          let answer: Answered | undefined;
          const headers = { ...by[who], ...(input && { "content-type": "application/json" }) };
          const statements = await during(async () => {
            answer = await gate.call(method, path(id), { headers, ...(input && { body: JSON.stringify(input(id)) }) });
          });
          const text = JSON.stringify([answer?.status, [...(answer?.headers ?? [])], answer?.body]);
          return { status: answer?.status, text: text.replaceAll(id, "ID"), statements };
        };
        await tell(unknown);
        const [ofForeign, ofUnknown] = [await tell(foreign), await tell(unknown)];
        expect([path("ID"), ofForeign]).toEqual([path("ID"), ofUnknown]);
        expect(ofForeign.status).toBeGreaterThanOrEqual(400);
        expect(ofForeign.statements.length).toBeGreaterThan(0);
      }
      // All of it is there as it was.
      expect((await gate.get(`/hitl/poll?request_id=${request}`, owner.key)).body["status"]).toBe("pending");
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
