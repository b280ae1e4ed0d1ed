import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { recordedShell } from "../recorded-shell.fixture.ts";
import { run } from "../run.ts";

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), "loopgate-connect-hook-"))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

type Extras = Omit<Parameters<typeof recordedShell>[0], "variables" | "home"> & {
  readonly variables?: Readonly<Record<string, string>>;
};

async function connect(args: string, { variables = {}, ...extras }: Extras = {}) {
  const { shell, printed } = recordedShell({ variables, home, ...extras });
  return { code: await run(["connect", ...args.split(" "), "--hook"], shell), ...printed };
}

const at = (path: string) => join(home, path);
const text = (path: string) => readFileSync(at(path), "utf8");
const json = (path: string) => JSON.parse(text(path)) as { hooks: Record<string, unknown[]> };
function given(path: string, content: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
}

const SETTINGS = ".config/loopgate/hooks.json";
const command = (client: string, event: string, timeout = 3600) =>
  `/usr/bin/env -i /opt/node /opt/node_modules/loopgate/dist/loopgate.js hook --client ${client} --event ${event} --settings ${at(SETTINGS)} --timeout ${timeout} || { echo 'Loopgate gave no answer, so the tool may not run.' >&2; exit 2; }`;
const FILES = {
  "claude-code": ".claude/settings.json",
  codex: ".codex/hooks.json",
  gemini: ".gemini/settings.json",
  copilot: ".copilot/hooks/loopgate.json",
  cursor: ".cursor/hooks.json",
} as const;
type Client = keyof typeof FILES;
const clients = Object.keys(FILES) as readonly Client[];
const statusMessage = "waiting for a person (Loopgate)";

const WRITTEN: Readonly<Record<Client, () => object>> = {
  "claude-code": () => ({
    hooks: {
      PreToolUse: [
        {
          matcher: "^(Bash|PowerShell|Write|Edit|NotebookEdit|mcp__(?!loopgate__).*)$",
          hooks: [
            {
              type: "command",
              command: command("claude-code", "PreToolUse"),
              timeout: 3660,
              onFailure: "block",
              statusMessage,
            },
          ],
        },
      ],
    },
  }),
  codex: () => ({
    hooks: {
      PreToolUse: [
        {
          matcher: "^(Bash|apply_patch|mcp__.*)$",
          hooks: [{ type: "command", command: command("codex", "PreToolUse"), timeout: 3660, statusMessage }],
        },
      ],
    },
  }),
  gemini: () => ({
    hooks: {
      BeforeTool: [
        {
          matcher: "^(run_shell_command|write_file|replace|mcp_.*)$",
          hooks: [{ name: "loopgate", type: "command", command: command("gemini", "BeforeTool"), timeout: 3_660_000 }],
        },
      ],
    },
  }),
  copilot: () => ({
    version: 1,
    hooks: {
      preToolUse: [
        {
          type: "command",
          matcher: expect.stringContaining("bash|") as unknown,
          bash: command("copilot", "preToolUse"),
          timeoutSec: 3660,
        },
      ],
    },
  }),
  cursor: () => ({
    version: 1,
    hooks: {
      beforeShellExecution: [{ command: command("cursor", "beforeShellExecution"), failClosed: true, timeout: 3660 }],
      beforeMCPExecution: [{ command: command("cursor", "beforeMCPExecution"), failClosed: true, timeout: 3660 }],
    },
  }),
};

