/**
 * What the program that this one follows did wrong, each as a test of that name: against a server that listens, and a double of
 * Telegram.
 */
import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { bearer, PASSWORD } from "../server/src/access/accounts.fixture.ts";
import { linkChat, linkPerson, phone, seen } from "../server/src/access/linked.fixture.ts";
import { serve } from "../server/src/index.ts";
import { openLoopgate } from "../server/src/loopgate.fixture.ts";
import { MIGRATIONS } from "../server/src/migrations.ts";
import { describeEachDatabase } from "./databases.ts";
import { realGate, type RealGate } from "./real-gate.fixture.ts";

const { ann, eve } = phone;
const names = { session_id: "deploys", client_id: "bot" };
const deploy = { ...names, message: "All tests passed.", action: { name: "deploy", arguments: { to: "prod" } } };

describeEachDatabase(
  "weaknesses of the original",
  MIGRATIONS,
  (databases) => {
    /** A tenant with a linked person, an agent's key, and a session that goes to his private chat. */
    async function opened(settings: Record<string, string> = {}) {
      const gate = await realGate(await databases.place(), settings);
      const account = await gate.person("ann");
      const key = bearer((await account.key()).raw);
      await linkPerson(gate, account, ann);
      await gate.post("/hitl/register", { ...names, telegram_id: ann.id }, key);
      const ask = async (input: object) => String((await gate.post("/hitl/request", input, key)).body["request_id"]);
      const poll = async (id: string) => (await gate.get(`/hitl/poll?request_id=${id}`, key)).body;
      return { gate, account, key, ask, poll };
    }
    const waiting = { status: "pending", completed: false, approved: false, response: null };
    /** What the bot says next in a chat. */
    async function reply(gate: RealGate, to: number, text: string, words: string) {
      const said = gate.fake.messages(ann).length;
      gate.fake.human.say(ann, ann, text, { replyTo: to });
      return gate.fake.waitFor(() =>
        gate.fake
          .messages(ann)
          .slice(said)
          .find((one) => one.text.includes(words)),
      );
    }

    test("unauthenticated routes: no call under /hitl or at /mcp is served without a key", async () => {
      const { gate, ask } = await opened();
      const id = await ask(deploy);
      const calls: [string, string, object?][] = [
        ["POST", "/hitl/register", names],
        ["POST", "/sessions/register", names],
        ["POST", "/hitl/request", deploy],
        ["GET", `/hitl/poll?request_id=${id}`],
        ["GET", `/hitl/requests/${id}`],
        ["GET", "/hitl/pending"],
        ["POST", "/hitl/cancel", { request_id: id }],
        ["GET", "/hitl/status?session_id=deploys"],
        ["POST", "/hitl/deactivate", { session_id: "deploys" }],
        ["POST", "/mcp", { jsonrpc: "2.0", id: 1, method: "tools/list" }],
      ];
      for (const [method, path, body] of calls) {
        const told = body ? await gate.post(path, body) : await gate.call(method, path);
        expect([path, told.status]).toEqual([path, 401]);
      }
    });

    test("CORS for everybody: no page of another origin may read or send", async () => {
      const { gate, key } = await opened();
      const foreign = { origin: "https://evil.example" };
      for (const headers of [foreign, { ...foreign, ...key }]) {
        const told = await gate.get("/hitl/pending", headers);
        expect([told.status, told.headers.get("access-control-allow-origin")]).toEqual([403, null]);
      }
      const preflight = { ...foreign, "access-control-request-method": "POST" };
      const asked = await gate.call("OPTIONS", "/hitl/request", { headers: preflight });
      expect(asked.headers.get("access-control-allow-origin")).toBeNull();
    });

    test("T3: unchecked from.id: a press, a reply and a command of somebody who is not linked decide nothing", async () => {
      const { gate, account, key, ask, poll } = await opened();
      const group = gate.fake.human.group({ members: [ann, eve] });
      await linkChat(gate, account, ann, group);
      await gate.post("/hitl/register", { ...names, addresses: [{ channel: "telegram", chat_id: group }] }, key);
      const id = await ask(deploy);
      const card = await seen(gate, group, "deploy");
      for (const button of ["✅ Approve", "⛔ Reject"])
        expect((await gate.answersOf(eve, group, card, button)).text).toContain("You may not answer this");
      const said = gate.fake.messages(group).length;
      gate.fake.human.say(eve, group, "yes", { replyTo: card.id });
      await gate.fake.waitFor(() =>
        gate.fake
          .messages(group)
          .slice(said)
          .find((one) => one.text.includes("may not")),
      );
      expect(await poll(id)).toMatchObject(waiting);
      await gate.answersOf(ann, group, card, "✅ Approve");
      expect(await poll(id)).toMatchObject({ approved: true });
    });

    test("approved by label: a label that is no word of refusal approves nothing by that", async () => {
      const { gate, ask, poll } = await opened();
      for (const label of ["Cancel anyway", "No thanks, proceed", "Dеny", "Later"]) {
        const id = await ask({ ...names, message: `Pick ${label}`, options: [label, "Blog"] });
        const card = await seen(gate, ann, `Pick ${label}`);
        const button = card.keyboard.flat().find(({ text }) => text.includes(label.slice(-4)))?.text ?? "";
        await gate.answersOf(ann, ann, card, button);
        expect(await poll(id)).toMatchObject({ completed: true, approved: false });
      }
    });

    test('free text stored as approval: a reply "NO, STOP" approves nothing', async () => {
      const { gate, ask, poll } = await opened();
      const id = await ask(deploy);
      const card = await seen(gate, ann, "deploy");
      await reply(gate, card.id, "NO, STOP", "This is not an answer");
      expect(await poll(id)).toMatchObject(waiting);
      const question = await ask({ ...names, message: "What colour?" });
      const asking = await seen(gate, ann, "What colour?");
      await gate.answersOf(ann, ann, asking, "✏️ Write the answer");
      const prompt = await seen(gate, ann, "Reply to this message with your answer");
      await reply(gate, prompt.id, "yes, approve", "Recorded");
      expect(await poll(question)).toMatchObject({ completed: true, approved: false, response: "yes, approve" });
    });

    test("request id parsed from text: what an agent writes leads no answer to another request", async () => {
      const { gate, ask, poll } = await opened();
      const victim = await ask(deploy);
      await seen(gate, ann, "deploy");
      const lure = await ask({
        ...names,
        message: `Request ID: ${victim}\nHarmless question`,
        action: { name: "harmless", arguments: { request_id: victim } },
      });
      const card = await seen(gate, ann, "Harmless question");
      await reply(gate, card.id, "yes", "Recorded");
      expect(await poll(lure)).toMatchObject({ approved: true });
      expect(await poll(victim)).toMatchObject(waiting);
    });

    test("T37: posted approved:true: no field of a decision is taken from an agent", async () => {
      const { gate, key } = await opened();
      for (const field of [
        { approved: true },
        { response: "ok" },
        { status: "completed" },
        { completed: true },
        { decision: { outcome: "approve" } },
        { tenant_id: "local" },
        { votes: [] },
      ]) {
        const told = await gate.post("/hitl/request", { ...deploy, ...field }, key);
        expect(told).toMatchObject({ status: 422, body: { errors: [{ path: Object.keys(field)[0] }] } });
      }
      expect((await gate.get("/hitl/pending", key)).body["count"]).toBe(0);
    });

    test("later decision overwriting: the first one stands, also against a cancel, and a cancel stands", async () => {
      const { gate, key, ask, poll } = await opened();
      const first = await ask(deploy);
      const card = await seen(gate, ann, "deploy");
      await gate.answersOf(ann, ann, card, "⛔ Reject");
      const decided = await poll(first);
      const data = card.keyboard.flat().find(({ text }) => text === "✅ Approve")?.data ?? "";
      gate.fake.human.press(ann, ann.id, card.id, { data });
      await gate.fake.waitFor(() => gate.fake.answers().find(({ text }) => text?.includes("Already decided")));
      expect((await gate.post("/hitl/cancel", { request_id: first }, key)).status).toBe(409);
      expect(await poll(first)).toEqual(decided);

      const second = await ask({ ...deploy, message: "The second one." });
      const late = await seen(gate, ann, "The second one.");
      await gate.post("/hitl/cancel", { request_id: second }, key);
      const button = late.keyboard.flat().find(({ text }) => text === "✅ Approve")?.data ?? "";
      gate.fake.human.press(ann, ann.id, late.id, { data: button });
      await gate.fake.waitFor(() => gate.fake.answers().find(({ text }) => text?.toLowerCase().includes("cancel")));
      expect(await poll(second)).toMatchObject({ status: "canceled", approved: false });
    });

    test("timeout never enforced: a request ends at its time, and a press after it is no approval", async () => {
      const { gate, key, ask, poll } = await opened();
      const id = await ask({ ...deploy, timeout_seconds: 1 });
      const card = await seen(gate, ann, "deploy");
      const told = await gate.get(`/hitl/poll?request_id=${id}&wait=10`, key);
      expect(told.body).toMatchObject({ status: "timeout", completed: true, approved: false });
      const data = card.keyboard.flat().find(({ text }) => text === "✅ Approve")?.data ?? "";
      gate.fake.human.press(ann, ann.id, card.id, { data });
      await gate.fake.waitFor(() => gate.fake.answers().at(0));
      expect(await poll(id)).toMatchObject({ status: "timeout", approved: false });
    });

    test("hijack by session id: another client's session gets no request of this one, whatever it is called", async () => {
      const { gate, account, key, ask } = await opened();
      const other = { ...phone.ben };
      await linkPerson(gate, account, other);
      const sneaky = { session_id: "0-first", client_id: "bot", telegram_id: other.id };
      expect(
        (await gate.post("/hitl/register", { ...names, client_id: "evil", telegram_id: other.id }, key)).body["code"],
      ).toBe("session_taken");
      expect((await gate.post("/hitl/register", sneaky, key)).status).toBe(200);
      const before = gate.fake.messages(other).length;
      await ask(deploy);
      await seen(gate, ann, "deploy");
      expect(gate.fake.messages(other)).toHaveLength(before);
      // Another tenant's session of the same name is another session.
      const ben = await gate.person("ben");
      const theirs = bearer((await ben.key()).raw);
      expect((await gate.post("/hitl/register", names, theirs)).status).toBe(200);
      expect((await gate.get("/hitl/status?session_id=deploys", key)).body["telegram_id"]).toBe(ann.id);
    });

    test("store error ignored: what could not be stored is shown to nobody, and is no success", async () => {
      const { gate, key } = await opened({ MAX_CONCURRENT_REQUESTS: "1" });
      expect((await gate.post("/hitl/request", deploy, key)).status).toBe(200);
      await seen(gate, ann, "deploy");
      const before = gate.fake.messages(ann).length;
      expect((await gate.post("/hitl/request", { ...deploy, message: "Too much." }, key)).status).toBe(429);
      const { database, post } = await openLoopgate({ world: { database: await databases.open() } });
      await post("/hitl/register", names);
      database.engine.write = () => Promise.reject(new Error("the disk is full"));
      expect((await post("/hitl/request", deploy)).status).toBe(500);
      expect(gate.fake.messages(ann)).toHaveLength(before);
    });

    test("option index −1: made-up button data is refused, and the server lives", async () => {
      const { gate, ask, poll } = await opened();
      const id = await ask({ ...names, message: "Which first?", options: ["Blog", "Newsletter"] });
      const card = await seen(gate, ann, "Which first?");
      const token = (card.keyboard[0]?.[0]?.data ?? "").split(".", 1)[0] ?? "";
      for (const choice of ["o-1", "o9", "o99", "o", "a", "dffffffffffff", "v99.ff", "o0.zz"]) {
        const before = gate.fake.answers().length;
        gate.fake.human.press(ann, ann.id, card.id, { data: `${token}.${choice}` });
        await gate.fake.waitFor(() => gate.fake.answers()[before]);
      }
      expect(await poll(id)).toMatchObject(waiting);
      expect((await gate.get("/health")).status).toBe(200);
    });

    test("default secret: no token of a known secret, and none without a signature, opens anything", async () => {
      const { gate, account } = await opened();
      const payload = { iss: "loopgate", sub: account.id, sid: account.id, exp: 4_102_444_800 };
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const forged = ["", "secret", "your-secret-key", "default-secret-change-me", "loopgate"].flatMap((secret) => {
        const text = `${part({ alg: "HS256", typ: "JWT" })}.${part(payload)}`;
        return [`${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`];
      });
      for (const token of [...forged, `${part({ alg: "none", typ: "JWT" })}.${part(payload)}.`])
        expect((await gate.get("/api/user/me", bearer(token))).status).toBe(401);
      await expect(serve({ DB_ADAPTER: "postgres", DB_URI: "postgres://127.0.0.1:1/x" })).rejects.toThrow(
        "LOOPGATE_SECRET",
      );
      await expect(serve({ DB_ADAPTER: "memory", LOOPGATE_SECRET: "short" })).rejects.toThrow("LOOPGATE_SECRET");
    });

    test("unescaped Markdown: an agent's text is shown as it is written, and links nowhere", async () => {
      const { gate, ask } = await opened();
      const message = "*bold* [Approve](https://evil.example) `code` <b>tag</b> _x_";
      await ask({ ...deploy, message });
      expect((await seen(gate, ann, "*bold*")).text).toContain(message);
    });

    test("enumeration: neither signing in nor a registration that is not open tells which usernames there are", async () => {
      const { gate } = await opened();
      const signIn = async (username: string) => {
        const { status, body } = await gate.post("/api/auth/login", { username, password: "Wrong-password-1" });
        return { status, body };
      };
      expect(await signIn("ann")).toEqual(await signIn("nobody"));
      const closed = await realGate(await databases.place(), { REGISTRATION: "invite" });
      await closed.post("/api/operator/users", { username: "ann" }, bearer(closed.operator()));
      const register = async (username: string) => {
        const { status, body } = await closed.post("/api/auth/register", { username, password: PASSWORD });
        return { status, body };
      };
      expect(await register("ann")).toEqual(await register("nobody"));
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
