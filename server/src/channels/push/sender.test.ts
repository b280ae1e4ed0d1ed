import { describe, expect, test } from "vitest";
import { OutgoingRefused, type OutgoingAnswer, type OutgoingCall } from "../../http/outgoing.ts";
import { systemIds } from "../../kit/ids.ts";
import { createLog } from "../../kit/log.ts";
import { virtualClock } from "../../kit/virtual-clock.ts";
import { createAllowsPush } from "./hosts.ts";
import type { Push } from "./message.ts";
import { keyPairFrom } from "./p256.ts";
import { createSender, type Sent } from "./sender.ts";
import { createVapids } from "./vapid.ts";

const push: Push = {
  message: { id: "1", kind: "request", title: "A request is waiting", tag: "1" },
  ttlSeconds: 60,
  urgency: "high",
  topic: "t",
};

/** A sender whose push services answer as the test says. */
function opened(...answers: readonly (Partial<OutgoingAnswer> | Error)[]) {
  const clock = virtualClock();
  const calls: OutgoingCall[] = [];
  const left = [...answers];
  const vapids = createVapids({ secrets: [Buffer.alloc(32)], contact: "https://gate.example.com", clock });
  const sender = createSender({
    outgoing: {
      async send(call) {
        calls.push(call);
        const next = left.shift() ?? { status: 201 };
        if (next instanceof Error) throw next;
        return { status: 201, headers: {}, body: Buffer.alloc(0), ...next };
      },
    },
    allows: createAllowsPush([]),
    vapids,
    ids: systemIds(clock),
    clock,
    log: createLog({ level: "silent" }),
  });
  const to = (host: string, serverKey = vapids[0].publicKey) => ({
    endpoint: `https://${host}/abc`,
    keys: {
      p256dh: keyPairFrom(Buffer.alloc(32, 1)).publicKey.toString("base64url"),
      auth: Buffer.alloc(16).toString("base64url"),
    },
    serverKey,
  });
  const chrome = to("fcm.googleapis.com");
  return { clock, calls, to, chrome, send: (where = chrome): Promise<Sent> => sender.send(where, push) };
}

describe("a message", () => {
  test.each([
    [200, "sent"],
    [201, "sent"],
    [202, "sent"],
    [301, "refused"],
    [400, "refused"],
    [401, "refused"],
    [403, "gone"],
    [404, "gone"],
    [410, "gone"],
    [413, "refused"],
    [429, "later"],
    [500, "lost"],
    [503, "lost"],
  ])("that is answered with %i is %s", async (status, kind) => {
    expect((await opened({ status }).send()).kind).toBe(kind);
  });

  test("keeps its browser where Apple does not like our signature", async () => {
    const sent = await opened({ status: 403, body: Buffer.from('{"reason":"BadJwtToken"}') }).send();
    expect(sent).toMatchObject({ kind: "refused", reason: expect.stringContaining("clock") });
  });

  test.each([
    ["120", 120_000],
    ["Thu, 01 Jan 2026 00:05:00 GMT", 300_000],
    ["Wed, 31 Dec 2025 00:00:00 GMT", 1_000],
    ["99999999", 3_600_000],
    ["soon", 60_000],
    [undefined, 60_000],
  ])("waits with Retry-After: %s for %i ms", async (after, ms) => {
    const { send, clock } = opened({ status: 429, headers: after === undefined ? {} : { "retry-after": after } });
    expect(await send()).toMatchObject({ kind: "later", at: clock.now() + ms });
  });

  test.each([
    ["a failure", { status: 503 }] as const,
    ["silence", new Error("no whole answer within 5000 ms")] as const,
  ])("that meets %s has that push service left alone for 30 seconds, and no other", async (_, answer) => {
    const { send, clock, calls, to } = opened(answer);
    expect((await send()).kind).toBe("lost");
    expect(await send()).toMatchObject({ kind: "later", at: clock.now() + 30_000 });
    expect((await send(to("web.push.apple.com"))).kind).toBe("sent");
    expect(calls).toHaveLength(2);
    await clock.advance(30_000);
    expect((await send()).kind).toBe("sent");
  });

  test("is not sent where the key is none of ours, where the host is not allowed, and where the address is refused", async () => {
    const { send, calls, to } = opened(new OutgoingRefused("must lead to port 443 of a public address"));
    expect((await send(to("fcm.googleapis.com", "B".repeat(87)))).kind).toBe("gone");
    expect((await send(to("push.example.com"))).kind).toBe("gone");
    expect(calls).toEqual([]);
    expect(await send()).toMatchObject({ kind: "refused", reason: expect.stringContaining("public address") });
  });

  test("has nothing of the same secret twice", async () => {
    const { send, calls } = opened();
    for (let at = 0; at < 50; at++) await send();
    const heads = calls.map(({ body }) =>
      Buffer.from(body ?? "")
        .subarray(0, 86)
        .toString("hex"),
    );
    expect(new Set(heads.map((head) => head.slice(0, 32))).size).toBe(50);
    expect(new Set(heads.map((head) => head.slice(42))).size).toBe(50);
  });
});
