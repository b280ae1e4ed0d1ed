import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { platform, type World } from "@loopgate/client/world";
import { serve } from "@loopgate/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "../free-port.fixture.ts";
import { CLAUDE, COPILOT, GEMINI, hookedHome } from "../hook/hooked.fixture.ts";
import { runningServer, type RunningServer } from "../running-server.fixture.ts";

/** A world in which patience is over soon. */
const hasty: World = { ...platform, elapsed: () => platform.elapsed() * 100 };
const decided = (out: string) =>
  (JSON.parse(out) as { hookSpecificOutput: { permissionDecision: string; updatedInput?: object } }).hookSpecificOutput;

let server: RunningServer;
let home: ReturnType<typeof hookedHome>;
beforeAll(async () => void (server = await runningServer()));
afterAll(() => server.close());
beforeEach(() => void (home = hookedHome({ url: server.url })));
afterEach(() => home.close());
const answer = (id: string, ...words: readonly string[]) => server.loopgate(["answer", id, ...words]);
/** Of another hook each time: a call of the same id is the same request. */
let calls = 0;
const claude = () => ({ ...CLAUDE, tool_use_id: `toolu_${++calls}` });

describe("a hook prints what a person decided, in its client's words and with nothing else, and exits 0:", () => {
  test("an approval", async () => {
    const { exit, printed } = home.hook(claude());
    await answer(await home.asked(), "approve");
    expect(await exit).toBe(0);
    expect([printed.out.split("\n").length, decided(printed.out), printed.err]).toEqual([
      2,
      expect.objectContaining({ permissionDecision: "allow" }),
      "",
    ]);
  });

  test("changed arguments", async () => {
    const { exit, printed } = home.hook(claude());
    await answer(await home.asked(), "edit", "--arguments", '{"command":"ls"}');
    expect([await exit, decided(printed.out)]).toEqual([
      0,
      expect.objectContaining({ permissionDecision: "allow", updatedInput: { command: "ls" } }),
    ]);
  });

  test("a no with its reason", async () => {
    const { exit, printed } = home.hook(GEMINI);
    await answer(await home.asked(), "reject", "--reason", "not today");
    expect([await exit, JSON.parse(printed.out)]).toEqual([
      0,
      { decision: "deny", reason: expect.stringContaining('"not today"') as unknown },
    ]);
  });

  test("nobody's answer in time is a no", async () => {
    const { exit, printed } = home.hook(claude(), ["--timeout", "1"]);
    expect([await exit, decided(printed.out).permissionDecision]).toEqual([0, "deny"]);
  });

  test("or the client's own question, where the command says so", async () => {
    const { exit, printed } = home.hook(claude(), ["--timeout", "1", "--on-timeout", "ask"]);
    expect([await exit, decided(printed.out).permissionDecision]).toEqual([0, "ask"]);
  });

  test("an agent that is put off goes at once, and finds the answer when it comes again", async () => {
    const payload = claude();
    const first = home.hook(payload, ["--defer"]);
    expect([await first.exit, decided(first.printed.out).permissionDecision]).toEqual([0, "defer"]);
    await answer(await home.asked(), "approve");
    const second = home.hook(payload, ["--defer"]);
    expect([await second.exit, decided(second.printed.out).permissionDecision]).toEqual([0, "allow"]);
  });

  test("the client is told by what it sends, or by the command line", async () => {
    const { exit, printed } = home.hook(COPILOT, ["--client", "copilot", "--event", "preToolUse"]);
    const id = await home.asked();
    expect((await home.agent.get(id)).client_id).toBe("copilot");
    await answer(id, "approve");
    expect([await exit, JSON.parse(printed.out)]).toEqual([
      0,
      expect.objectContaining({ permissionDecision: "allow" }),
    ]);
  });

  test("two processes with the same call of a client without ids are two requests", async () => {
    const first = home.hook(GEMINI);
    const id = await home.asked();
    const second = home.hook(GEMINI);
    await expect.poll(async () => (await home.agent.pending()).count).toBe(2);
    await answer(id, "approve");
    expect([await first.exit, JSON.parse(first.printed.out)]).toEqual([0, { decision: "allow" }]);
    await answer(await home.asked(), "reject");
    expect([await second.exit, JSON.parse(second.printed.out)]).toEqual([
      0,
      expect.objectContaining({ decision: "deny" }),
    ]);
  });
});

