import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ann, bob, eve, labels, openHouse, TENANT, type House } from "./house.fixture.ts";

const deploy = { name: "deploy", arguments: { service: "api" } };

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

describe("a press", () => {
  test("approves, is told so, and the card says who, when and where", async () => {
    const request = await house.ask({ action: deploy });
    const card = house.last();
    const toast = await house.press(ann, ann, card.id, "✅ Approve");
    expect(await house.outcome(request)).toBe("approve");
    expect(toast.text).toBe("Recorded. ✅ Approved by Ann · 2026-01-01 00:00 UTC via telegram");
    expect(house.cards(ann)[0]?.text).toMatch(/^✅ Approved by Ann · 2026-01-01 00:00 UTC via telegram\n/);
    expect(labels(house.last())).toEqual([]);
  });

  test("is recorded with the person's number, the chat's assurance and the digest of what was shown", async () => {
    const request = await house.ask({ action: deploy, message: "m".repeat(9_000) });
    const [delivery] = await house.deliveries.of({ tenantId: TENANT, id: request.id });
    await house.press(ann, ann, house.last().id, "✅ Approve");
    const [vote] = (await house.now(request)).votes;
    expect(vote?.via).toEqual({ address: { channel: "telegram", place: "1001" }, identity: "1001", assurance: "chat" });
    expect(delivery?.state).toMatchObject({ card: { shown: vote?.shown } });
    expect(vote?.deliveryId).toBe(delivery?.id);
  });

  test("by somebody who is not linked changes nothing, wherever he presses", async () => {
    const group = await house.group({ members: [ann, eve] });
    const request = await house.ask({ action: deploy }, [group]);
    const toast = await house.press(eve, group, house.last(group).id, "✅ Approve");
    expect(toast).toMatchObject({ showAlert: true });
    expect(toast.text).toContain("6666");
    expect(await house.outcome(request)).toBe("pending");
    expect((await house.now(request)).version).toBe(1);
  });

  test("goes by the number alone: the name of a linked person is no key", async () => {
    const group = await house.group({ members: [ann] });
    const request = await house.ask({ action: deploy }, [group]);
    await house.press({ ...eve, name: "Ann", username: "ann" }, group, house.last(group).id, "✅ Approve");
    expect(await house.outcome(request)).toBe("pending");
  });

  test("of a linked person who is not among those asked is refused by the gate", async () => {
    const carl = { id: 1003, name: "Carl" };
    const group = await house.group({ members: [ann, carl] });
    const request = await house.ask({ action: deploy }, [group]);
    house.linked.set("1003", carl);
    const toast = await house.press(carl, group, house.last(group).id, "✅ Approve");
    expect(toast.text).toContain("may not answer");
    expect(await house.outcome(request)).toBe("pending");
  });

  test("twice counts once and is told the same", async () => {
    const request = await house.ask({ action: deploy });
    const { id } = house.last();
    house.fake.human.press(ann, ann.id, id, "✅ Approve");
    house.fake.human.press(ann, ann.id, id, "✅ Approve");
    await house.settle();
    const answers = await house.fake.waitFor(() =>
      house.fake.answers().length === 2 ? house.fake.answers() : undefined,
    );
    expect(answers[1]?.text).toBe(answers[0]?.text);
    expect((await house.now(request)).version).toBe(2);
  });

  test("that comes late is told who decided and when", async () => {
    const request = await house.ask({ action: deploy }, [ann.id, bob.id]);
    const bobs = house.last(bob);
    const approve = bobs.keyboard[0]?.[0]?.data ?? "";
    await house.press(ann, ann, house.last().id, "⛔ Reject");
    const toast = await house.press(bob, bob, bobs.id, { data: approve });
    expect(toast).toMatchObject({
      text: "Already decided. ⛔ Rejected by Ann · 2026-01-01 00:00 UTC via telegram",
      showAlert: true,
    });
    expect(await house.outcome(request)).toBe("reject");
  });

  test("after the deadline is told that time ran out, though nobody had noticed yet", async () => {
    const request = await house.ask({ action: deploy, timeout_seconds: 60 });
    const card = house.last();
    await house.clock.advance(61_000);
    const toast = await house.press(ann, ann, card.id, "✅ Approve");
    expect(toast.text).toContain("Timed out");
    expect(await house.outcome(request)).toBe("timeout");
  });

  test("on a message that Telegram no longer shows to bots still counts", async () => {
    const request = await house.ask({ action: deploy });
    house.fake.human.press(ann, ann.id, house.last().id, "✅ Approve", { inaccessible: true });
    await house.settle();
    expect(await house.outcome(request)).toBe("approve");
  });
});

