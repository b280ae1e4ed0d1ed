import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { recordedShell } from "../recorded-shell.fixture.ts";
import { run } from "../run.ts";
import { runningServer, type RunningServer } from "../running-server.fixture.ts";
import { wordsOf } from "./command-words.ts";

let server: RunningServer;
let home: string;
beforeAll(async () => void (server = await runningServer()));
afterAll(() => server.close());
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), "loopgate-check-"))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

const at = (path: string) => join(home, path);
function given(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}
async function connect(client: string, ...args: readonly string[]) {
  // The program that is named has to be there.
  const own = { node: process.execPath, script: at("loopgate.js") };
  given("loopgate.js", "");
  const { shell } = recordedShell({ variables: { LOOPGATE_URL: server.url }, home, program: own });
  expect(await run(["connect", client, "--hook", ...args], shell)).toBe(0);
}
async function doctor(extras: Partial<Parameters<typeof recordedShell>[0]> = {}) {
  const { shell, printed } = recordedShell({ variables: server.variables, home, ...extras });
  return { code: await run(["doctor"], shell), out: printed.out };
}
const change = (path: string, from: string | RegExp, to: string) =>
  writeFileSync(at(path), readFileSync(at(path), "utf8").replace(from, to));
/** As Codex writes it once a person has trusted the hook. */
const trusted = () => `[hooks.state."${at(".codex/hooks.json")}:pre_tool_use:0:0"]\ntrusted_hash = "sha256:0"\n`;

test("nothing is said of hooks where none is set up", async () => {
  const { code, out } = await doctor();
  expect([code, out]).toEqual([0, expect.not.stringContaining("Hook of")]);
});

test("what connect has written is well", async () => {
  for (const client of ["claude-code", "codex", "gemini", "copilot", "cursor"]) await connect(client);
  given(".codex/config.toml", trusted());
  const { code, out } = await doctor();
  for (const label of [
    "claude-code, PreToolUse",
    "codex, PreToolUse",
    "gemini, BeforeTool",
    "copilot, preToolUse",
    "cursor, beforeShellExecution",
    "cursor, beforeMCPExecution",
  ])
    expect(out).toContain(`✔ Hook of ${label}: set up in `);
  expect(code).toBe(0);
});

test("and so is a call of the server itself", async () => {
  await connect("claude-code", "--http");
  expect(await doctor()).toMatchObject({ code: 0 });
});