describe("a hook that cannot ask prints nothing and exits 2, which blocks the tool:", () => {
  test.each([
    ["no JSON", "{", [], "no hook's JSON"],
    ["nothing", "", [], "no hook's JSON"],
    ["a list", "[]", ["--client", "codex"], "not an object"],
    ["bytes that are no text", "\ud800", [], "no hook's JSON"],
    ["of nobody known", { a: 1 }, [], "--client claude-code|codex|gemini|copilot|cursor"],
    ["another client", CLAUDE, ["--client", "other"], "--client must be one of"],
    ["an unknown option", CLAUDE, ["--allow"], "--allow"],
    ["no time", CLAUDE, ["--timeout", "0"], "--timeout must be"],
    ["to allow at the end", CLAUDE, ["--on-timeout", "allow"], "--on-timeout must be deny or ask"],
    ["another hook", { ...CLAUDE, hook_event_name: "Stop" }, ["--client", "claude-code"], "hook_event_name"],
    ["a call without arguments", { ...CLAUDE, tool_input: undefined }, [], "tool_input: is required"],
    ["a name twice", '{"session_id":"s","hook_event_name":"PreToolUse","hook_event_name":"PreToolUse"}', [], "(400)"],
    ["too much", { ...CLAUDE, tool_input: { content: "x".repeat(300_000) } }, [], "(413)"],
    ["far too much", "x".repeat(1024 * 1024 + 1), [], "longer than"],
    ["to put off who cannot be", GEMINI, ["--defer"], "mode"],
  ] as const)("%s", async (_, payload, args, said) => {
    const { exit, printed } = home.hook(payload, args);
    expect([await exit, printed.out, printed.err]).toEqual([2, "", expect.stringContaining(said)]);
    expect(printed.err).toContain("the tool may not run");
    expect((await home.agent.pending()).count).toBe(0);
  });

  test("no server, after some patience", async () => {
    home.write(JSON.stringify({ url: `http://127.0.0.1:${await freePort()}` }));
    const { exit, printed } = home.hook(claude(), [], { world: hasty });
    expect([await exit, printed.out]).toEqual([2, ""]);
    expect(printed.err).toContain("Start it with: loopgate serve");
  });

  test("a key that is refused", async () => {
    home.write(JSON.stringify({ url: server.url, api_key: `lk_pub_${"0".repeat(64)}` }));
    const { exit, printed } = home.hook(claude());
    expect([await exit, printed.out, printed.err]).toEqual([2, "", expect.stringContaining("(401)")]);
  });

  const others: readonly (readonly [string, RequestListener])[] = [
    ["that says yes to everything", (_, response) => response.writeHead(200).end("{}")],
    [
      "that speaks the dialect",
      (_, response) =>
        response.end(
          JSON.stringify({ hookSpecificOutput: { hookEventName: "PreToolUse", permissionDecision: "allow" } }),
        ),
    ],
    ["that leads elsewhere", (_, response) => response.writeHead(307, { location: server.url }).end()],
    ["that has a page", (_, response) => response.end("<html>")],
    ["that fails", (_, response) => response.writeHead(500).end("oops")],
  ];
  test.each(others)("another server %s", async (_, listener) => {
    const other = createServer(listener).listen(0, "127.0.0.1");
    await once(other, "listening");
    home.write(JSON.stringify({ url: `http://127.0.0.1:${(other.address() as AddressInfo).port}` }));
    const { exit, printed } = home.hook(claude(), [], { world: hasty });
    expect([await exit, printed.out]).toEqual([2, ""]);
    other.close();
    other.closeAllConnections();
  });
});

describe("where Loopgate is, is the user's own to say:", () => {
  test("neither the environment nor the project's folder counts", async () => {
    const folder = mkdtempSync(join(tmpdir(), "loopgate-project-"));
    const elsewhere = `LOOPGATE_URL=http://127.0.0.1:9\nLOOPGATE_API_KEY=other\n`;
    writeFileSync(join(folder, ".env"), elsewhere);
    writeFileSync(join(folder, "hooks.json"), '{"url":"http://127.0.0.1:9"}');
    const variables = {
      LOOPGATE_URL: "http://127.0.0.1:9",
      SERVER_PORT: "9",
      LOOPGATE_API_KEY: "other",
      HOME: folder,
      XDG_CONFIG_HOME: folder,
    };
    const { exit, printed } = home.hook(claude(), [], { variables, folder });
    await answer(await home.asked(), "approve");
    expect([await exit, decided(printed.out).permissionDecision]).toEqual([0, "allow"]);
    rmSync(folder, { recursive: true });
  });

  test("a file that the client's settings name counts instead", async () => {
    const file = join(home.home, "other.json");
    writeFileSync(file, JSON.stringify({ url: server.url }), { mode: 0o600 });
    home.write("{");
    const { exit } = home.hook(claude(), ["--settings", file]);
    await answer(await home.asked(), "approve");
    expect(await exit).toBe(0);
  });

  test("an address that an administrator names for everybody counts", async () => {
    chmodSync(home.file, 0o644);
    const { exit } = home.hook(claude());
    await answer(await home.asked(), "approve");
    expect(await exit).toBe(0);
  });

  test.each([
    [
      "whose key others can read",
      () => {
        home.write(JSON.stringify({ url: server.url, api_key: "lk_pub_1" }));
        chmodSync(home.file, 0o644);
      },
      "chmod 600",
    ],
    ["that others can write", () => chmodSync(home.file, 0o620), "chmod 600"],
    ["that is none", () => home.write("{"), "cannot be read as"],
    ["without an address", () => home.write("{}"), "url must be"],
    ["with another address", () => home.write('{"url":"file:///etc"}'), "url must be"],
    ["with something unknown", () => home.write('{"url":"http://h","allow":true}'), '"allow" is not known'],
  ])("settings %s are not used", async (_, spoil, said) => {
    spoil();
    const { exit, printed } = home.hook(claude());
    expect([await exit, printed.out, printed.err]).toEqual([2, "", expect.stringContaining(said)]);
  });

  test("settings that are named and not there are not replaced by others", async () => {
    const { exit, printed } = home.hook(claude(), ["--settings", join(home.home, "gone.json")]);
    expect([await exit, printed.out, printed.err]).toEqual([2, "", expect.stringContaining("gone.json")]);
  });
});