describe.each(clients)("for %s", (client) => {
  test("the hook, how long it waits, and how long the client does for it are written together", async () => {
    const { code, out } = await connect(client);
    expect(json(FILES[client])).toEqual(WRITTEN[client]());
    expect(code).toBe(0);
    expect(out).toContain(`Loopgate now stands in ${at(FILES[client])}.`);
    expect(out).toMatch(/^(What stays open|It blocks also)/m);
  });

  test("where Loopgate is, and the key, stand in a file that only its user can read", async () => {
    await connect(client, { variables: { LOOPGATE_URL: "https://gate.example/", LOOPGATE_API_KEY: "lk_pub_1" } });
    expect(JSON.parse(text(SETTINGS))).toEqual({ url: "https://gate.example", api_key: "lk_pub_1" });
    expect([statSync(at(SETTINGS)).mode & 0o777, statSync(at(dirname(SETTINGS))).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(text(FILES[client])).not.toContain("lk_pub_1");
  });

  test("a second run changes nothing, and another time replaces ours where it stood", async () => {
    await connect(client);
    const before = text(FILES[client]);
    expect((await connect(client)).out).toContain("already; nothing was changed");
    expect([text(FILES[client]), existsSync(at(`${FILES[client]}.bak`))]).toEqual([before, false]);
    await connect(`${client} --timeout 60`);
    const seconds = client === "gemini" ? 120_000 : 120;
    expect(text(FILES[client])).toBe(
      before.replaceAll("--timeout 3600", "--timeout 60").replaceAll(/(3660|3660000)(?=[,\s])/g, String(seconds)),
    );
  });

  test("what else stands in the file stays as it was", async () => {
    const theirs = { a: 1e2, hooks: { Stop: [{ hooks: [] }] } };
    given(FILES[client], `{ "a": 1e2,\n\t"hooks" : {\n\t\t"Stop": [ {"hooks":[] } ]\n\t}\n}\n`);
    await connect(client);
    const after = json(FILES[client]);
    expect(after).toMatchObject(theirs);
    expect(text(FILES[client])).toContain(`"a": 1e2,`);
    expect(text(FILES[client])).toContain(`"Stop": [ {"hooks":[] } ]`);
    expect(text(`${FILES[client]}.bak`)).toContain("1e2");
  });

  test("a file that is no JSON is left alone", async () => {
    given(FILES[client], "{ // mine\n}");
    const { code, err } = await connect(client);
    expect([code, err, text(FILES[client])]).toEqual([3, expect.stringContaining("cannot be read"), "{ // mine\n}"]);
    expect(existsSync(at(SETTINGS))).toBe(false);
  });

  test("hooks that are no object are left alone, with what a person can add himself", async () => {
    given(FILES[client], '{"hooks":[]}');
    const { code, err } = await connect(client);
    expect([code, err, text(FILES[client])]).toEqual([3, expect.stringContaining("Add this yourself"), '{"hooks":[]}']);
  });

  test("--print shows it and writes nothing", async () => {
    const { out } = await connect(`${client} --print`);
    expect(JSON.parse(out)).toEqual(WRITTEN[client]());
    expect([existsSync(at(FILES[client])), existsSync(at(SETTINGS))]).toEqual([false, false]);
  });
});

describe("hooks of others", () => {
  test("for the same event stay before ours", async () => {
    const theirs = { matcher: "Bash", hooks: [{ type: "command", command: "echo loopgate" }] };
    given(FILES["claude-code"], JSON.stringify({ hooks: { PreToolUse: [theirs] } }));
    await connect("claude-code");
    const { PreToolUse: list = [] } = json(FILES["claude-code"]).hooks;
    expect([list.length, list[0]]).toEqual([2, theirs]);
  });

  test("in the same group stay beside ours, and so do a matcher and what a person added", async () => {
    await connect("claude-code");
    const settings = json(FILES["claude-code"]);
    const [group] = settings.hooks["PreToolUse"] as [{ matcher: string; hooks: object[] }];
    group.matcher = "Bash";
    group.hooks = [
      { type: "command", command: "mine" },
      { ...group.hooks[0], if: "Bash(rm *)", onFailure: "allow" },
    ];
    given(FILES["claude-code"], JSON.stringify(settings));
    await connect("claude-code");
    expect(json(FILES["claude-code"]).hooks["PreToolUse"]).toEqual([
      {
        matcher: "Bash",
        hooks: [
          { command: "mine", type: "command" },
          expect.objectContaining({ if: "Bash(rm *)", onFailure: "block" }),
        ],
      },
    ]);
  });
});

describe("what can be chosen", () => {
  test("Claude Code may call the server itself, which needs no program", async () => {
    const { out } = await connect("claude-code --http --timeout 600 --url https://gate.example", {
      variables: { LOOPGATE_API_KEY: "lk_pub_1" },
    });
    const [group] = json(FILES["claude-code"]).hooks["PreToolUse"] as [{ hooks: object[] }];
    expect(group.hooks).toEqual([
      {
        type: "http",
        url: "https://gate.example/hitl/hooks/claude-code?timeout=600",
        timeout: 660,
        onFailure: "block",
        statusMessage,
        headers: { Authorization: "Bearer $LOOPGATE_API_KEY" },
        allowedEnvVars: ["LOOPGATE_API_KEY"],
      },
    ]);
    expect(out).not.toContain("lk_pub_1");
    await connect("claude-code --timeout 600");
    expect(text(FILES["claude-code"])).not.toMatch(/http|Authorization/);
  });

  test("another event stands beside, for every tool", async () => {
    await connect("claude-code");
    await connect("claude-code --event PermissionRequest");
    const { hooks } = json(FILES["claude-code"]);
    expect(Object.keys(hooks)).toEqual(["PreToolUse", "PermissionRequest", "PostToolUse"]);
    expect(hooks["PermissionRequest"]?.[0]).not.toHaveProperty("matcher");
    // That the tool has run says that somebody said yes at the terminal.
    const told = command("claude-code", "PostToolUse").replace(/ --timeout.*/, " || true");
    expect(hooks["PostToolUse"]).toEqual([{ hooks: [{ type: "command", command: told, timeout: 30, async: true }] }]);
  });

  test("which tools", async () => {
    await connect("gemini");
    await connect("gemini --matcher .*");
    expect(json(FILES.gemini).hooks["BeforeTool"]).toEqual([expect.objectContaining({ matcher: ".*" })]);
  });

  test("a key stays with its address, and goes with it", async () => {
    await connect("codex", { variables: { LOOPGATE_API_KEY: "lk_pub_1" } });
    await connect("gemini");
    expect(JSON.parse(text(SETTINGS))).toEqual({ url: "http://127.0.0.1:8080", api_key: "lk_pub_1" });
    await connect("gemini --url https://other.example");
    expect(JSON.parse(text(SETTINGS))).toEqual({ url: "https://other.example" });
  });

  test("paths with spaces and quotes are quoted for the shell", async () => {
    const program = { node: "/opt/my node", script: "/opt/it's/loopgate.js" };
    await connect("codex", { program });
    expect(text(FILES.codex)).toContain(
      String.raw`env -i '/opt/my node' '/opt/it'\\''s/loopgate.js' hook --client codex`,
    );
  });

  test("on Windows it is the plain program, in PowerShell's field for Copilot CLI", async () => {
    await connect("copilot", { platform: "win32", program: { node: String.raw`C:\my node.exe`, script: "l.js" } });
    expect(json(FILES.copilot).hooks["preToolUse"]).toEqual([
      expect.objectContaining({
        powershell: expect.stringMatching(/^"C:\\my node.exe" l.js hook --client copilot/) as unknown,
      }),
    ]);
  });

  test.each([
    ["other", "Which coding agent?"],
    ["claude-desktop", "Which coding agent?"],
    ["codex --event Stop", "--event can be PreToolUse or PermissionRequest"],
    ["codex --http", "Only Claude Code"],
    ["codex --timeout 0", "--timeout must be"],
    ["codex --timeout 2592000", "--timeout must be"],
    ["codex --url ftp://h", "--url must be"],
  ])("%s is refused, and nothing is written", async (args, said) => {
    const { code, err } = await connect(args);
    expect([code, err]).toEqual([3, expect.stringContaining(said)]);
    expect(existsSync(at(".codex"))).toBe(false);
  });
});