describe("made-up data changes nothing", () => {
  test.each(["approve", "x", "a".repeat(24) + ".a", "../../.a", "{}", "%00.a"])("%j", async (data) => {
    const request = await house.ask({ action: deploy });
    const toast = await house.press(ann, ann, house.last().id, { data });
    expect(toast).toMatchObject({ showAlert: true });
    expect(toast.text).toContain("not known");
    expect((await house.now(request)).version).toBe(1);
  });

  test("an answer that this card does not offer is refused", async () => {
    const request = await house.ask({ risk: "critical", action: deploy });
    const card = house.last();
    expect(labels(card)).toEqual([["⛔ Reject"]]);
    for (const choice of ["a", "A", "o0", "O0", "d1", "D1", "w"]) {
      const data = `${card.keyboard[0]?.[0]?.data?.split(".")[0]}.${choice}`;
      expect(await house.press(ann, ann, card.id, { data })).toMatchObject({ showAlert: true });
    }
    expect((await house.now(request)).version).toBe(1);
  });

  test("another request's token from another chat is told to be in the wrong place", async () => {
    const theirs = await house.ask({ action: deploy }, [bob.id]);
    await house.ask({ action: deploy }, [ann.id]);
    const data = house.last(bob).keyboard[0]?.[0]?.data ?? "";
    const toast = await house.press(ann, ann, house.last(ann).id, { data });
    expect(toast.text).toContain("belongs to another chat");
    expect(await house.outcome(theirs)).toBe("pending");
  });

  test("a token on the message of another card is refused", async () => {
    const first = await house.ask({ action: deploy });
    const data = house.last().keyboard[0]?.[0]?.data ?? "";
    await house.ask({ action: deploy });
    const toast = await house.press(ann, ann, house.last().id, { data });
    expect(toast.text).toContain("not known");
    expect(await house.outcome(first)).toBe("pending");
  });
});

describe("high risk", () => {
  test("takes two taps, and the first one changes this copy's buttons alone", async () => {
    const request = await house.ask({ risk: "high", action: deploy }, [ann.id, bob.id]);
    const card = house.last();
    const toast = await house.press(ann, ann, card.id, "✅ Approve");
    expect(toast.text).toContain("once more");
    expect(await house.outcome(request)).toBe("pending");
    expect(labels(house.last())).toEqual([["Yes, approve", "Back"]]);
    expect(labels(house.last(bob))).toEqual([["✅ Approve", "⛔ Reject"]]);
    await house.press(ann, ann, card.id, "Yes, approve");
    expect(await house.outcome(request)).toBe("approve");
  });

  test("is not approved by one tap of each of two people, nor by a second tap long after the first", async () => {
    const group = await house.group({ members: [ann, bob] });
    const request = await house.ask({ risk: "high", action: deploy }, [group]);
    const { id } = house.last(group);
    await house.press(ann, group, id, "✅ Approve");
    const toast = await house.press(bob, group, id, "Yes, approve");
    expect(toast.text).toContain("once more");
    expect(await house.outcome(request)).toBe("pending");
    await house.clock.advance(121_000);
    await house.press(bob, group, id, "Yes, approve");
    expect(await house.outcome(request)).toBe("pending");
    await house.press(bob, group, id, "Yes, approve");
    expect(await house.outcome(request)).toBe("approve");
  });

  test("lets one go back", async () => {
    await house.ask({ risk: "high", action: deploy });
    const { id } = house.last();
    await house.press(ann, ann, id, "✅ Approve");
    await house.press(ann, ann, id, "Back");
    expect(labels(house.last())).toEqual([["✅ Approve", "⛔ Reject"]]);
  });

  test("is rejected with one tap", async () => {
    const request = await house.ask({ risk: "high", action: deploy });
    await house.press(ann, ann, house.last().id, "⛔ Reject");
    expect(await house.outcome(request)).toBe("reject");
  });

  test("does not let a stranger change the buttons", async () => {
    const group = await house.group({ members: [ann, eve] });
    await house.ask({ risk: "high", action: deploy }, [group]);
    await house.press(eve, group, house.last(group).id, "✅ Approve");
    expect(labels(house.last(group))).toEqual([["✅ Approve", "⛔ Reject"]]);
  });

  test("asks twice for an approving option too", async () => {
    const options = [
      { value: "ship", label: "Ship", effect: "approve" as const },
      { value: "no", label: "No" },
    ];
    const request = await house.ask({ risk: "high", options });
    const { id } = house.last();
    await house.press(ann, ann, id, "✅ Ship");
    expect(await house.outcome(request)).toBe("pending");
    await house.press(ann, ann, id, "Yes: Ship");
    expect(await house.outcome(request)).toBe("approve");
  });
});

