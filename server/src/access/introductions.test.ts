import { describe, expect, test } from "vitest";
import { testDatabases } from "../../../test/databases.ts";
import { faceDigest, faceOf } from "../gate/face.ts";
import { MIGRATIONS } from "../migrations.ts";
import type { JobsTables } from "../jobs/jobs.ts";
import { openLoopgate } from "../loopgate.fixture.ts";
import { chat, openAccess, tenantId } from "./house.fixture.ts";

describe("introductions", () => {
  const databases = testDatabases("SQLite memory", MIGRATIONS);
  const opened = async (options?: Parameters<typeof openAccess>[1]) => openAccess(await databases.open(), options);

  test("the first private chat of a fresh local gate is pinned as the owner's, and told so", async () => {
    const { introduce, linking, who, told, questions } = await opened();
    await introduce("7");
    expect((await who("7"))?.id).toBe(await linking.owner(tenantId));
    expect(told).toEqual(["pinned 7"]);
    expect(await questions()).toEqual([]);
  });

  test("in a tenant that is not this machine's own nobody is pinned, and nobody asked who is not there", async () => {
    const { introductions, people, told } = await opened();
    const theirs = "of-somebody" as typeof tenantId;
    await introductions.introduce(theirs, [chat("7")], { sessionId: "main", clientId: "bot" });
    expect([told, (await people.roster(theirs)).responders]).toEqual([[], []]);
  });

  test("a chat that comes again is not told again", async () => {
    const { introduce, told } = await opened();
    await introduce("7");
    await introduce("7", "7");
    expect(told).toEqual(["pinned 7"]);
  });

  test("of two that come at once one is pinned, and about the other the owner is asked", async () => {
    const { introduce, told, questions, linking } = await opened();
    await linking.ensureOwner(tenantId);
    await Promise.all([introduce("7"), introduce("8")]);
    expect(told).toHaveLength(1);
    expect(await questions()).toHaveLength(1);
  });

  test("a group or a topic is never pinned, and nobody is asked about it", async () => {
    const { introduce, linking, questions, told } = await opened();
    await linking.ensureOwner(tenantId);
    await introduce("-100200", "-100200/7", "7/3");
    expect([told, await questions()]).toEqual([[], []]);
    expect(await linking.isLinked(tenantId, { channel: "telegram", subject: "-100200" })).toBe(false);
  });

  test("a number behind which nobody is does not stay the owner's, and the next one is pinned", async () => {
    const { introduce, linking } = await opened({ dead: ["11"] });
    await introduce("11");
    expect(await linking.isLinked(tenantId, { channel: "telegram", subject: "11" })).toBe(false);
    await introduce("7");
    expect(await linking.isLinked(tenantId, { channel: "telegram", subject: "7" })).toBe(true);
  });

  test("a gate that other machines reach pins nobody", async () => {
    const { introduce, linking, told, questions, who } = await opened({ pins: false });
    await linking.ensureOwner(tenantId);
    await introduce("7");
    expect([told, await who("7")]).toEqual([[], undefined]);
    expect(await questions()).toHaveLength(1);
  });

  test("a channel that is not set up makes nobody a responder", async () => {
    const { introduce, linking, told, questions, who } = await opened({ channels: [] });
    await linking.ensureOwner(tenantId);
    await introduce("7");
    expect([told, await who("7"), await questions()]).toEqual([[], undefined, []]);
  });

  test("about a second chat the owner is asked in his own chat, once a day", async () => {
    const { introduce, questions, deliveries, who } = await opened();
    await introduce("7");
    await introduce("8");
    await introduce("8");
    const asked = await questions();
    expect(asked).toHaveLength(1);
    const [question] = asked;
    expect(question?.definition).toMatchObject({
      purpose: "link_responder",
      risk: "high",
      action: { arguments: { channel: "telegram", person: "8" } },
    });
    expect(question && (await deliveries.of(question)).map(({ address }) => address)).toEqual([chat("7")]);
    expect(await who("8")).toBeUndefined();
  });

  test("no more than twenty strangers wait for the owner's word", async () => {
    const { introduce, questions } = await opened();
    await introduce("7");
    for (let at = 0; at < 30; at++) await introduce(String(1_000 + at));
    expect(await questions()).toHaveLength(20);
  });

  test("the owner's yes links the person, tells him, and shows his cards again", async () => {
    const { introduce, introductions, questions, says, who, told, deliveries, db, gate, store, ids } = await opened();
    await introduce("7");
    await introduce("8");
    const [question] = await questions();
    if (!question) throw new Error("nobody was asked");
    const shown = await gate.create({
      tenantId,
      id: ids.id() as typeof question.id,
      definition: { ...question.definition, code: ids.code(), clientId: "bot", sessionId: "main" },
      policy: question.policy,
      timeoutMs: 60_000,
      show: [chat("8")],
      by: { kind: "agent", clientId: "bot" },
      keyed: { derived: false, inputDigest: faceDigest(faceOf(question)), mostPending: 9, mostInTenant: 90 },
    });
    const [copy] = shown ? await deliveries.of(shown) : [];
    if (!copy || !shown) throw new Error("no copy");
    const card = { face: null, shown: faceDigest(faceOf(shown)), offers: [] };
    await deliveries.prepare(copy, card, "hash");
    await deliveries.record(copy, { kind: "sent", receipt: "1" }, 1, card);
    const decided = await says(question, "approve");
    const jobs = await db
      .query<JobsTables>()
      .selectFrom("jobs")
      .select(["kind", "key"])
      .where("tenant_id", "=", tenantId)
      .execute();
    expect(jobs).toContainEqual({ kind: "call", key: question.id });
    await introductions.settle(decided);
    await introductions.settle(decided);
    expect(await who("8")).toMatchObject({ name: "telegram:8" });
    expect(told).toEqual(["pinned 7", "linked 8"]);
    expect((await deliveries.find(tenantId, copy.id))?.shownVersion).toBe(0);
    expect((await store.find(shown))?.request.state.status).toBe("pending");
  });

  test.each(["reject", undefined] as const)("the owner's %s links nobody", async (said) => {
    const { introduce, introductions, questions, says, who, gate } = await opened();
    await introduce("7");
    await introduce("8");
    const [question] = await questions();
    if (!question) throw new Error("nobody was asked");
    const ended = said ? await says(question, said) : await gate.cancel(question, { kind: "operator" });
    await introductions.settle(ended);
    expect(await who("8")).toBeUndefined();
  });

  test("the stranger himself cannot answer the question about him", async () => {
    const { introduce, questions, says } = await opened();
    await introduce("7");
    await introduce("8");
    const [question] = await questions();
    if (!question) throw new Error("nobody was asked");
    await expect(says(question, "approve", "8")).rejects.toMatchObject({ code: "not_a_responder" });
  });
});

test("agents neither see nor touch the gate's own questions", async () => {
  const loopgate = await openLoopgate();
  const own = openAccess(loopgate.database, { pins: false });
  await own.introduce("8");
  const [question] = await own.questions();
  if (!question) throw new Error("nobody was asked");
  const unknown = await loopgate.get("/hitl/poll?request_id=019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10");
  const tries = [
    await loopgate.get(`/hitl/poll?request_id=${question.id}`),
    await loopgate.get(`/hitl/requests/${question.id}`),
    await loopgate.post("/hitl/cancel", { request_id: question.id }),
    await loopgate.post("/hitl/cancel", { request_id: question.id, client_id: "loopgate" }),
  ];
  for (const { status, body } of tries) expect([status, body]).toEqual([404, unknown.body]);
  for (const query of ["", "?client_id=loopgate", "?session_id=loopgate"])
    expect((await loopgate.get(`/hitl/pending${query}`)).body).toMatchObject({ pending_requests: [], count: 0 });
  expect((await loopgate.answer(question.id, { kind: "approve" })).status).toBe(200);
});
