import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ann, bob, eve, openHouse, TENANT, type House } from "./house.fixture.ts";

const deploy = { name: "deploy", arguments: { service: "api" } };

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

/** Asks for a text, and has the person press the button that brings the question. */
async function promptFor(place: typeof ann | number = ann) {
  const request = await house.ask({ message: "Which name?" }, [typeof place === "number" ? place : place.id]);
  const card = house.last(place);
  await house.press(ann, place, card.id, "✏️ Write the answer");
  const prompt = house.last(place);
  expect(prompt.forceReply).toMatchObject({ selective: true });
  return { request, card, prompt };
}

describe("a text answer", () => {
  test("is the reply to the question, whatever it says, and never approves", async () => {
    for (const text of ["blue-42", "yes", "approve", "NO, STOP"]) {
      const { request, prompt } = await promptFor();
      await house.say(ann, ann, text, { replyTo: prompt.id });
      const { state } = await house.now(request);
      expect(state).toMatchObject({ decision: { answer: { outcome: "respond", response: { kind: "text", text } } } });
    }
  });

  test("must reply to exactly the question", async () => {
    const { request, card } = await promptFor();
    await house.say(ann, ann, "blue");
    await house.say(ann, ann, "blue", { replyTo: card.id });
    expect(await house.outcome(request)).toBe("pending");
    expect(house.last().text).toContain("press the button");
  });

  test("must come from the person who was asked, who is addressed in a group", async () => {
    const group = await house.group({ members: [ann, bob, eve] });
    const { request, prompt } = await promptFor(group);
    expect(prompt.html).toContain('<a href="tg://user?id=1001">Ann</a>');
    for (const person of [bob, eve]) {
      await house.say(person, group, "mine", { replyTo: prompt.id });
      expect(house.last(group).text).toContain("somebody else");
    }
    expect(await house.outcome(request)).toBe("pending");
    await house.say(ann, group, "hers", { replyTo: prompt.id });
    expect(await house.outcome(request)).toBe("respond");
  });

  test("of somebody who is no longer linked does not count", async () => {
    const { request, prompt } = await promptFor();
    house.linked.delete("1001");
    await house.say(ann, ann, "blue", { replyTo: prompt.id });
    expect(await house.outcome(request)).toBe("pending");
    expect(house.last().text).toContain("may not answer");
  });

  test("that comes late is told who answered", async () => {
    const group = await house.group({ members: [ann, bob] });
    const { request, prompt, card } = await promptFor(group);
    await house.press(bob, group, card.id, "⛔ Reject");
    await house.say(ann, group, "blue", { replyTo: prompt.id });
    expect(house.last(group).text).toContain("Already decided. ⛔ Rejected by Bob");
    expect(await house.outcome(request)).toBe("reject");
  });

  test("is asked of nobody who is not linked", async () => {
    const group = await house.group({ members: [ann, eve] });
    await house.ask({}, [group]);
    const before = house.cards(group).length;
    await house.press(eve, group, house.last(group).id, "✏️ Write the answer");
    expect(house.cards(group)).toHaveLength(before);
  });
});

describe("a message that a person did not write here and now in his own name never answers", () => {
  const strange = { forwarded: true, edited: true, business: true, viaBot: true, senderChat: true } as const;

  test.each(Object.keys(strange) as (keyof typeof strange)[])("%s", async (kind) => {
    const group = await house.group({ members: [ann] });
    const { request, prompt } = await promptFor(group);
    await house.say(ann, group, "blue", { replyTo: prompt.id, [kind]: true });
    expect(await house.outcome(request)).toBe("pending");

    const confirmation = await house.ask({ action: deploy }, [group]);
    await house.say(ann, group, "yes", { replyTo: house.last(group).id, [kind]: true });
    await house.say(ann, group, "no", { replyTo: house.last(group).id, [kind]: true });
    expect(await house.outcome(confirmation)).toBe("pending");
  });
});

