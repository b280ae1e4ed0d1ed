import { afterEach, describe, expect, test } from "vitest";
import { ann, bob, labels, openHouse, TENANT, type House } from "./house.fixture.ts";

const deploy = { name: "deploy", arguments: { service: "api" } };

let house: House;
afterEach(() => house.close());

async function deliveryOf(request: Awaited<ReturnType<House["ask"]>>) {
  const [delivery] = await house.deliveries.of({ tenantId: TENANT, id: request.id });
  if (!delivery) throw new Error("no delivery");
  return delivery;
}

describe("every copy is brought to the final state", () => {
  test("when somebody decides", async () => {
    house = await openHouse();
    const group = await house.group({ members: [ann] });
    await house.ask({ action: deploy }, [ann.id, bob.id, group]);
    await house.press(ann, ann, house.last().id, "✅ Approve");
    for (const place of [ann, bob, group]) {
      expect(house.last(place).text).toMatch(/^✅ Approved by Ann/);
      expect(labels(house.last(place))).toEqual([]);
    }
  });

  test("and leads to the request's page until then, whatever is toggled on it meanwhile", async () => {
    house = await openHouse({ pageOf: ({ id }) => `https://gate.example.com/r/${id}` });
    await house.ask({ options: ["North", "South"], multiple: true });
    expect(labels(house.last()).at(-1)).toEqual(["Open in Loopgate"]);
    await house.press(ann, ann, house.last().id, "⬜ North");
    expect(labels(house.last())).toContainEqual(["☑️ North"]);
    expect(labels(house.last()).at(-1)).toEqual(["Open in Loopgate"]);
    await house.press(ann, ann, house.last().id, "⛔ Reject");
    expect(labels(house.last())).toEqual([]);
  });

  test("when the agent cancels, and when time runs out", async () => {
    house = await openHouse();
    const canceled = await house.ask({ action: deploy }, [ann.id]);
    await house.gate.cancel({ tenantId: TENANT, id: canceled.id }, { kind: "operator" });
    await house.dispatch();
    expect(house.last().text).toMatch(/^🚫 Canceled by the agent/);
    const late = await house.ask({ action: deploy, timeout_seconds: 10 }, [bob.id]);
    await house.clock.advance(10_000);
    await house.gate.elapse({ tenantId: TENANT, id: late.id });
    await house.dispatch();
    expect(house.last(bob).text).toMatch(/^⌛ Timed out/);
  });

  test("though the answer to the edit was lost", async () => {
    house = await openHouse();
    await house.ask({ action: deploy });
    house.fake.fault({ method: "editMessageText", times: 1, act: { kind: "dropAfter" } });
    await house.press(ann, ann, house.last().id, "✅ Approve");
    await house.clock.advance(10_000);
    await house.dispatch();
    expect(house.last().text).toMatch(/^✅ Approved/);
    expect(await house.jobs.claim(["show"], 1)).toEqual([]);
  });

  test("except one that a person deleted, which is left in peace", async () => {
    house = await openHouse();
    const request = await house.ask({ action: deploy }, [ann.id, bob.id]);
    house.fake.human.deleteMessage(bob, house.last(bob).id);
    await house.press(ann, ann, house.last().id, "✅ Approve");
    const states = (await house.deliveries.of({ tenantId: TENANT, id: request.id })).map(({ state }) => state.status);
    expect(states).toEqual(["sent", "sent"]);
    expect(await house.jobs.claim(["show"], 1)).toEqual([]);
  });
});