describe("a choice", () => {
  test("is answered with the option's value", async () => {
    const request = await house.ask({
      options: [
        { value: "eu", label: "Europe" },
        { value: "us", label: "America" },
      ],
    });
    await house.press(ann, ann, house.last().id, "Europe");
    const { state } = await house.now(request);
    expect(state).toMatchObject({ decision: { answer: { outcome: "respond", response: { values: ["eu"] } } } });
  });

  test("beyond the first page is reached by turning pages", async () => {
    const options = Array.from({ length: 20 }, (_, at) => ({ value: `r${at}`, label: `Room ${at}` }));
    const request = await house.ask({ options });
    const { id } = house.last();
    await house.press(ann, ann, id, "›");
    await house.press(ann, ann, id, "›");
    await house.press(ann, ann, id, "Room 19");
    expect((await house.now(request)).state).toMatchObject({ decision: { answer: { response: { values: ["r19"] } } } });
  });

  test("of several is ticked and sent", async () => {
    const request = await house.ask({ options: ["red", "green", "blue"], multiple: true });
    const { id } = house.last();
    expect(labels(house.last())).toEqual([["⬜ red"], ["⬜ green"], ["⬜ blue"], ["Done (0)"], ["⛔ Reject"]]);
    await house.press(ann, ann, id, "⬜ red");
    await house.press(ann, ann, id, "⬜ blue");
    await house.press(ann, ann, id, "☑️ red");
    await house.press(ann, ann, id, "⬜ green");
    await house.press(ann, ann, id, "Done (2)");
    const { state } = await house.now(request);
    expect(state).toMatchObject({ decision: { answer: { response: { values: ["green", "blue"] } } } });
  });

  test("of none is not sent", async () => {
    const request = await house.ask({ options: ["red", "green"], multiple: true });
    const toast = await house.press(ann, ann, house.last().id, "Done (0)");
    expect(toast.text).toBe("Pick 1 to 2 first.");
    expect(await house.outcome(request)).toBe("pending");
  });

  test("is not ticked by a stranger", async () => {
    const group = await house.group({ members: [ann, eve] });
    await house.ask({ options: ["red", "green"], multiple: true }, [group]);
    await house.press(eve, group, house.last(group).id, "⬜ red");
    expect(labels(house.last(group))[0]).toEqual(["⬜ red"]);
  });
});

describe("the answer to a press", () => {
  test("that cannot be given harms nothing", async () => {
    const request = await house.ask({ action: deploy });
    house.fake.fault({ method: "answerCallbackQuery", act: { kind: "drop" } });
    house.fake.human.press(ann, ann.id, house.last().id, "✅ Approve");
    await house.settle();
    expect(await house.outcome(request)).toBe("approve");
    expect(house.last().text).toMatch(/^✅ Approved/);
  });

  test("says that it is being worked on when the database is slow", async () => {
    const slow = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const find = house.people.find;
    house.people.find = async (...asked) => {
      begun.resolve();
      await slow.promise;
      return find(...asked);
    };
    const request = await house.ask({ action: deploy });
    house.fake.human.press(ann, ann.id, house.last().id, "✅ Approve");
    const settled = house.settle();
    await begun.promise;
    await house.clock.advance(3_000);
    const answer = await house.fake.waitFor(() => house.fake.answers()[0]);
    expect(answer.text).toBe("Working on it…");
    slow.resolve();
    await settled;
    expect(await house.outcome(request)).toBe("approve");
  });
});
