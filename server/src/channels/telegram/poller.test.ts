import { startFakeTelegram, type FakeTelegram } from "@loopgate/fake-telegram";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { virtualClock, type VirtualClock } from "../../kit/virtual-clock.ts";
import { createBotApi } from "./api.ts";
import { createBell } from "./bell.ts";
import { ann, bob, openHouse, TENANT, type House } from "./house.fixture.ts";
import { createPoller } from "./poller.ts";
import { createReceivedUpdates } from "./received.ts";
import { createChannelState } from "./state.ts";

const deploy = { name: "deploy", arguments: { service: "api" } };

let clock: VirtualClock;
let fake: FakeTelegram;
let house: House;
let lines: string[];

beforeEach(async () => {
  clock = virtualClock();
  fake = await startFakeTelegram({ clock, antiSpin: false, people: [ann, bob] });
  lines = [];
  house = await openHouse({ telegram: fake, clock, logTo: { write: (line) => lines.push(line) } });
});
afterEach(async () => {
  await house.close();
  await fake.close();
});

/** Lets virtual time pass until the probe sees something: the loop sleeps on that clock, the calls take real time. */
async function until<T>(probe: () => T | undefined): Promise<T> {
  for (let turn = 0; turn < 400; turn++) {
    const seen = probe();
    if (seen !== undefined) return seen;
    await clock.advance(250);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`not seen; health: ${JSON.stringify(house.telegram.health())}`);
}

const polls = () => fake.calls("getUpdates");
const isWaiting = () => polls().some(({ params, response }) => params["timeout"] === 25 && response === undefined);
const whenPolling = () => fake.waitFor(() => (isWaiting() ? true : undefined));
const setForeignWebhook = () =>
  fetch(`${fake.url}/bot${fake.token}/setWebhook?url=${encodeURIComponent("http://127.0.0.1:9/theirs")}`);

describe("polling", () => {
  test("answers a press without anybody ticking, and says that it is well", async () => {
    const request = await house.ask({ action: deploy });
    await house.telegram.start();
    await whenPolling();
    expect(house.telegram.health()).toEqual({ ok: true, detail: "polling" });
    fake.human.press(ann, ann.id, house.last().id, "✅ Approve");
    const answer = await fake.waitFor(() => fake.answers()[0]);
    expect(answer.text).toContain("Approved by Ann");
    expect(await house.outcome(request)).toBe("approve");
    expect(fake.calls("setMyCommands")).toHaveLength(1);
  });

  test("confirms an update only after it is stored", async () => {
    await house.ask({ action: deploy });
    fake.human.press(ann, ann.id, house.last().id, "✅ Approve");
    const write = house.db.write;
    Object.assign(house.db, { write: () => Promise.reject(new Error("disk full")) });
    await expect(house.telegram.tick()).rejects.toThrow("disk full");
    Object.assign(house.db, { write });
    await house.telegram.tick();
    const [first, second] = polls();
    expect(second?.params["offset"]).toBe(first?.params["offset"]);
    await house.telegram.tick();
    expect(Number(polls().at(-1)?.params["offset"])).toBeGreaterThan(0);
    expect(fake.answers()).toHaveLength(1);
  });

  test("names the kinds of update that it wants on every call", async () => {
    await house.telegram.tick();
    expect(polls()[0]?.params["allowed_updates"]).toEqual(["message", "callback_query", "my_chat_member"]);
  });

  test("goes on after Telegram could not be reached", async () => {
    const back = fake.fault({ act: { kind: "drop" } });
    await house.telegram.start();
    await until(() => (house.telegram.health().detail.includes("cannot be reached") ? true : undefined));
    back();
    expect(await until(() => (house.telegram.health().ok ? true : undefined))).toBe(true);
  });

  test("stands back on a conflict, says so, and comes back when the other has gone", async () => {
    const gone = fake.fault({
      method: "getUpdates",
      act: {
        kind: "respond",
        status: 409,
        body: {
          ok: false,
          error_code: 409,
          description:
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        },
      },
    });
    await house.telegram.start();
    await until(() => (house.telegram.health().detail.startsWith("conflict") ? true : undefined));
    expect(house.telegram.health().ok).toBe(false);
    gone();
    await until(() => (house.telegram.health().ok ? true : undefined));
  });

  test("does not begin where somebody else's webhook is set, says whose, and leaves it alone", async () => {
    await setForeignWebhook();
    await house.telegram.start();
    await until(() => (house.telegram.health().detail.includes("127.0.0.1:9") ? true : undefined));
    expect(house.telegram.health()).toMatchObject({ ok: false });
    expect(polls()).toHaveLength(0);
    expect(fake.calls("deleteWebhook")).toHaveLength(0);
    expect(lines.some((line) => line.includes('"level":50') && line.includes("webhook"))).toBe(true);
  });

  test("raises an alarm when somebody else's webhook appears later", async () => {
    await house.telegram.start();
    await whenPolling();
    await setForeignWebhook();
    await until(() =>
      house.telegram.health().detail.includes("another program has set a webhook") ? true : undefined,
    );
    expect(fake.calls("deleteWebhook")).toHaveLength(0);
  });

  test("says that the token is refused, and never shows it", async () => {
    const stranger = await openHouse({
      telegram: fake,
      clock,
      token: "8000000009:AAnotatoken",
      logTo: { write: (line) => lines.push(line) },
    });
    await stranger.telegram.start();
    await until(() => (stranger.telegram.health().detail.includes("refuses the bot token") ? true : undefined));
    expect(stranger.telegram.health().ok).toBe(false);
    await stranger.close();
    expect(lines.join("\n")).not.toContain("AAnotatoken");
  });

  test("is closed at once, and leaves nobody asleep", async () => {
    await house.telegram.start();
    await whenPolling();
    await house.telegram.close();
    await vi.waitFor(() => expect(clock.sleeping()).toBe(0));
  });
});

test("a webhook that this program had set itself is taken away before polling", async () => {
  const url = "http://127.0.0.1:9/ours";
  const pushed = await openHouse({ telegram: fake, clock, mode: { kind: "webhook", url, secret: "s" } });
  await pushed.telegram.start();
  await vi.waitFor(() => expect(pushed.telegram.health().ok).toBe(true));
  await pushed.telegram.close();
  const polling = createPoller({
    bot: createBotApi({ token: fake.token, apiRoot: fake.url }),
    updates: createReceivedUpdates({ db: pushed.db, tenantId: TENANT, botId: "8000000001", clock }),
    bell: createBell({ clock }),
    clock,
    state: createChannelState(() => {}),
    fraction: () => 0.5,
  });
  const stop = new AbortController();
  const run = polling.run(1, stop.signal);
  await whenPolling();
  stop.abort();
  await run;
  expect(fake.calls("deleteWebhook")).toHaveLength(1);
  await pushed.close();
});