describe("a hook takes its request back", () => {
  test.each(["SIGTERM", "SIGINT"])("at %s, so that cards say why, and exits 2", async (signal) => {
    const { exit, printed, interrupt } = home.hook(claude());
    const id = await home.asked();
    interrupt(signal);
    expect([await exit, printed.out]).toEqual([2, ""]);
    expect(await home.agent.get(id)).toMatchObject({
      status: "canceled",
      cancel_reason: "Answered in the terminal, or the agent has stopped waiting.",
    });
  });

  test("when its own time is over and the server has not said so, and prints a no", async () => {
    // Its clock runs ahead: eleven seconds are over at once.
    const early: World = { ...platform, deadline: (ms) => platform.deadline(ms === 11_000 ? 300 : ms) };
    const { exit, printed } = home.hook(claude(), ["--timeout", "1"], { world: early });
    const id = await home.asked();
    expect([await exit, decided(printed.out).permissionDecision]).toEqual([0, "deny"]);
    expect(await home.agent.get(id)).toMatchObject({ status: "canceled", cancel_reason: "The hook's time was over." });
  });

  test("and exits 2 when its time is over while the server is away", async () => {
    let isAway = false;
    const shaky: typeof fetch = async (input, init) =>
      isAway ? Promise.reject(new TypeError("fetch failed")) : fetch(input, init);
    const early: World = {
      ...platform,
      fetch: shaky,
      deadline: (ms) => platform.deadline(ms === 70_000 ? 600 : ms),
    };
    const { exit, printed } = home.hook(claude(), ["--timeout", "60"], { world: early });
    const id = await home.asked();
    isAway = true;
    expect([await exit, printed.out]).toEqual([2, ""]);
    expect(printed.err).toContain("has not said how the request ended");
    await home.agent.cancel(id);
  });
});

test("a server that restarts in the middle is asked again, for the same request", async () => {
  const folder = mkdtempSync(join(tmpdir(), "loopgate-restart-"));
  const settings = { SERVER_PORT: await freePort(), LOG_LEVEL: "silent", DATA_DIR: folder };
  const start = () => serve(settings);
  let own = await start();
  const other = hookedHome({ url: own.url });
  const { exit, printed } = other.hook(GEMINI);
  const id = await other.asked();
  await own.close();
  own = await start();
  const variables = { LOOPGATE_URL: own.url, DATA_DIR: folder };
  await expect.poll(async () => (await server.loopgate(["answer", id, "approve"], { variables })).code).toBe(0);
  expect([await exit, JSON.parse(printed.out)]).toEqual([0, { decision: "allow" }]);
  await own.close();
  other.close();
  rmSync(folder, { recursive: true });
}, 30_000);

test("where agents need keys the hook registers its session by itself", async () => {
  const served = await runningServer({ LOOPGATE_AUTH: "keys", REGISTRATION: "open" });
  const { url } = served;
  const post = async (path: string, body: object, token?: string) => {
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
    return (await response.json()) as Record<string, string>;
  };
  const account = { username: "ann", password: "long words are fine" };
  await post("/api/auth/register", account);
  const { token } = await post("/api/auth/login", account);
  const { raw_key: key = "" } = await post("/api/user/apikeys", { label: "hooks" }, token);
  const other = hookedHome({ url, api_key: key });
  const { exit, printed } = other.hook(claude(), ["--timeout", "2"]);
  expect([await exit, decided(printed.out).permissionDecision, printed.err]).toEqual([0, "deny", ""]);
  other.close();
  await served.close();
}, 30_000);
