import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { systemClock } from "../kit/clock.ts";
import { listen } from "./listen.ts";
import { openLoopgate, PORT } from "../loopgate.fixture.ts";
import { checkReach, type Reach } from "./origin.ts";
import { OPERATIONS } from "./operations.ts";

const local: Reach = { hosts: ["127.0.0.1"], origins: [], port: () => PORT, proxied: false };
const served: Reach = {
  hosts: ["0.0.0.0", "gate.example.com", "fd00::1"],
  origins: ["https://gate.example.com"],
  port: () => PORT,
  proxied: true,
};

function refusal(headers: Record<string, string>, reach: Reach = local): string {
  try {
    checkReach(new Request("http://x/", { headers: { host: `localhost:${PORT}`, ...headers } }), reach);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "taken";
}

describe("T30 DNS rebinding: Host", () => {
  test.each(["localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080", "[::1]"])("%s is this machine", (host) => {
    expect(refusal({ host })).toBe("taken");
  });
  test.each([
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.example:8080",
    "localhost@evil.example",
    "localhost:8080:1",
    "localhost.",
    "0.0.0.0",
    "127.0.0.2",
    "[::2]",
    "2130706433",
    "",
  ])("%j is refused", (host) => {
    expect(refusal({ host })).toBe("host_not_allowed");
  });
  test.each(["gate.example.com", "GATE.example.com:443", "[fd00::1]:8080"])("%s is ours where it was named", (host) => {
    expect(refusal({ host }, served)).toBe("taken");
  });
});

describe("Origin", () => {
  test.each([`http://localhost:${PORT}`, `http://127.0.0.1:${PORT}`, `http://[::1]:${PORT}`])(
    "%s is ours",
    (origin) => {
      expect(refusal({ origin })).toBe("taken");
    },
  );
  test.each([
    "null",
    "",
    "https://evil.example",
    "http://localhost:3000",
    `https://localhost:${PORT}`,
    `http://localhost:${PORT}.evil.example`,
    `http://LOCALHOST:${PORT}`,
    "https://gate.example.com",
    "file://",
  ])("%j is refused", (origin) => {
    expect(refusal({ origin })).toBe("origin_not_allowed");
  });
  test("of PUBLIC_URL is ours", () => {
    expect(refusal({ origin: "https://gate.example.com" }, served)).toBe("taken");
    expect(refusal({ origin: "http://gate.example.com" }, served)).toBe("origin_not_allowed");
  });
  test("is not asked for where a browser says that its own page calls", () => {
    expect(refusal({ "sec-fetch-site": "same-origin" })).toBe("taken");
    expect(refusal({ "sec-fetch-site": "none" })).toBe("taken");
    expect(refusal({ "sec-fetch-site": "cross-site" })).toBe("origin_not_allowed");
  });
});

describe("a forwarding header", () => {
  const headers = [
    "Forwarded",
    "X-Forwarded-For",
    "x-forwarded-host",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "X-Forwarded",
    "X-Original-Host",
    "X-Client-IP",
    "True-Client-IP",
    "X-Cluster-Client-IP",
    "X-Envoy-External-Address",
    "X-Amzn-Trace-Id",
    "Fly-Client-IP",
    "Fastly-Client-IP",
    "CDN-Loop",
    "Tailscale-User-Login",
    "CF-Ray",
    "CF-Connecting-IP",
    "Via",
  ];
  test.each(headers)("%s says that the caller may be anywhere, and is refused", (name) => {
    expect(refusal({ [name]: "203.0.113.7" })).toBe("key_required");
  });
  test.each(headers)("%s is taken where something in front protects the server", (name) => {
    expect(refusal({ [name]: "203.0.113.7" }, { ...local, proxied: true })).toBe("taken");
  });
});

test("a call in HTTP/1.0, as nginx makes it by default without any header of its own, is of this machine for nobody", async () => {
  const { app } = await openLoopgate();
  const listening = await listen(app, { host: "127.0.0.1", port: 0, clock: systemClock });
  const say = async (line: string, ...headers: string[]) => {
    const socket = connect(listening.port, "127.0.0.1");
    await once(socket, "connect");
    socket.end([line, "Host: localhost", "Connection: close", ...headers, "", ""].join("\r\n"));
    return text(socket);
  };
  expect(await say("GET /hitl/pending HTTP/1.1")).toContain('"count":0');
  for (const path of ["/hitl/pending", "/api/user/me", "/api/operator/users"])
    expect(await say(`GET ${path} HTTP/1.0`)).toContain('"code":"key_required"');
  // A credential that is none does not help a stranger in.
  const json = ["Authorization: Basic eDp4", "Content-Type: application/json", "Content-Length: 2"];
  expect(await say("POST /api/auth/register HTTP/1.0", ...json)).toContain('"code":"registration_closed"');
  await listening.close();
});

const paths = [
  ...OPERATIONS.map(({ method, path }) => [method, path]),
  ["get", "/docs"],
  ["get", "/openapi.json"],
  ["get", "/unknown"],
] as [string, string][];

test.each(paths)("%s %s checks Host, Origin and forwarding before anything else", async (method, path) => {
  const loopgate = await openLoopgate();
  const bad: [Record<string, string>, string][] = [
    [{ host: "evil.example" }, "host_not_allowed"],
    [{ origin: "null" }, "origin_not_allowed"],
    [{ origin: "https://evil.example" }, "origin_not_allowed"],
    [{ "sec-fetch-site": "cross-site" }, "origin_not_allowed"],
    [{ "x-forwarded-for": "203.0.113.7" }, "key_required"],
    [{ host: "localhost", "cf-connecting-ip": "203.0.113.7" }, "key_required"],
  ];
  for (const [headers, code] of bad) {
    const answer = await loopgate.call(method.toUpperCase(), path.replace(/\{\w+\}/, "abc"), { headers });
    expect(answer.body["code"], JSON.stringify(headers)).toBe(code);
  }
});

test("Host is also checked of an upgrade and of a method that no route takes", async () => {
  const loopgate = await openLoopgate();
  for (const method of ["OPTIONS", "DELETE", "HEAD"])
    expect(
      (await loopgate.call(method, "/hitl/poll", { headers: { host: "evil.example", upgrade: "websocket" } })).status,
    ).toBe(403);
});