describe("a reply to a card", () => {
  async function replied(text: string, input: Parameters<House["ask"]>[0] = { action: deploy }) {
    const request = await house.ask(input);
    const card = house.last();
    await house.say(ann, ann, text, { replyTo: card.id });
    return { request, card, outcome: await house.outcome(request) };
  }

  test.each([
    ["yes", "approve"],
    ["Yes", "approve"],
    ["no", "reject"],
    ["NO", "reject"],
    ["NO, STOP", "pending"],
    ["yes please", "pending"],
    ["yes?", "pending"],
    ["yes no", "pending"],
    ["ok", "pending"],
    ["approve", "pending"],
    ["👍", "pending"],
  ])("%j makes it %s", async (text, expected) => {
    expect((await replied(text)).outcome).toBe(expected);
  });

  test("may name the request's code, but not another one's", async () => {
    const request = await house.ask({ action: deploy });
    const card = house.last();
    const other = await house.ask({ action: deploy });
    await house.say(ann, ann, `yes ${other.definition.code}`, { replyTo: card.id });
    expect(await house.outcome(request)).toBe("pending");
    await house.say(ann, ann, `yes ${request.definition.code}`, { replyTo: card.id });
    expect(await house.outcome(request)).toBe("approve");
    expect(await house.outcome(other)).toBe("pending");
  });

  test("that says yes does not approve high risk; one that says no rejects it", async () => {
    expect((await replied("yes", { action: deploy, risk: "high" })).outcome).toBe("pending");
    expect(house.last().text).toContain("not enough");
    expect((await replied("no", { action: deploy, risk: "high" })).outcome).toBe("reject");
  });

  test("that says yes does not approve what this card does not offer", async () => {
    expect((await replied("yes", { action: deploy, risk: "critical" })).outcome).toBe("pending");
    expect((await replied("yes", { options: ["Yes", "No"] })).outcome).toBe("pending");
  });

  test("does not count from somebody who is not linked", async () => {
    const group = await house.group({ members: [ann, eve] });
    const request = await house.ask({ action: deploy }, [group]);
    const card = house.last(group);
    for (const text of ["yes", "no"]) await house.say(eve, group, text, { replyTo: card.id });
    expect(house.last(group).text).toContain("may not answer");
    expect(await house.outcome(request)).toBe("pending");
  });

  test("counts in a forum topic, and a message that replies to nothing there does not", async () => {
    const forum = await house.group({ forum: true, members: [ann] });
    const topic = house.fake.human.topic(forum, "deploys");
    const request = await house.ask({ action: deploy }, [`${forum}/${topic}`]);
    const card = house.last(forum);
    expect(card.threadId).toBe(topic);
    await house.say(ann, forum, "yes", { threadId: topic });
    expect(await house.outcome(request)).toBe("pending");
    await house.say(ann, forum, "yes", { threadId: topic, replyTo: card.id });
    expect(await house.outcome(request)).toBe("approve");
  });
});

describe("a code without a reply", () => {
  test("shows the card again and answers nothing; all copies end in the same state", async () => {
    const request = await house.ask({ action: deploy });
    await house.say(ann, ann, `yes ${request.definition.code}`);
    expect(await house.outcome(request)).toBe("pending");
    const [first, again] = house.cards(ann);
    expect(again?.text).toBe(first?.text);
    await house.press(ann, ann, again?.id ?? 0, "✅ Approve");
    expect(house.cards(ann).map(({ text }) => text.split("\n")[0])).toEqual(
      Array.from({ length: 2 }, () => "✅ Approved by Ann · 2026-01-01 00:00 UTC via telegram"),
    );
  });

  test("shows nothing where the card was not shown before, or to whom is not linked", async () => {
    const request = await house.ask({ action: deploy }, [ann.id]);
    await house.say(bob, bob, `yes ${request.definition.code}`);
    expect(house.last(bob).text).toContain("No request with that code");
    const group = await house.group({ members: [ann, eve] });
    const second = await house.ask({ action: deploy }, [group]);
    const greeting = house.cards(group)[0]?.id ?? 0;
    await house.say(eve, group, `yes ${second.definition.code}`, { replyTo: greeting });
    expect(house.last(group).text).toContain("may not answer");
    expect(house.cards(group).filter(({ keyboard }) => keyboard.length > 0)).toHaveLength(1);
  });

  test("of an ended request tells how it ended", async () => {
    const request = await house.ask({ action: deploy });
    await house.press(ann, ann, house.last().id, "✅ Approve");
    await house.say(ann, ann, `no ${request.definition.code}`);
    expect(house.last().text).toContain("Already decided. ✅ Approved by Ann");
  });
});

