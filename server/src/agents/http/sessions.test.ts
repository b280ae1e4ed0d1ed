import { describe, expect, test } from "vitest";
import { openLoopgate } from "../../loopgate.fixture.ts";

const session = { session_id: "main", client_id: "bot" };

describe("registering", () => {
  test.each(["/hitl/register", "/sessions/register"])("%s says so in the words of the contract", async (path) => {
    const loopgate = await openLoopgate();
    const { status, body } = await loopgate.post(path, { ...session, telegram_id: 42 });
    expect([status, body]).toEqual([
      200,
      { success: true, session_id: "main", message: "Session registered successfully" },
    ]);
  });

  test("again by the same client changes the route, by another is refused", async () => {
    const loopgate = await openLoopgate();
    await loopgate.post("/hitl/register", { ...session, telegram_id: 42 });
    expect((await loopgate.post("/hitl/register", { ...session, telegram_id: 43 })).status).toBe(200);
    const other = await loopgate.post("/hitl/register", { session_id: "main", client_id: "other" });
    expect([other.status, other.body["code"]]).toEqual([409, "session_taken"]);
    expect((await loopgate.get("/hitl/status?session_id=main")).body).toMatchObject({
      telegram_id: 43,
      client_id: "bot",
    });
  });

  test("sends each request once to each place, the chat's General topic being the chat", async () => {
    const loopgate = await openLoopgate();
    const chat = { channel: "telegram", chat_id: -100200 };
    const addresses = [chat, { ...chat, chat_id: "-100200" }, { ...chat, topic_id: 1 }, { ...chat, topic_id: 7 }];
    await loopgate.post("/hitl/register", { ...session, telegram_id: -100200, addresses });
    const id = await loopgate.ask();
    expect((await loopgate.get(`/hitl/requests/${id}`)).body["deliveries"]).toHaveLength(2);
  });

  test("names only responders who are linked", async () => {
    const loopgate = await openLoopgate();
    expect((await loopgate.post("/hitl/register", { ...session, responders: ["owner"] })).status).toBe(200);
    const { status, body } = await loopgate.post("/hitl/register", { ...session, responders: ["owner", "Mallory"] });
    expect([status, body["code"]]).toEqual([422, "responder_not_linked"]);
    expect(body.errors).toEqual([{ path: "responders[1]", message: "is not a linked responder" }]);
  });

  test("a chat where no Telegram is set up makes nobody a responder, so that the terminal still approves", async () => {
    const loopgate = await openLoopgate();
    await loopgate.post("/hitl/register", { ...session, telegram_id: 42 });
    const id = await loopgate.ask();
    expect((await loopgate.answer(id, { kind: "approve" })).status).toBe(200);
  });

  test.each([
    [{ ...session, telegram_id: 0 }, "telegram_id"],
    [{ ...session, telegram_id: "42" }, "telegram_id"],
    [{ ...session, chat_id: 42 }, "chat_id"],
    [{ client_id: "bot" }, "session_id"],
    [{ ...session, session_id: "loopgate" }, "session_id"],
    [{ ...session, addresses: [{ channel: "slack", chat_id: 1 }] }, "addresses[0].channel"],
  ])("refuses %j at %s", async (body, path) => {
    const loopgate = await openLoopgate();
    const answer = await loopgate.post("/hitl/register", body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.map((error) => error.path)).toEqual([path]);
  });
});

describe("a session's status", () => {
  test("is told as it stands", async () => {
    const loopgate = await openLoopgate();
    await loopgate.post("/hitl/register", { ...session, telegram_id: 42 });
    expect((await loopgate.get("/hitl/status?session_id=main")).body).toEqual({
      id: "main",
      client_id: "bot",
      telegram_id: 42,
      active: true,
      created_at: expect.stringMatching(/\.\d{3}Z$/),
    });
  });
  test("of an unknown one is 404", async () => {
    const loopgate = await openLoopgate();
    const { status, body } = await loopgate.get("/hitl/status?session_id=none");
    expect([status, body["code"]]).toEqual([404, "session_not_found"]);
  });
});

describe("deactivating", () => {
  test("is said in the words of the contract, and leaves pending requests answerable", async () => {
    const loopgate = await openLoopgate();
    const id = await loopgate.ask();
    const { status, body } = await loopgate.post("/hitl/deactivate", { session_id: "main" });
    expect([status, body]).toEqual([200, { success: true, message: "Session deactivated successfully" }]);
    expect((await loopgate.get("/hitl/status?session_id=main")).body["active"]).toBe(false);
    expect((await loopgate.answer(id, { kind: "approve" })).status).toBe(200);
  });
  test("refuses new requests until it is registered again", async () => {
    const loopgate = await openLoopgate();
    await loopgate.ask();
    await loopgate.post("/hitl/deactivate", { session_id: "main" });
    const refused = await loopgate.post("/hitl/request", { ...session, message: "Deploy?" });
    expect([refused.status, refused.body["code"]]).toEqual([409, "session_inactive"]);
    await loopgate.post("/hitl/register", session);
    expect((await loopgate.post("/hitl/request", { ...session, message: "Deploy?" })).status).toBe(200);
  });
  test.each([
    [{ session_id: "none" }, 404, "session_not_found"],
    [{ session_id: "main", client_id: "other" }, 409, "session_taken"],
  ])("of %j is refused", async (body, status, code) => {
    const loopgate = await openLoopgate();
    await loopgate.ask();
    const answer = await loopgate.post("/hitl/deactivate", body);
    expect([answer.status, answer.body["code"]]).toEqual([status, code]);
  });
  test("twice is refused", async () => {
    const loopgate = await openLoopgate();
    await loopgate.ask();
    await loopgate.post("/hitl/deactivate", { session_id: "main" });
    const again = await loopgate.post("/hitl/deactivate", { session_id: "main" });
    expect([again.status, again.body["code"]]).toEqual([409, "session_inactive"]);
  });
});