describe("a send whose answer was lost", () => {
  test("is made again, and the orphan is adopted by its press", async () => {
    house = await openHouse();
    house.fake.fault({ method: "sendMessage", times: 1, act: { kind: "dropAfter" } });
    const request = await house.ask({ action: deploy });
    await house.clock.advance(1_000);
    await house.dispatch();
    const [orphan, card] = house.cards(ann);
    expect((await deliveryOf(request)).state).toMatchObject({ receipts: [String(card?.id)] });
    await house.press(ann, ann, orphan?.id ?? 0, "✅ Approve");
    expect(await house.outcome(request)).toBe("approve");
    expect(house.cards(ann).map(({ text }) => text.startsWith("✅ Approved by Ann"))).toEqual([true, true]);
  });

  test("leaves an orphan that is told how it ended when it is pressed late, and then shows it", async () => {
    house = await openHouse();
    house.fake.fault({ method: "sendMessage", times: 1, act: { kind: "dropAfter" } });
    const request = await house.ask({ action: deploy });
    await house.clock.advance(1_000);
    await house.dispatch();
    const [orphan, card] = house.cards(ann);
    await house.press(ann, ann, card?.id ?? 0, "⛔ Reject");
    const toast = await house.press(ann, ann, orphan?.id ?? 0, "✅ Approve");
    expect(toast.text).toContain("Rejected by Ann");
    expect(await house.outcome(request)).toBe("reject");
    const delivery = await deliveryOf(request);
    expect(delivery.state).toMatchObject({ receipts: expect.arrayContaining([String(orphan?.id), String(card?.id)]) });
    expect(house.cards(ann)[0]?.text).toMatch(/^⛔ Rejected by Ann/);
  });

  test("leaves an orphan that is adopted by a reply too", async () => {
    house = await openHouse();
    house.fake.fault({ method: "sendMessage", times: 1, act: { kind: "dropAfter" } });
    const request = await house.ask({ action: deploy });
    await house.clock.advance(1_000);
    await house.dispatch();
    await house.say(ann, ann, "yes", { replyTo: house.cards(ann)[0]?.id ?? 0 });
    expect(await house.outcome(request)).toBe("approve");
  });
});

describe("a chat that cannot be reached", () => {
  test("makes the delivery failed, with Telegram's own words", async () => {
    house = await openHouse();
    house.fake.human.block(ann);
    const blocked = await house.ask({ action: deploy });
    expect((await deliveryOf(blocked)).state).toMatchObject({
      status: "failed",
      reason: "Forbidden: bot was blocked by the user",
    });
    const missing = await house.ask({ action: deploy }, [424242]);
    expect((await deliveryOf(missing)).state).toMatchObject({
      status: "failed",
      reason: "Bad Request: chat not found",
    });
  });

  test("because its address is none, is refused without a call", async () => {
    house = await openHouse();
    const request = await house.ask({ action: deploy }, ["somewhere"]);
    expect((await deliveryOf(request)).state).toMatchObject({ status: "failed" });
    expect(house.fake.calls("sendMessage")).toHaveLength(0);
  });

  test("for now, since Telegram asks to wait, is left alone until then; the others are not", async () => {
    house = await openHouse();
    const isAnn = ({ chat_id }: { readonly chat_id?: unknown }) => String(chat_id) === "1001";
    house.fake.fault({ method: "sendMessage", match: isAnn, times: 1, act: { kind: "retryAfter", seconds: 30 } });
    const first = await house.ask({ action: deploy }, [ann.id]);
    await house.ask({ action: deploy }, [ann.id]);
    await house.ask({ action: deploy }, [bob.id]);
    expect(house.fake.calls("sendMessage")).toHaveLength(2);
    expect(house.cards(bob)).toHaveLength(1);
    await house.clock.advance(29_000);
    await house.dispatch();
    expect(house.cards(ann)).toHaveLength(0);
    await house.clock.advance(1_000);
    await house.dispatch();
    expect(house.cards(ann)).toHaveLength(2);
    expect((await deliveryOf(first)).state.status).toBe("sent");
  });
});

