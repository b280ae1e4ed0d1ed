import { expect, it } from "vitest";
import { manualClock } from "./clock.ts";
import { ann, bob, call, openFake } from "./raw-client.fixture.ts";

const sendTo = (fake: Parameters<typeof call>[0], chat_id = ann.id) =>
  call(fake, "sendMessage", { chat_id, text: "x" });

it("a dropped request was not executed", async () => {
  const fake = await openFake();
  fake.fault({ method: "sendMessage", times: 1, act: { kind: "drop" } });
  await expect(sendTo(fake)).rejects.toThrow("fetch failed");
  expect(fake.messages(ann)).toEqual([]);
  expect((await sendTo(fake)).ok).toBe(true);
});

it("one dropped afterwards was: the message is there and nobody told the bot", async () => {
  const fake = await openFake();
  fake.fault({ method: "sendMessage", times: 1, act: { kind: "dropAfter" } });
  await expect(sendTo(fake)).rejects.toThrow("fetch failed");
  expect(fake.messages(ann)).toHaveLength(1);
  expect(fake.calls("sendMessage")[0]?.response).toBeUndefined();
});

it("any answer can be made up", async () => {
  const fake = await openFake();
  fake.fault({ act: { kind: "respond", status: 502, body: "<html>Bad Gateway</html>" }, times: 1 });
  const response = await fetch(`${fake.url}/bot${fake.token}/getMe`);
  expect(response.status).toBe(502);
  expect(await response.text()).toBe("<html>Bad Gateway</html>");
});

it("429 comes with its time", async () => {
  const fake = await openFake();
  fake.fault({ act: { kind: "retryAfter", seconds: 7 }, times: 1 });
  expect(await sendTo(fake)).toMatchObject({ error_code: 429, parameters: { retry_after: 7 } });
});

it("a delayed request is executed later", async () => {
  const clock = manualClock();
  const fake = await openFake({ clock });
  fake.fault({ method: "sendMessage", act: { kind: "delay", ms: 5000 } });
  const reply = sendTo(fake);
  await fake.waitFor(() => (fake.calls("sendMessage").length === 1 ? true : undefined));
  expect(fake.messages(ann)).toEqual([]);
  await clock.advance(5000);
  expect((await reply).ok).toBe(true);
});

it("a rule strikes only what it matches, as often as it says, and until it is removed", async () => {
  const fake = await openFake({ people: [ann, bob] });
  const remove = fake.fault({
    method: "sendmessage",
    match: (parameters) => parameters["chat_id"] === bob.id,
    act: { kind: "retryAfter", seconds: 1 },
  });
  expect((await sendTo(fake)).ok).toBe(true);
  expect((await sendTo(fake, bob.id)).ok).toBe(false);
  expect((await sendTo(fake, bob.id)).ok).toBe(false);
  remove();
  expect((await sendTo(fake, bob.id)).ok).toBe(true);
});
