import { describe, expect, test } from "vitest";
import { PollAnswer } from "@loopgate/contract";
import { virtualClock } from "../../kit/virtual-clock.ts";
import { openLoopgate } from "../../loopgate.fixture.ts";
import type { StoreTables } from "../../store/tables.ts";

const poll = (id: string, wait?: number) => `/hitl/poll?request_id=${id}${wait === undefined ? "" : `&wait=${wait}`}`;

/** A Loopgate whose time stands still unless it is told to go on. */
async function still() {
  const clock = virtualClock();
  const loopgate = await openLoopgate({ clock, time: "clock" });
  return { ...loopgate, clock };
}

describe("GET /hitl/poll", () => {
  test("tells what is pending, and the decision once there is one", async () => {
    const loopgate = await openLoopgate();
    const id = await loopgate.ask({ metadata: { pr: 7 } });
    const before = await loopgate.get(poll(id));
    expect(before.body).toEqual({
      request_id: id,
      status: "pending",
      completed: false,
      approved: false,
      response: null,
      metadata: { pr: 7 },
      timestamp: expect.any(String),
    });
    await loopgate.answer(id, { kind: "approve" });
    const { status, body } = await loopgate.get(poll(id));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: "completed",
      completed: true,
      approved: true,
      decision: { outcome: "approve", responder: "owner", channel: "terminal", assurance: "same_user" },
    });
    expect(PollAnswer.strict().safeParse(body).success).toBe(true);
    expect((await loopgate.get(poll(id))).body).toEqual(body);
  });

  test("that waits is answered by the decision, without a moment passing", async () => {
    const loopgate = await still();
    const id = await loopgate.ask();
    const began = loopgate.clock.now();
    const waiting = loopgate.get(poll(id, 55));
    await loopgate.clock.advance(0);
    await loopgate.answer(id, { kind: "reject", reason: "not today" });
    expect((await waiting).body).toMatchObject({
      status: "completed",
      approved: false,
      decision: { reason: "not today" },
    });
    expect(loopgate.clock.now()).toBe(began);
  });

  test("that waits is told what is pending when its time is over, and not before", async () => {
    const loopgate = await still();
    const id = await loopgate.ask();
    let answered = false;
    const waiting = loopgate.get(poll(id, 10)).then((answer) => {
      answered = true;
      return answer;
    });
    await loopgate.clock.advance(9_900);
    expect(answered).toBe(false);
    await loopgate.clock.advance(200);
    expect((await waiting).body["status"]).toBe("pending");
  });

  test("that waits is told of the timeout within two seconds of the deadline", async () => {
    const loopgate = await still();
    const id = await loopgate.ask({ timeout_seconds: 5 });
    const waiting = loopgate.get(poll(id, 55));
    await loopgate.clock.advance(7_000);
    expect((await waiting).body).toMatchObject({ status: "timeout", completed: true, approved: false, response: null });
    expect(loopgate.clock.now()).toBeLessThan(Date.UTC(2026, 0, 1) + 8_000);
  });

  test("that waits for what has ended is answered at once", async () => {
    const loopgate = await still();
    const id = await loopgate.ask();
    await loopgate.post("/hitl/cancel", { request_id: id });
    expect((await loopgate.get(poll(id, 55))).body["status"]).toBe("canceled");
  });

  test("fifty who wait are all told the same", async () => {
    const loopgate = await openLoopgate();
    const id = await loopgate.ask();
    const waiting = Array.from({ length: 50 }, () => loopgate.get(poll(id, 30)));
    await loopgate.answer(id, { kind: "approve" });
    const answers = (await Promise.all(waiting)).map(({ body }) => JSON.stringify(body));
    expect(new Set(answers).size).toBe(1);
  });

  test("remembers when the answer first left for its agent", async () => {
    const loopgate = await openLoopgate();
    const id = await loopgate.ask();
    const returned = async () =>
      (
        await loopgate.database
          .query<StoreTables>()
          .selectFrom("requests")
          .select("returned_at")
          .where("tenant_id", "=", "local")
          .where("id", "=", id)
          .executeTakeFirstOrThrow()
      ).returned_at;
    await loopgate.get(poll(id));
    expect(await returned()).toBeNull();
    await loopgate.answer(id, { kind: "approve" });
    expect(await returned()).toBeNull();
    await loopgate.get(poll(id));
    await expect.poll(returned).toEqual(expect.any(Number));
  });

  test("has forgotten a key that was made from content before the answer is given", async () => {
    const loopgate = await openLoopgate();
    const id = await loopgate.ask();
    const requests = loopgate.database.query<StoreTables>();
    await requests
      .updateTable("requests")
      .set({ idempotency_key: "of content", key_derived: 1 })
      .where("tenant_id", "=", "local")
      .where("id", "=", id)
      .execute();
    await loopgate.answer(id, { kind: "approve" });
    await loopgate.get(poll(id));
    const row = await requests
      .selectFrom("requests")
      .select("idempotency_key")
      .where("tenant_id", "=", "local")
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    expect(row.idempotency_key).toBeNull();
  });

  test("knows no other id", async () => {
    const loopgate = await openLoopgate();
    const { status, body } = await loopgate.get(poll("019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10", 55));
    expect([status, body["code"]]).toEqual([404, "request_not_found"]);
  });
});