describe("a group", () => {
  test("that became a supergroup is followed to its new number", async () => {
    house = await openHouse();
    const old = await house.group({ members: [ann] });
    const next = house.fake.human.migrate(old);
    const request = await house.ask({ action: deploy }, [old]);
    expect((await deliveryOf(request)).address.place).toBe(String(next));
    await house.press(ann, next, house.last(next).id, "✅ Approve");
    expect(await house.outcome(request)).toBe("approve");
  });

  test("that became a supergroup while a card was open gets the card anew", async () => {
    house = await openHouse();
    const old = await house.group({ members: [ann] });
    const request = await house.ask({ action: deploy }, [old]);
    const next = house.fake.human.migrate(old);
    await house.deliveries.showAgain(TENANT, { channel: "telegram", place: String(old) });
    await house.dispatch();
    expect(labels(house.last(next))).toEqual([["✅ Approve", "⛔ Reject"]]);
    await house.press(ann, next, house.last(next).id, "✅ Approve");
    expect(await house.outcome(request)).toBe("approve");
  });

  test("whose topic was deleted gets the card in the chat itself, and it can be answered there", async () => {
    const lines: string[] = [];
    house = await openHouse({ logTo: { write: (line) => lines.push(line) } });
    const forum = await house.group({ forum: true, members: [ann] });
    const topic = house.fake.human.topic(forum, "gone soon");
    house.fake.human.deleteTopic(forum, topic);
    const request = await house.ask({ action: deploy }, [`${forum}/${topic}`]);
    expect(house.last(forum).threadId).toBeUndefined();
    expect(lines.filter((line) => line.includes("topic no longer exists"))).toHaveLength(1);
    await house.say(ann, forum, "yes", { replyTo: house.last(forum).id });
    expect(await house.outcome(request)).toBe("approve");
  });

  test("has its general topic left out of the call", async () => {
    house = await openHouse();
    const forum = await house.group({ forum: true, members: [ann] });
    await house.ask({ action: deploy }, [`${forum}/1`]);
    expect(house.fake.calls("sendMessage").at(-1)?.params).not.toHaveProperty("message_thread_id");
  });

  test("where nobody is linked shows no buttons, and says why", async () => {
    house = await openHouse({ linked: [] });
    const group = await house.group({ members: [ann] });
    await house.ask({ action: deploy }, [group]);
    expect(labels(house.last(group))).toEqual([]);
    expect(house.last(group).text).toContain("Nobody here is linked");
  });
});

describe("a server that does not take our HTML", () => {
  test("for it does not know live times, gets the deadline written out, and is not asked again", async () => {
    house = await openHouse({ fake: { unknownTags: ["tg-time"] } });
    await house.ask({ action: deploy });
    await house.ask({ action: deploy });
    expect(house.last().text).toContain("Expires 2026-01-01 00:05 UTC");
    expect(house.last().html).toContain("<b>Approval asked</b>");
    expect(house.fake.calls("sendMessage")).toHaveLength(3);
  });

  test("gets the same words as plain text, with the buttons, and the log an error", async () => {
    const lines: string[] = [];
    house = await openHouse({ fake: { unknownTags: ["pre"] }, logTo: { write: (line) => lines.push(line) } });
    const request = await house.ask({
      action: { name: "deploy", arguments: { service: "a<b>&c" } },
      message: "<i>hi</i>",
    });
    expect(house.last().html).toBeUndefined();
    expect(house.last().text).toContain("service: a<b>&c");
    expect(house.last().text).toContain("<i>hi</i>");
    expect(lines.some((line) => line.includes('"level":50') && line.includes("plain text"))).toBe(true);
    await house.press(ann, ann, house.last().id, "✅ Approve");
    expect(await house.outcome(request)).toBe("approve");
  });
});

test("links in what an agent writes are not fetched for a preview", async () => {
  house = await openHouse();
  await house.ask({ message: "see https://evil.example/" });
  await house.press(ann, ann, house.last().id, "⛔ Reject");
  for (const method of ["sendMessage", "editMessageText"])
    expect(house.fake.calls(method).at(0)?.params["link_preview_options"]).toEqual({ is_disabled: true });
});

test("a plain message is told as it is written", async () => {
  house = await openHouse();
  const report = await house.telegram.channel.tell(
    { channel: "telegram", place: "1001" },
    "You are <b>pinned</b> & well",
  );
  expect(report.kind).toBe("sent");
  expect(house.last().text).toBe("You are <b>pinned</b> & well");
});
