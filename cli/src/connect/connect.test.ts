import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { lstatSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { recordedShell } from "../recorded-shell.fixture.ts";
import { run } from "../run.ts";

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), "loopgate-connect-"))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

type Extras = Omit<Parameters<typeof recordedShell>[0], "variables" | "home"> & {
  readonly variables?: Readonly<Record<string, string>>;
};

async function connect(args: string, { variables = {}, ...extras }: Extras = {}) {
  const { shell, printed } = recordedShell({ variables, home, ...extras });
  return { code: await run(["connect", ...args.split(" ")], shell), ...printed };
}

const at = (path: string) => join(home, path);
const text = (path: string) => readFileSync(at(path), "utf8");

function given(path: string, content: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
}

const DESKTOP = ".config/Claude/claude_desktop_config.json";
const NPX = { command: "npx", args: ["loopgate", "mcp"] };

describe("what is written", () => {
  test("Claude Code starts the command that npx finds, for all that this user does", async () => {
    const { code, out } = await connect("claude-code");
    expect(JSON.parse(text(".claude.json"))).toEqual({ mcpServers: { loopgate: { type: "stdio", ...NPX } } });
    expect(statSync(at(".claude.json")).mode & 0o777).toBe(0o600);
    expect(code).toBe(0);
    expect(out).toContain(`Loopgate now stands in ${at(".claude.json")}.\nNext: start Claude Code anew`);
  });

  test("or for one project, whose settings others read too", async () => {
    await connect("claude-code --scope project", { folder: at("") });
    expect(JSON.parse(text(".mcp.json"))).toEqual({ mcpServers: { loopgate: { type: "stdio", ...NPX } } });
  });

  test.each([
    ["linux", DESKTOP, NPX],
    ["darwin", "Library/Application Support/Claude/claude_desktop_config.json", NPX],
    [
      "win32",
      "AppData/Roaming/Claude/claude_desktop_config.json",
      { command: "cmd", args: ["/c", "npx", "loopgate", "mcp"] },
    ],
  ])("Claude Desktop has its place on %s", async (platform, path, entry) => {
    await connect("claude-desktop", { platform });
    expect(JSON.parse(text(path))).toEqual({ mcpServers: { loopgate: entry } });
  });

  test("Codex begins with it, waits for an hour and not five minutes, and asks without asking at its own terminal first", async () => {
    await connect("codex");
    expect(text(".codex/config.toml")).toBe(
      '[mcp_servers.loopgate]\ncommand = "npx"\nargs = [ "loopgate", "mcp" ]\nrequired = true\nstartup_timeout_sec = 60\ntool_timeout_sec = 3600\n\n[mcp_servers.loopgate.tools.request_human_input]\napproval_mode = "approve"\n',
    );
  });

  test("the clients' own variables say where their settings are", async () => {
    await connect("codex", { variables: { CODEX_HOME: at("c") } });
    await connect("claude-code", { variables: { CLAUDE_CONFIG_DIR: at("d") } }).catch(() => {});
    expect([existsSync(at("c/config.toml")), existsSync(at("d/.claude.json"))]).toEqual([true, true]);
  });

  test("from a clone it is the very program that runs now", async () => {
    const program = { node: "/src/node_modules/node/bin/node", script: "/src/loopgate/cli/dist/loopgate.js" };
    await connect("claude-desktop", { program });
    expect(JSON.parse(text(DESKTOP))).toEqual({
      mcpServers: { loopgate: { command: program.node, args: [program.script, "mcp"] } },
    });
  });

  test("where the server is goes along, and no secret does", async () => {
    const variables = {
      SERVER_PORT: "9000",
      DATA_DIR: "/data",
      TELEGRAM_BOT_TOKEN: "1:SECRET",
      LOOPGATE_API_KEY: "KEY",
    };
    const { out } = await connect("codex", { variables });
    expect(text(".codex/config.toml")).toContain('env_vars = [ "LOOPGATE_API_KEY" ]');
    expect(text(".codex/config.toml")).toContain(
      '[mcp_servers.loopgate.env]\nSERVER_PORT = "9000"\nDATA_DIR = "/data"\n',
    );
    expect(text(".codex/config.toml")).not.toMatch(/SECRET|KEY"\s*=/);
    expect(out).toContain("TELEGRAM_BOT_TOKEN is secret and not written there. Keep loopgate serve running with it");
  });

  test.each([
    ["claude-code --http", ".claude.json", { type: "http", url: "http://127.0.0.1:8080/mcp" }],
    ["claude-code --url https://gate.example", ".claude.json", { type: "http", url: "https://gate.example/mcp" }],
    [
      "claude-code --url https://gate.example/a/mcp",
      ".claude.json",
      { type: "http", url: "https://gate.example/a/mcp" },
    ],
    [
      "claude-desktop --url https://gate.example/mcp",
      DESKTOP,
      { ...NPX, env: { LOOPGATE_URL: "https://gate.example" } },
    ],
  ])("%s leads to that server", async (args, path, entry) => {
    await connect(args);
    expect(JSON.parse(text(path))).toEqual({ mcpServers: { loopgate: entry } });
  });

  test("a key is named and never written into an HTTP entry", async () => {
    const variables = { LOOPGATE_API_KEY: "lk_pub_1" };
    const code = await connect("claude-code --http --print", { variables });
    const codex = await connect("codex --http --print", { variables });
    expect(code.out).toContain('"Authorization": "Bearer ${LOOPGATE_API_KEY}"');
    expect(codex.out).toContain('bearer_token_env_var = "LOOPGATE_API_KEY"');
    expect(code.out + codex.out).not.toContain("lk_pub_1");
  });

  test("--print shows it and writes nothing", async () => {
    const { code, out, err } = await connect("claude-code --print");
    expect(JSON.parse(out)).toEqual({ mcpServers: { loopgate: { type: "stdio", ...NPX } } });
    expect([code, err, existsSync(at(".claude.json"))]).toEqual([
      0,
      `This belongs into ${at(".claude.json")}:\n`,
      false,
    ]);
  });
});

describe("settings that are there", () => {
  const JSON_BEFORE = `{\r\n\t"numStartups": 1e2, "big": 12345678901234567890,\r\n\t"mcpServers" : {\r\n\t\t"other":{"command":"x","args":[ "}\\"{" ]}\r\n\t},\r\n\t"tips": [1,2,   3]\r\n}`;

  test("JSON keeps every byte but ours, its indentation and line ends among them", async () => {
    given(".claude.json", JSON_BEFORE);
    await connect("claude-code --url http://h/mcp");
    const ours = `,\r\n\t\t"loopgate": {\r\n\t\t\t"type": "http",\r\n\t\t\t"url": "http://h/mcp"\r\n\t\t}`;
    expect(text(".claude.json")).toBe(JSON_BEFORE.replace("]}\r\n", `]}${ours}\r\n`));
    expect(text(".claude.json.bak")).toBe(JSON_BEFORE);
  });

  test.each([
    ["{}", { mcpServers: 1 }],
    ['{"a":{"mcpServers":{"loopgate":1}}}', { a: 1, mcpServers: 1 }],
    ['{"mcpServers":{}}', { mcpServers: 1 }],
    ['{"mcpServers":{"x":{}}}', { mcpServers: 1 }],
    ['{"mcpServers":{"loopgate":{"command":"old"}},"z":"\\\\"}', { mcpServers: 1, z: 1 }],
    ["", { mcpServers: 1 }],
  ])("JSON such as %s takes our entry", async (before, keys) => {
    given(DESKTOP, before);
    await connect("claude-desktop");
    const after = JSON.parse(text(DESKTOP)) as { mcpServers: { loopgate: unknown } };
    expect(after.mcpServers.loopgate).toEqual(NPX);
    expect(Object.keys(after)).toEqual(Object.keys(keys));
  });

  const TOML_BEFORE = `# mine
model = "gpt-6"   # the best

[mcp_servers.other]
command = "x"
args = ["[mcp_servers.loopgate]"]

# about profiles
[profiles.fast]
big = 9223372036854775807
at = 2026-11-26T08:00:00Z
`;

  test("TOML keeps every line but ours", async () => {
    given(".codex/config.toml", TOML_BEFORE);
    await connect("codex");
    expect(text(".codex/config.toml")).toBe(
      `${TOML_BEFORE}\n[mcp_servers.loopgate]\ncommand = "npx"\nargs = [ "loopgate", "mcp" ]\nrequired = true\nstartup_timeout_sec = 60\ntool_timeout_sec = 3600\n\n[mcp_servers.loopgate.tools.request_human_input]\napproval_mode = "approve"\n`,
    );
  });

  test("TOML has our tables replaced where they stand, and what a person added to them stays", async () => {
    const ours = `[mcp_servers."loopgate"] # ours\ncommand = "old"\nenabled_tools = ["request_human_input"]\ntool_timeout_sec = 7200\nrequired = false\n\n[mcp_servers.loopgate.env]\nSERVER_PORT = "1"\nMINE = "2"\n\n[mcp_servers.loopgate.tools.request_human_input]\napproval_mode = "prompt"\n\n`;
    given(".codex/config.toml", TOML_BEFORE.replace("# about", `${ours}# about`));
    await connect("codex");
    const made = `[mcp_servers.loopgate]\ncommand = "npx"\nargs = [ "loopgate", "mcp" ]\nenabled_tools = [ "request_human_input" ]\ntool_timeout_sec = 7200\nrequired = false\nstartup_timeout_sec = 60\n\n[mcp_servers.loopgate.tools.request_human_input]\napproval_mode = "prompt"\n\n[mcp_servers.loopgate.env]\nMINE = "2"\n\n`;
    expect(text(".codex/config.toml")).toBe(TOML_BEFORE.replace("# about", `${made}# about`));
  });

  test("what a person added to our entry stays, and what we had put there goes", async () => {
    given(
      DESKTOP,
      '{"mcpServers":{"loopgate":{"url":"http://old","env":{"LOOPGATE_URL":"http://old","MINE":"1"},"disabled":true}}}',
    );
    await connect("claude-desktop");
    expect(JSON.parse(text(DESKTOP))).toEqual({
      mcpServers: { loopgate: { ...NPX, env: { MINE: "1" }, disabled: true } },
    });
  });

  test.each(["claude-code", "claude-desktop", "codex"])("a second run for %s changes nothing", async (client) => {
    const files = [".claude.json", DESKTOP, ".codex/config.toml"].map(at);
    const seen = () => files.map((file) => existsSync(file) && [readFileSync(file, "utf8"), statSync(file).ino]);
    await connect(client);
    const before = seen();
    const { code, out } = await connect(client);
    expect([code, out]).toEqual([0, expect.stringContaining("already; nothing was changed")]);
    expect(seen()).toEqual(before);
    expect(files.filter((file) => existsSync(`${file}.bak`))).toEqual([]);
  });

  test("a mode, a link and an older copy stay", async () => {
    given("dotfiles/claude.json", "{}");
    given("dotfiles/claude.json.bak", "precious");
    chmodSync(at("dotfiles/claude.json"), 0o640);
    symlinkSync(at("dotfiles/claude.json"), at(".claude.json"));
    const { out } = await connect("claude-code");
    expect(lstatSync(at(".claude.json")).isSymbolicLink()).toBe(true);
    expect(statSync(at("dotfiles/claude.json")).mode & 0o777).toBe(0o640);
    expect([text("dotfiles/claude.json.bak"), text("dotfiles/claude.json.bak2")]).toEqual(["precious", "{}"]);
    expect(out).toContain(at("dotfiles/claude.json.bak2"));
  });

  test.each([
    ["claude-code", ".claude.json", '{"mcpServers": {', "cannot be read as settings, so nothing was changed"],
    ["claude-code", ".claude.json", "[]", "it is not a JSON object"],
    ["claude-code", ".claude.json", '{"mcpServers": []}', "cannot be changed without touching more"],
    ["codex", ".codex/config.toml", "a = \n", "cannot be read as settings, so nothing was changed"],
    [
      "codex",
      ".codex/config.toml",
      'mcp_servers = { loopgate = { command = "x" } }\n',
      "cannot be changed without touching more",
    ],
    ["codex", ".codex/config.toml", 'mcp_servers.loopgate.command = "x"\n', "cannot be changed without touching more"],
    [
      "codex",
      ".codex/config.toml",
      'a = """\n[mcp_servers.loopgate]\n"""\n',
      "cannot be changed without touching more",
    ],
    [
      "codex",
      ".codex/config.toml",
      '[mcp_servers.loopgate]\ncommand = "x"\n[other]\na = """\n[mcp_servers.loopgate]\nb\n[c]\n"""\n',
      "cannot be changed without touching more",
    ],
  ])("%s: what cannot be changed safely is left alone, and it is said", async (client, path, before, words) => {
    given(path, before);
    const { code, err } = await connect(client);
    expect([code, err, text(path)]).toEqual([3, expect.stringContaining(words), before]);
    expect(existsSync(at(`${path}.bak`))).toBe(false);
  });
});

test.each([
  ["emacs", "Which client? loopgate connect claude-code|claude-desktop|codex"],
  ["cursor", "loopgate connect cursor --hook"],
  ["claude-code codex", "Which client?"],
  ["codex --scope project", "For codex --scope can be user"],
  ["claude-code --scope all", "For claude-code --scope can be user or project"],
  ["claude-desktop --http", "takes only programs that it starts"],
  ["codex --url ftp://x", '--url must be an http or https address, not "ftp://x"'],
  ["codex --force", "Unknown option"],
])("connect %s is refused with what to do", async (args, words) => {
  expect(await connect(args)).toMatchObject({ code: 3, err: expect.stringContaining(words) as unknown });
});
