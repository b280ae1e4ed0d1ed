import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { recordedShell } from "../recorded-shell.fixture.ts";
import { run } from "../run.ts";
import { runningServer, type RunningServer } from "../running-server.fixture.ts";

describe("loopgate doctor", () => {
  let server: RunningServer;
  beforeAll(async () => void (server = await runningServer()));
  afterAll(() => server.close());

  test("tells who may answer, how surely, and what local mode does not protect against", async () => {
    const { code, out } = await server.loopgate(["doctor"]);
    expect(out).toContain("Responders: owner (terminal)");
    expect(out).toContain("high same_user");
    expect(out).toContain("Mode: local.");
    expect(out).toContain("It does not protect against code that runs as the server's own user");
    expect([code, out]).toEqual([0, expect.stringContaining("All is well.")]);
  });

  test("as JSON it is one value with the server's own words", async () => {
    const { code, out } = await server.loopgate(["doctor", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ ok: true, status: { mode: "local", terminal_answers: "fallback" } });
    expect(code).toBe(0);
  });

  test("an open credential exits 1 with the command that closes it", async () => {
    const file = join(server.dataDir, "operator.token");
    chmodSync(file, 0o644);
    const { code, out } = await server.loopgate(["doctor"]);
    chmodSync(file, 0o600);
    expect([code, out]).toEqual([1, expect.stringContaining(`→ Run: chmod 600 "${file}"`)]);
  });

  test("a server that is away exits 1 with how to start it", async () => {
    const { shell, printed } = recordedShell({
      variables: { ...server.variables, LOOPGATE_URL: "http://127.0.0.1:9" },
    });
    expect(await run(["doctor"], shell)).toBe(1);
    expect(printed.out).toContain("Start it with: loopgate serve.");
  });

  test("a check that fails is told with its detail, and exits 1", async () => {
    const { shell, printed } = recordedShell({ variables: server.variables });
    const checks = [{ name: "telegram", ok: false, detail: "the token is refused" }];
    const ailing: typeof fetch = async (input, init) =>
      new Request(input).url.endsWith("/health/ready")
        ? Response.json({ checks }, { status: 503 })
        : fetch(input, init);
    expect(await run(["doctor"], { ...shell, world: { ...shell.world, fetch: ailing } })).toBe(1);
    expect(printed.out).toContain("✖ Telegram: the token is refused\n   → The server's log says why.\n");
  });
});

describe("loopgate doctor and MCP", () => {
  let server: RunningServer;
  let home: string;
  beforeAll(async () => void (server = await runningServer()));
  afterAll(() => server.close());
  beforeEach(() => void (home = mkdtempSync(join(tmpdir(), "loopgate-doctor-"))));
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  async function doctor(variables: Readonly<Record<string, string>> = {}) {
    const { shell, printed } = recordedShell({ variables: { ...server.variables, ...variables }, home });
    return { code: await run(["doctor"], shell), out: printed.out };
  }
  const given = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };

  test("tells that the tools are found, and how to set a client up", async () => {
    const { code, out } = await doctor();
    expect(out).toContain(`✔ MCP: ${server.variables.LOOPGATE_URL}/mcp answers, with 6 tools`);
    expect([code, out]).toEqual([0, expect.stringContaining("No MCP client is set up here. loopgate connect")]);
    expect(out).toContain("No hook of a coding agent is set up here. loopgate connect");
  });

  test("what connect has written is well", async () => {
    const program = { node: process.execPath, script: import.meta.filename };
    for (const args of ["claude-code", "claude-desktop", "codex", "claude-code --scope project --http"]) {
      const { shell } = recordedShell({ variables: { LOOPGATE_URL: server.variables.LOOPGATE_URL }, home, program });
      expect(await run(["connect", ...args.split(" ")], shell)).toBe(0);
    }
    const { code, out } = await doctor();
    const command = `${process.execPath} ${import.meta.filename} mcp`;
    for (const client of ["claude-code (user)", "claude-desktop (user)", "codex (user)"])
      expect(out).toContain(`✔ MCP client ${client}: starts ${command}, which asks ${server.variables.LOOPGATE_URL}\n`);
    expect(out).toContain("✔ MCP client claude-code (project): http://127.0.0.1:");
    expect(code).toBe(0);
  });

  test.each([
    [
      ".claude.json",
      '{"mcpServers":{"loopgate":{"command":"npx"}}}',
      "claude-code (user): starts npx, which does not exist",
    ],
    [
      ".claude.json",
      '{"mcpServers":{"loopgate":{"command":"/bin/sh","args":["/gone.js"]}}}',
      "starts /bin/sh /gone.js, which does not",
    ],
    [
      ".mcp.json",
      '{"mcpServers":{"loopgate":{"url":"http://127.0.0.1:9/mcp"}}}',
      "claude-code (project): No answer from http://127.0.0.1:9/mcp",
    ],
    [".mcp.json", '{"mcpServers":{"loopgate":{"type":"http"}}}', "has neither a command nor a url"],
    [".mcp.json", "{", "cannot be read as settings"],
    [
      ".codex/config.toml",
      '[mcp_servers.loopgate]\ncommand = "/bin/sh"\n',
      "codex (user): gives up a call after 300 s, and a person may need longer\n   → Run: loopgate connect codex",
    ],
    [
      ".codex/config.toml",
      '[mcp_servers.loopgate]\ncommand = "/bin/sh"\ntool_timeout_sec = 60\n',
      "gives up a call after 60 s",
    ],
  ])("%s with %s is told, and exits 1", async (path, text, words) => {
    given(path, text);
    const { code, out } = await doctor({ PATH: join(home, "bin") });
    expect([code, out]).toEqual([1, expect.stringContaining(words)]);
  });

  test("a program on the path is found", async () => {
    given("bin/npx", "");
    chmodSync(join(home, "bin/npx"), 0o755);
    given(".claude.json", '{"mcpServers":{"loopgate":{"command":"npx","args":["loopgate","mcp"]}}}');
    const { code, out } = await doctor({ PATH: join(home, "bin") });
    expect([code, out]).toEqual([
      0,
      expect.stringContaining("starts npx loopgate mcp, which asks http://127.0.0.1:8080\n"),
    ]);
  });

  test("a server whose tools are others is told", async () => {
    const { shell, printed } = recordedShell({ variables: server.variables });
    const other: typeof fetch = async (input, init) =>
      new Request(input).url.endsWith("/mcp")
        ? Response.json({ jsonrpc: "2.0", id: 1, result: { tools: [{ name: "approve" }] } })
        : fetch(input, init);
    expect(await run(["doctor"], { ...shell, world: { ...shell.world, fetch: other } })).toBe(1);
    expect(printed.out).toContain("but lacks request_human_input, check_request_status");
  });
});
