import { describe, expect, test } from "vitest";
import { openLoopgate, OPERATOR } from "../../loopgate.fixture.ts";

const unknown = "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10";
const request = { session_id: "main", client_id: "bot", message: "Deploy?" };
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const UUID7 = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

describe("POST /hitl/request", () => {
  test("answers what was made, with the effects that were settled", async () => {
    const loopgate = await openLoopgate();
    const { status, body } = await loopgate.post("/hitl/request", { ...request, options: ["Deploy", "Hold"] });
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      request_id: UUID7,
      status: "pending",
      created_at: TIME,
      expires_at: TIME,
      options: [
        { value: "Deploy", label: "Deploy", effect: "approve" },
        { value: "Hold", label: "Hold", effect: "reject" },
      ],
    });
    expect(Date.parse(String(body["expires_at"])) - Date.parse(String(body["created_at"]))).toBe(300_000);
  });

  test("tells the callback's secret once", async () => {
    const loopgate = await openLoopgate();
    const body = { ...request, callback_url: "http://localhost:3000/hook", idempotency_key: "k" };
    const first = await loopgate.post("/hitl/request", body);
    const again = await loopgate.post("/hitl/request", body);
    expect(first.body["callback_secret"]).toMatch(/^whsec_/);
    expect(again.body).toEqual({ ...first.body, callback_secret: undefined });
    const whole = await loopgate.get(`/hitl/requests/${String(first.body["request_id"])}`);
    expect(JSON.stringify(whole.body)).not.toContain("whsec_");
  });

  test("takes the key from the header, and the same key in both places", async () => {
    const loopgate = await openLoopgate();
    const first = await loopgate.post("/hitl/request", request, { "Idempotency-Key": "k" });
    const both = await loopgate.post("/hitl/request", { ...request, idempotency_key: "k" }, { "Idempotency-Key": "k" });
    expect(both.body["request_id"]).toBe(first.body["request_id"]);
    const differ = await loopgate.post(
      "/hitl/request",
      { ...request, idempotency_key: "k" },
      { "Idempotency-Key": "l" },
    );
    expect([differ.status, differ.body["code"]]).toEqual([422, "invalid_request"]);
    const other = await loopgate.post("/hitl/request", { ...request, message: "Delete?" }, { "Idempotency-Key": "k" });
    expect([other.status, other.body["code"]]).toEqual([409, "idempotency_conflict"]);
  });

  test("is 429 with a time to wait once the client has too many pending", async () => {
    const loopgate = await openLoopgate({ config: { mostPending: 1 } });
    await loopgate.ask();
    const { status, body, headers } = await loopgate.post("/hitl/request", request);
    expect([status, body["code"], headers.get("retry-after")]).toEqual([429, "too_many_pending", "5"]);
  });

  test.each([
    ["session_id", "loopgate"],
    ["client_id", "loopgate-sample"],
    ["client_id", "LoopGate"],
    ["client_id", "lооpgate"],
    ["client_id", "Ioopgate"],
  ])("takes no %s that passes for the gate: %s", async (field, name) => {
    const loopgate = await openLoopgate();
    const { status, body } = await loopgate.post("/hitl/request", { ...request, [field]: name });
    expect(status).toBe(422);
    expect(body.errors?.map(({ path }) => path)).toEqual([field]);
  });

  test("takes no credential, for it knows none", async () => {
    const loopgate = await openLoopgate();
    for (const headers of [
      { authorization: "Bearer lk_pub_1" },
      { "x-api-key": OPERATOR },
      { authorization: "Basic x" },
    ]) {
      const { status, body } = await loopgate.post("/hitl/request", request, headers);
      expect([status, body["code"]]).toEqual([401, "key_required"]);
    }
  });
});

