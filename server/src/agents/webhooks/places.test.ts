import { describe, expect, test } from "vitest";
import { createOutgoing, OutgoingRefused } from "../../http/outgoing.ts";
import { systemClock } from "../../kit/clock.ts";
import { createPlaces, type PlaceSettings } from "./places.ts";
import { openReceiver } from "./receiver.fixture.ts";

const places = (settings: Partial<PlaceSettings>) =>
  createPlaces({ mode: "served", callbackHosts: [], callbackNetworks: [], ...settings }, () => 8080);
type Outcome = "allowed" | "refused";
const outcome = (settings: Partial<PlaceSettings>, url: string): Outcome =>
  places(settings).refusal(url) === undefined ? "allowed" : "refused";

/** Ways to write this machine's address; a name that leads here comes below. */
const SPELLINGS = [
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
  "LOCALHOST",
  "[::1]",
  "[::]",
  "[::ffff:7f00:1]",
  "[::ffff:127.0.0.1]",
  "[64:ff9b::7f00:1]",
];

describe("where answers may be sent", () => {
  test.each<[Outcome, string]>([
    ["allowed", "http://localhost:3000/hook"],
    ["allowed", "http://127.0.0.1:3000"],
    ["allowed", "https://[::1]:3000/"],
    ["refused", "http://localhost:8080/hitl/request"],
    ["refused", "http://localhost/hook"],
    ["refused", "http://localhost:631/"],
    ["refused", "http://me:secret@localhost:3000/"],
    ["refused", "http://0.0.0.0:3000/"],
    ["refused", "http://app.localhost:3000/"],
    ["refused", "https://hooks.example.com/"],
    ["refused", "http://192.168.1.5:3000/"],
  ])("in local mode without a list: %s %s", (expected, url) => {
    expect(outcome({ mode: "local" }, url)).toBe(expected);
  });

  test.each<[Outcome, string]>([
    ["allowed", "https://hooks.example.com/x"],
    ["refused", "http://hooks.example.com/x"],
    ["refused", "https://hooks.example.com:8443/x"],
    ["refused", "http://localhost:3000/hook"],
  ])("in served mode without a list: %s %s", (expected, url) => {
    expect(outcome({}, url)).toBe(expected);
  });

  test.each<[Outcome, string]>([
    ["allowed", "https://hooks.example.com/x"],
    ["allowed", "https://a.b.example.org/"],
    ["allowed", "http://n8n.lan:5678/webhook"],
    ["allowed", "http://localhost:3000/"],
    ["refused", "https://example.org/"],
    ["refused", "https://evilexample.org/"],
    ["refused", "https://hooks.example.com.evil.example/"],
    ["refused", "https://n8n.lan:5678/"],
    ["refused", "http://localhost:3001/"],
    ["refused", "https://other.example/"],
  ])("by the owner's list: %s %s", (expected, url) => {
    const callbackHosts = ["hooks.example.com", "*.example.org", "http://n8n.lan:5678", "localhost:3000"];
    for (const mode of ["local", "served"] as const) expect(outcome({ mode, callbackHosts }, url)).toBe(expected);
  });

  test("`none` is nowhere, `*` any host with https but not this machine, and Loopgate itself never", () => {
    expect(outcome({ mode: "local", callbackHosts: ["none"] }, "http://localhost:3000/")).toBe("refused");
    expect(outcome({ mode: "local", callbackHosts: ["*"] }, "https://hooks.example.com/")).toBe("allowed");
    expect(outcome({ callbackHosts: ["*"] }, "https://localhost/")).toBe("refused");
    expect(outcome({ callbackHosts: ["localhost"] }, "http://localhost:8080/")).toBe("refused");
  });
});

describe("SSRF: this machine", () => {
  const call = (url: string) => ({ url: new URL(url), method: "POST" as const, mostBytes: 100, withinMs: 5_000 });
  /** A door by which the one port is open on every host but this machine: what stops a call is the address alone. */
  async function open(resolveTo?: string) {
    const receiver = await openReceiver();
    const guard = places({ callbackHosts: [`http://*:${receiver.port}`] });
    const outgoing = createOutgoing({
      clock: systemClock,
      ...guard,
      ...(resolveTo !== undefined && {
        resolve: (_, __, done) => done(null, [{ address: resolveTo, family: resolveTo.includes(":") ? 6 : 4 }]),
      }),
    });
    return { receiver, outgoing, guard };
  }

  test.each(SPELLINGS)("is not reached as %s", async (host) => {
    const { receiver, outgoing } = await open();
    await expect(outgoing.send(call(`http://${host}:${receiver.port}/`))).rejects.toThrow(OutgoingRefused);
    expect(receiver.received).toEqual([]);
    await outgoing.close();
  });

  test.each(["127.0.0.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "10.0.0.1", "169.254.169.254"])(
    "is not reached by a name that leads to %s",
    async (address) => {
      const { receiver, outgoing } = await open(address);
      await expect(outgoing.send(call(`http://rebinding.example:${receiver.port}/`))).rejects.toThrow(OutgoingRefused);
      expect(receiver.received).toEqual([]);
      await outgoing.close();
    },
  );

  test("is reached where the owner lists it: by its own name, or a name with its network", async () => {
    const receiver = await openReceiver();
    const { port } = receiver;
    const byName = places({ callbackHosts: [`localhost:${port}`] });
    const byNetwork = places({ callbackHosts: [`http://sink.example:${port}`], callbackNetworks: ["127.0.0.0/8"] });
    const resolve: Parameters<typeof createOutgoing>[0]["resolve"] = (_, __, done) =>
      done(null, [{ address: "127.0.0.1", family: 4 }]);
    const first = createOutgoing({ clock: systemClock, ...byName });
    const second = createOutgoing({ clock: systemClock, ...byNetwork, resolve });
    expect((await first.send(call(receiver.url))).status).toBe(200);
    expect((await second.send(call(`http://sink.example:${port}/b`))).status).toBe(200);
    expect(receiver.received.map(({ path }) => path)).toEqual(["/hook", "/b"]);
    await Promise.all([first.close(), second.close()]);
  });

  test("is not reached by a redirect", async () => {
    const inner = await openReceiver();
    const outer = await openReceiver((response) => response.writeHead(307, { location: inner.url }).end());
    const outgoing = createOutgoing({ clock: systemClock, ...places({ callbackHosts: ["localhost"] }) });
    expect((await outgoing.send(call(outer.url))).status).toBe(307);
    expect(inner.received).toEqual([]);
    await outgoing.close();
  });
});