describe("the reason for a reject", () => {
  async function rejected() {
    const request = await house.ask({ action: deploy });
    const card = house.last();
    await house.press(ann, ann, card.id, "⛔ Reject");
    expect(await house.outcome(request)).toBe("reject");
    return { request, card, prompt: house.last() };
  }

  test("is asked for afterwards, added once, and shown on the card", async () => {
    const { request, prompt } = await rejected();
    expect(prompt.forceReply).toBeDefined();
    await house.say(ann, ann, "too risky", { replyTo: prompt.id });
    expect((await house.now(request)).notes).toMatchObject([{ text: "too risky", byName: "Ann" }]);
    expect(house.cards(ann)[0]?.text).toContain("Reason:\ntoo risky");
    await house.say(ann, ann, "another", { replyTo: prompt.id });
    expect((await house.now(request)).notes).toHaveLength(1);
  });

  test("comes too late after five minutes", async () => {
    const { request, prompt } = await rejected();
    await house.clock.advance(5 * 60_000 + 1);
    await house.say(ann, ann, "too late", { replyTo: prompt.id });
    expect((await house.now(request)).notes).toEqual([]);
    expect(house.last().text).toContain("too late");
  });

  test("is taken from nobody else", async () => {
    const group = await house.group({ members: [ann, bob] });
    const request = await house.ask({ action: deploy }, [group]);
    await house.press(ann, group, house.last(group).id, "⛔ Reject");
    const prompt = house.last(group);
    await house.say(bob, group, "because", { replyTo: prompt.id });
    expect((await house.now(request)).notes).toEqual([]);
  });

  test("is asked for once, however often the button was pressed", async () => {
    const request = await house.ask({ action: deploy });
    const card = house.last();
    house.fake.human.press(ann, ann.id, card.id, "⛔ Reject");
    house.fake.human.press(ann, ann.id, card.id, "⛔ Reject");
    await house.settle();
    expect(house.cards(ann).filter(({ forceReply }) => forceReply)).toHaveLength(1);
    expect((await house.now(request)).version).toBe(2);
  });

  test("can be asked for after a no by reply too", async () => {
    const request = await house.ask({ action: deploy });
    await house.say(ann, ann, "no", { replyTo: house.last().id });
    const prompt = house.cards(ann).find(({ forceReply }) => forceReply);
    await house.say(ann, ann, "not today", { replyTo: prompt?.id ?? 0 });
    expect((await house.now(request)).notes).toMatchObject([{ text: "not today" }]);
  });
});

test("nothing that is said to the bot is lost when the question could not be sent", async () => {
  const request = await house.ask({});
  const card = house.last();
  house.fake.fault({ method: "sendMessage", times: 1, act: { kind: "drop" } });
  const toast = await house.press(ann, ann, card.id, "✏️ Write the answer");
  expect(toast.text).toContain("Press again");
  await house.press(ann, ann, card.id, "✏️ Write the answer");
  await house.say(ann, ann, "blue", { replyTo: house.last().id });
  expect(await house.outcome(request)).toBe("respond");
  expect(request.tenantId).toBe(TENANT);
});