const CLAUDE = ".claude/settings.json";
describe("what is found", () => {
  test.each<readonly [string, string, readonly string[], () => void, string]>([
    [
      "a hook that fails open",
      "claude-code",
      [],
      () => change(CLAUDE, /"onFailure": "block",/, ""),
      'lacks onFailure: "block": where the hook fails, the tool runs\n   → Run: loopgate connect claude-code --hook',
    ],
    [
      "a call that fails open",
      "claude-code",
      ["--http"],
      () => change(CLAUDE, /"onFailure": "block",/, ""),
      'lacks onFailure: "block"',
    ],
    [
      "Cursor's that fails open",
      "cursor",
      [],
      () => change(".cursor/hooks.json", '"failClosed": true', '"failClosed": false'),
      "lacks failClosed: true",
    ],
    [
      "one that its client does not wait for",
      "claude-code",
      [],
      () => change(CLAUDE, '"onFailure"', '"async": true, "onFailure"'),
      "does not wait for it (async): the tool runs whatever a person says",
    ],
    [
      "one that its client does not wait for until it ends",
      "claude-code",
      [],
      () => change(CLAUDE, '"onFailure"', '"asyncRewake": true, "onFailure"'),
      "does not wait for it (asyncRewake)",
    ],
    [
      "a command that blocks nothing where it cannot be started",
      "codex",
      [],
      () => change(".codex/hooks.json", / \|\| \{ [^}]*\}/, ""),
      "lacks || { …; exit 2; }: where the hook fails, the tool runs",
    ],
    [
      "a client that gives up too soon",
      "gemini",
      [],
      () => change(".gemini/settings.json", "3660000", "3660"),
      "gives the hook up after 3.66 s and then runs the tool, while people have 3600 s",
    ],
    [
      "a client's own time that is too short",
      "copilot",
      [],
      () => change(".copilot/hooks/loopgate.json", /,\s*"timeoutSec": \d+/, ""),
      "after 30 s and then runs the tool",
    ],
    [
      "a call's time that is too short",
      "claude-code",
      ["--http"],
      () => change(CLAUDE, "3660", "3600"),
      "after 3600 s and then runs the tool",
    ],
    ["a program that is gone", "gemini", [], () => rmSync(at("loopgate.js")), "of which something does not exist"],
    [
      "a hook of Codex that nobody has trusted",
      "codex",
      [],
      () => {},
      "nobody has trusted it as it is, so Codex skips it without a word and runs the tools\n   → Start Codex, say /hooks",
    ],
    [
      "one that is switched off",
      "codex",
      [],
      () => given(".codex/config.toml", `[features]\nhooks = false\n${trusted()}`),
      "is switched off (features.hooks)",
    ],
    [
      "all that are switched off",
      "claude-code",
      [],
      () => change(CLAUDE, "{", '{"disableAllHooks": true,'),
      "is switched off (disableAllHooks)",
    ],
    [
      "one that is switched off by name",
      "gemini",
      [],
      () => change(".gemini/settings.json", "{", '{"hooksConfig": {"disabled": ["loopgate"]},'),
      "is switched off (hooksConfig.disabled)",
    ],
    [
      "a server that is down",
      "gemini",
      [],
      () => change(".config/loopgate/hooks.json", server.url, "http://127.0.0.1:9"),
      "http://127.0.0.1:9 does not answer",
    ],
    [
      "settings that are gone",
      "gemini",
      [],
      () => rmSync(at(".config/loopgate/hooks.json")),
      "There are no settings at",
    ],
    ["a file that cannot be read", "gemini", [], () => change(".gemini/settings.json", "{", "{,"), "cannot be read"],
  ])("%s", async (_, client, args, spoil, said) => {
    await connect(client, ...args);
    spoil();
    const { code, out } = await doctor();
    expect([code, out]).toEqual([1, expect.stringContaining(said)]);
  });

  test("hooks of Copilot CLI in a repository only", async () => {
    await connect("copilot");
    const text = readFileSync(at(".copilot/hooks/loopgate.json"), "utf8");
    rmSync(at(".copilot/hooks/loopgate.json"));
    given(".github/hooks/gate.json", text);
    const { code, out } = await doctor();
    expect([code, out]).toEqual([1, expect.stringContaining("does not load it in a folder that is not trusted")]);
  });
});

test("connect takes away what would let the client run the tool meanwhile, and keeps the rest", async () => {
  await connect("claude-code");
  const before = readFileSync(at(CLAUDE), "utf8");
  change(CLAUDE, '"onFailure"', '"async": true, "asyncRewake": true, "args": ["x"], "if": "Bash(rm *)", "onFailure"');
  await connect("claude-code");
  const after = JSON.parse(readFileSync(at(CLAUDE), "utf8")) as { hooks: { PreToolUse: { hooks: object[] }[] } };
  const ours = JSON.parse(before) as typeof after;
  expect(after.hooks.PreToolUse[0]?.hooks).toEqual([{ ...ours.hooks.PreToolUse[0]?.hooks[0], if: "Bash(rm *)" }]);
});

describe("what Codex itself says of a hook that was trusted once", () => {
  const asked = async (trustStatus: string) => {
    await connect("codex");
    given(".codex/config.toml", trusted());
    given("bin/codex", "");
    chmodSync(at("bin/codex"), 0o755);
    const key = `${at(".codex/hooks.json")}:pre_tool_use:0:0`;
    const hooks = [
      { key: "another", trustStatus: "untrusted" },
      { key, trustStatus },
    ];
    const answer = JSON.stringify({ id: 2, result: { data: [{ cwd: home, hooks }] } });
    return doctor({
      variables: { ...server.variables, PATH: at("bin") },
      programs: { codex: () => ['{"id":1,"result":{}}', "no JSON", answer] },
    });
  };

  test.each(["trusted", "managed"])("%s is well", async (status) => {
    expect(await asked(status)).toMatchObject({ code: 0 });
  });

  test.each(["modified", "untrusted"])("%s is told: Codex skips it", async (status) => {
    const { code, out } = await asked(status);
    expect([code, out]).toEqual([1, expect.stringContaining("Codex skips it without a word")]);
  });
});

test("a command line is divided as the shell does it", () => {
  expect(wordsOf(String.raw`/usr/bin/env -i '/opt/my node' '/opt/it'\''s.js' "a b" hook`)).toEqual([
    "/usr/bin/env",
    "-i",
    "/opt/my node",
    "/opt/it's.js",
    "a b",
    "hook",
  ]);
});
