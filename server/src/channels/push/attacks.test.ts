import { describe, expect, test, vi } from "vitest";
import { testDatabases } from "../../../../test/databases.ts";
import { createOutgoing, OutgoingRefused } from "../../http/outgoing.ts";
import { systemClock } from "../../kit/clock.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { openPushed } from "./push.fixture.ts";
import { openPushService } from "./sink.fixture.ts";

const KEY = "B".repeat(87);
/** How one can write this machine. */
const LOOPBACK = [
  "127.0.0.1",
  "127.1",
  "127.255.255.254",
  "0x7f000001",
  "0x7f.1",
  "0177.0.0.1",
  "017700000001",
  "2130706433",
  "①②⑦.0.0.1",
  "127。0。0。1",
  "0.0.0.0",
  "0",
  "localhost",
  "LOCALHOST.",
  "[::]",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[64:ff9b::7f00:1]",
];

describe("SSRF: an endpoint that a browser has named", () => {
  const databases = testDatabases("SQLite memory", MIGRATIONS);

  test("is refused in 18 spellings of this machine, and wherever no push service is; the one that is allowed is taken", async () => {
    const gate = await openPushed(await databases.open());
    const ann = await gate.member("ann");
    const { keys } = gate.service.browser(KEY).subscription;
    const refused = [
      ...LOOPBACK.flatMap((host) => [`https://${host}:${gate.service.port}/push/1`]),
      "https://169.254.169.254/latest/meta-data",
      "https://10.0.0.1/",
      "https://rebinding.example/",
      `https://client.example.evil.example:${gate.service.port}/`,
      "https://client.example/",
      `https://ann@client.example:${gate.service.port}/`,
      `http://client.example:${gate.service.port}/push/1`,
    ];
    expect(LOOPBACK).toHaveLength(18);
    for (const endpoint of refused) {
      const { status, body } = await ann.post("/api/inbox/push", { endpoint, keys });
      expect([endpoint, status, body.errors?.map(({ path }) => path)]).toEqual([endpoint, 422, ["endpoint"]]);
    }
    expect(await gate.subscriptions()).toEqual([]);
    expect((await ann.post("/api/inbox/push", { endpoint: `${gate.service.origin}/push/1`, keys })).status).toBe(200);
    expect(gate.service.received).toEqual([]);
  });

  test("of an allowed name is not called where the name leads to this machine", async () => {
    const service = await openPushService();
    // As whoever has the name's DNS would have it: public when looked at, this machine when connected to.
    let asked = 0;
    const outgoing = createOutgoing({ clock: systemClock, ...service.guard, permits: () => ++asked === 1 });
    const call = {
      url: new URL(`${service.origin}/push/1`),
      method: "POST",
      mostBytes: 1_000,
      withinMs: 5_000,
    } as const;
    await expect(outgoing.send({ ...call, body: Buffer.from("x") })).rejects.toThrow(OutgoingRefused);
    await outgoing.close();
    expect([asked, service.received, service.wrong]).toEqual([2, [], []]);
  });

  test("is shown as not reached where its address may not be called, and stays unheard", async () => {
    const gate = await openPushed(await databases.open());
    const ann = await gate.member("ann");
    const browser = await ann.browser(KEY);
    await gate.close();
    const { guard } = gate.service;
    vi.spyOn(guard, "permits").mockReturnValue(false);
    const after = await gate.serve("m".repeat(32));
    const bot = await gate.agent(ann);
    const id = await bot.ask();
    await vi.waitFor(async () =>
      expect(await bot.states(id)).toMatchObject([
        { state: "failed", error: expect.stringContaining("public address") },
      ]),
    );
    expect([browser.woken, gate.service.received]).toEqual([[], []]);
    await after.close();
  });
});

describe("a subscription", () => {
  const databases = testDatabases("SQLite memory", MIGRATIONS);

  test("is taken from a page of Loopgate's own, of somebody who is signed in with a browser, and from nobody else", async () => {
    const gate = await openPushed(await databases.open());
    const ann = await gate.member("ann");
    const { key } = await gate.agent(ann);
    const { subscription } = gate.service.browser(KEY);
    const send = (headers: Record<string, string>) => gate.post("/api/inbox/push", subscription, headers);
    const codes = [
      await send({}),
      await send(key),
      await send(ann.token),
      await send({ cookie: ann.headers.cookie }),
      await send({ ...ann.headers, origin: "http://localhost:9999" }),
    ].map(({ body }) => body["code"]);
    expect(codes).toEqual([
      "sign_in_required",
      "sign_in_required",
      "sign_in_required",
      "origin_not_allowed",
      "origin_not_allowed",
    ]);
    expect(await gate.subscriptions()).toEqual([]);
    expect((await send(ann.headers)).status).toBe(200);
  });

  test.each([
    ["a point that is not on the curve", { p256dh: Buffer.alloc(65, 4).toString("base64url") }, "keys.p256dh"],
    ["a compressed point", { p256dh: Buffer.alloc(33, 2).toString("base64url") }, "keys.p256dh"],
    ["no base64url", { p256dh: "!".repeat(87) }, "keys.p256dh"],
    ["a short secret", { auth: "AAAA" }, "keys.auth"],
    ["a long secret", { auth: Buffer.alloc(32).toString("base64url") }, "keys.auth"],
  ])("with %s is refused, and its field named", async (_, bad, path) => {
    const gate = await openPushed(await databases.open());
    const ann = await gate.member("ann");
    const { endpoint, keys } = gate.service.browser(KEY).subscription;
    const { status, body } = await ann.post("/api/inbox/push", { endpoint, keys: { ...keys, ...bad } });
    expect([status, body.errors?.map((each) => each.path)]).toEqual([422, [path]]);
  });
});