describe("GET /hitl/requests/{id}", () => {
  test("shows the whole request, of its deliveries no address, and no code", async () => {
    const loopgate = await openLoopgate();
    await loopgate.post("/hitl/register", { session_id: "main", client_id: "bot", telegram_id: 424242 });
    const action = { name: "pay", arguments: { amount: 5 } };
    const id = await loopgate.ask({ action, resume: { step: 3 }, metadata: { a: 1 }, request_type: undefined });
    const { status, body } = await loopgate.get(`/hitl/requests/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      request_id: id,
      status: "pending",
      completed: false,
      approved: false,
      response: null,
      request_type: "confirmation",
      action: { ...action, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      allowed_decisions: ["approve", "reject"],
      resume: { step: 3 },
      metadata: { a: 1 },
      ended_at: null,
      votes: [],
      deliveries: [{ channel: "telegram", state: expect.any(String) }],
    });
    expect(JSON.stringify(body)).not.toContain("424242");
    expect(body).not.toHaveProperty("code");
  });

  test("tells an unknown id and a broken one the same", async () => {
    const loopgate = await openLoopgate();
    const answers = await Promise.all([unknown, "1", "__proto__"].map((id) => loopgate.get(`/hitl/requests/${id}`)));
    expect(answers.map(({ status, body }) => [status, body])).toEqual(answers.map(() => [404, answers[0]?.body]));
  });
});

describe("GET /hitl/pending", () => {
  test("lists what is pending page by page, with the number of all", async () => {
    const loopgate = await openLoopgate();
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) ids.push(await loopgate.ask());
    const found: unknown[] = [];
    for (let query = "limit=2"; query !== "";) {
      const { body } = await loopgate.get(`/hitl/pending?${query}`);
      expect(body["count"]).toBe(5);
      found.push(...(body["pending_requests"] as { request_id: string }[]).map(({ request_id: id }) => id));
      const next = body["next_cursor"] as string | null;
      query = next === null ? "" : `limit=2&cursor=${next}`;
    }
    expect(found).toEqual(ids.toReversed());
  });

  test("filters by client, session, type and risk", async () => {
    const loopgate = await openLoopgate();
    await loopgate.ask();
    await loopgate.ask({ client_id: "other", session_id: "other", risk: "high", request_type: "input" });
    for (const query of ["client_id=other", "session_id=other", "risk=high", "request_type=input"])
      expect((await loopgate.get(`/hitl/pending?${query}`)).body["count"], query).toBe(1);
  });

  test.each(["limit=0", "limit=201", "limit=x", "cursor=abc", "risk=none", "status=pending"])(
    "refuses %s",
    async (query) => {
      const loopgate = await openLoopgate();
      expect((await loopgate.get(`/hitl/pending?${query}`)).status).toBe(422);
    },
  );
});

describe("POST /hitl/cancel", () => {
  test("takes the question back, once", async () => {
    const loopgate = await openLoopgate();
    const id = await loopgate.ask();
    const first = await loopgate.post("/hitl/cancel", { request_id: id, reason: "not needed" });
    expect([first.status, first.body]).toEqual([200, { success: true, message: "Request canceled successfully" }]);
    const again = await loopgate.post("/hitl/cancel", { request_id: id });
    expect([again.status, again.body["code"]]).toEqual([409, "request_ended"]);
    const { body } = await loopgate.get(`/hitl/requests/${id}`);
    expect(body).toMatchObject({ status: "canceled", completed: true, approved: false, cancel_reason: "not needed" });
  });

  test("knows no id that is unknown or another client's", async () => {
    const loopgate = await openLoopgate();
    const id = await loopgate.ask();
    for (const body of [{ request_id: unknown }, { request_id: id, client_id: "other" }]) {
      const answer = await loopgate.post("/hitl/cancel", body);
      expect([answer.status, answer.body["code"]]).toEqual([404, "request_not_found"]);
    }
    expect((await loopgate.get(`/hitl/poll?request_id=${id}`)).body["status"]).toBe("pending");
  });

  test("comes too late for what was decided, and changes nothing", async () => {
    const loopgate = await openLoopgate();
    const id = await loopgate.ask();
    await loopgate.answer(id, { kind: "approve" });
    expect((await loopgate.post("/hitl/cancel", { request_id: id })).status).toBe(409);
    expect((await loopgate.get(`/hitl/poll?request_id=${id}`)).body["approved"]).toBe(true);
  });
});
