import { afterEach, beforeEach, expect, test } from "vitest";
import { ann, bob, eve, openHouse, type House } from "./house.fixture.ts";

const deploy = { name: "deploy", arguments: { service: "api" } };

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

test("/start shows the chat's number and how to register it", async () => {
  house.fake.human.start(eve);
  await house.settle();
  expect(house.last(eve).text).toContain("This chat's number is 6666.");
  expect(house.last(eve).text).toContain('"telegram_id":6666');
});

test("a group that the bot is brought into is told its number; a topic its own too", async () => {
  const forum = await house.group({ forum: true, members: [ann] });
  expect(house.last(forum).text).toContain(`This chat's number is ${forum}.`);
  const topic = house.fake.human.topic(forum, "deploys");
  await house.say(ann, forum, "/start", { threadId: topic });
  expect(house.last(forum).threadId).toBe(topic);
  expect(house.last(forum).text).toContain(`"topic_id":${topic}`);
});

test("/pending lists what waits, with codes, to people who may answer", async () => {
  const request = await house.ask({ action: deploy });
  await house.say(ann, ann, "/pending");
  expect(house.last().text).toContain(`${request.definition.code} · deploy · until 2026-01-01 00:05 UTC`);
  await house.say(eve, eve, "/pending");
  expect(house.last(eve).text).toContain("not linked");
  expect(house.last(eve).text).not.toContain(request.definition.code);
});

test("/pending in a group lists only what was shown in that group", async () => {
  const group = await house.group({ members: [ann, bob] });
  const here = await house.ask({ action: deploy }, [group]);
  const elsewhere = await house.ask({ action: deploy }, [ann.id]);
  await house.say(bob, group, "/pending");
  expect(house.last(group).text).toContain(here.definition.code);
  expect(house.last(group).text).not.toContain(elsewhere.definition.code);
});

test("/status tells a linked person who he is here and how much waits", async () => {
  await house.ask({ action: deploy });
  await house.say(ann, ann, "/status");
  expect(house.last().text).toContain("You may answer as Ann. Pending requests: 1.");
});

test("a command for another bot is none of ours, and an unknown one gets help only in private", async () => {
  const group = await house.group({ members: [ann] });
  await house.telegram.start();
  await house.fake.waitFor(() => house.fake.calls("setMyCommands").at(0)?.response);
  const before = house.cards(group).length;
  house.fake.human.say(ann, group, "/nonsense");
  house.fake.human.say(ann, group, `/help@${house.fake.username}`);
  await house.fake.waitFor(() => (house.cards(group).length > before ? true : undefined));
  expect(house.cards(group)).toHaveLength(before + 1);
});
