import { LoopgateError } from "@loopgate/contract";
import { describe, expect, test } from "vitest";
import { openLoopgate } from "../loopgate.fixture.ts";
import { virtualClock } from "../kit/virtual-clock.ts";
import { bearer, person } from "./accounts.fixture.ts";
import { callerAddress, createLimits } from "./limits.ts";

let now = 0;
let address = "203.0.113.7";
const limits = createLimits({ clock: { now: () => now }, callsPerMinute: 3, addressOf: () => address });
const call = new Request("http://localhost/");
function refusal(spend: () => void): number | undefined {
  try {
    spend();
    return undefined;
  } catch (error) {
    if (!(error instanceof LoopgateError) || error.code !== "rate_limited") throw error;
    return error.retryAfter;
  }
}

describe("a limit", () => {
  test("lets as many through as it says, tells when to come back, and lets one through then", () => {
    for (let at = 0; at < 3; at++) expect(refusal(() => limits.spend("key", "a"))).toBeUndefined();
    expect(refusal(() => limits.spend("key", "a"))).toBe(20);
    expect(refusal(() => limits.spend("key", "b"))).toBeUndefined();
    now += 19_000;
    expect(refusal(() => limits.spend("key", "a"))).toBe(1);
    now += 1_000;
    expect(refusal(() => limits.spend("key", "a"))).toBeUndefined();
  });

  test("of signing in holds for one account from one address first, so that nobody locks another out", () => {
    for (let at = 0; at < 10; at++) expect(refusal(() => limits.signIn(call, "ann"))).toBeUndefined();
    expect(refusal(() => limits.signIn(call, "ANN"))).toBeGreaterThan(0);
    expect(refusal(() => limits.signIn(call, "ben"))).toBeUndefined();
    address = "203.0.113.8";
    expect(refusal(() => limits.signIn(call, "ann"))).toBeUndefined();
  });
});

test("T28: lock-out: whoever tries an account from everywhere does not hold it up where it is signed in", () => {
  let from = "";
  const attacked = createLimits({ clock: { now: () => 0 }, callsPerMinute: 3, addressOf: () => from });
  const tryAt = (place: string) => {
    from = place;
    return refusal(() => attacked.signIn(call, "ann"));
  };
  from = "home";
  attacked.usedAt(call, "Ann");
  for (let at = 0; at < 300; at++) tryAt(`bot ${Math.floor(at / 10)}`);
  expect(tryAt("elsewhere")).toBeGreaterThan(0);
  expect(tryAt("home")).toBeUndefined();
  // There it has as many tries as at any address, and no more.
  for (let at = 0; at < 9; at++) expect(tryAt("home")).toBeUndefined();
  expect(tryAt("home")).toBeGreaterThan(0);
});

test("T28: a flood of names, from few addresses or many, gives nobody his tries back", () => {
  let from = "";
  const flooded = createLimits({ clock: { now: () => 0 }, callsPerMinute: 3, addressOf: () => from });
  const tryAt = (place: string, username: string) => {
    from = place;
    return refusal(() => flooded.signIn(call, username));
  };
  let tries = 0;
  while (tries < 1_000 && tryAt(`guesser ${Math.floor(tries / 10)}`, "ann") === undefined) tries += 1;
  expect(tries).toBe(200);
  for (let at = 0; at < 60_000; at++) tryAt("one", `name ${at}`);
  for (let at = 0; at < 60_000; at++) tryAt(`address ${at}`, `other ${at}`);
  expect(tryAt("another", "ann")).toBeGreaterThan(0);
  expect(tryAt("guesser 0", "ann")).toBeGreaterThan(0);
});

describe("where a call comes from", () => {
  test.each([
    ["203.0.113.7", null, "203.0.113.7"],
    ["203.0.113.7", "198.51.100.1", "203.0.113.7"],
    ["127.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["::ffff:172.17.0.1", "10.0.0.1, 198.51.100.1", "198.51.100.1"],
    ["::1", "unknown", "0:0:0:0::/64"],
    ["2001:db8:1:2:3:4:5:6", null, "2001:db8:1:2::/64"],
    ["2001:db8::1:2:3:4", null, "2001:db8:0:0::/64"],
    ["2001:DB8::2:2:3:4", null, "2001:db8:0:0::/64"],
    ["127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"],
    [undefined, null, ""],
  ])("%j, forwarded for %j, is %j", (peer, forwarded, expected) => {
    expect(callerAddress(peer, forwarded)).toBe(expected);
  });
});

test("signing in too often is told with 429 and Retry-After, whether the user is known or not", async () => {
  const clock = virtualClock();
  const { post } = await openLoopgate({ clock, time: "clock" });
  const attempt = () => post("/api/auth/login", { username: "nobody", password: "Wrong-password-1" });
  for (let at = 0; at < 10; at++) expect((await attempt()).status).toBe(401);
  const refused = await attempt();
  expect([refused.status, refused.body["code"], refused.headers.get("retry-after")]).toEqual([
    429,
    "rate_limited",
    "60",
  ]);
});

test("guessing keys is told with 429 after a while, which holds up nobody who has a right one", async () => {
  const loopgate = await openLoopgate();
  const { raw } = await (await person(loopgate, "ann")).key();
  const guess = async (at: number) =>
    (await loopgate.get("/hitl/pending", bearer(`lk_pub_${String(at).padStart(64, "0")}`))).status;
  const told: number[] = [];
  for (let at = 0; at < 70; at++) told.push(await guess(at));
  expect(told.filter((status) => status === 401).length).toBeGreaterThanOrEqual(60);
  expect(told.at(-1)).toBe(429);
  expect((await loopgate.get("/hitl/pending", bearer(raw))).status).toBe(200);
});

describe("the header of a proxy", () => {
  const guesses = async (publicUrl: URL) => {
    const { app } = await openLoopgate({ config: { mode: "served", auth: "keys", publicUrl } });
    // As of the network between containers, where everybody seems to be one neighbour.
    const env = { incoming: { socket: { remoteAddress: "172.17.0.1" } } };
    const body = JSON.stringify({ username: "ann", password: "Wrong-password-1" });
    const told = new Set<number>();
    for (let at = 0; at < 12; at++) {
      const headers = {
        host: "gate.example.com",
        "content-type": "application/json",
        "x-forwarded-for": `198.51.100.${at}`,
      };
      told.add((await app.request("/api/auth/login", { method: "POST", headers, body }, env)).status);
    }
    return told;
  };

  test("gives nobody more tries where no proxy can stand in front", async () => {
    expect(await guesses(new URL("http://gate.example.com"))).toEqual(new Set([401, 429]));
  });

  test("tells apart who calls where one does", async () => {
    expect(await guesses(new URL("https://gate.example.com"))).toEqual(new Set([401]));
  });
});
