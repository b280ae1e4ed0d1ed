/** The hooks of the real Claude Code, which takes what the scripted model says for its model's. `make test-clients` runs this. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { loopgate, openGate } from "../gate.fixture.ts";
import { failing } from "./failing-hook.fixture.ts";
import { hookedTurn, hookSuite, opened, turnOf, type HookedClient } from "./hooks.suite.ts";
import { CLAUDE_CODE, installClients } from "./installed.fixture.ts";
import { runClient } from "./run-client.fixture.ts";
import { startScriptedModel } from "./scripted-model.ts";
import { openWorkplace } from "./workplace.fixture.ts";

let program: string;
beforeAll(() => void ({ claude: program } = installClients()), 300_000);

const runClaude = (
  { folder, home }: { readonly folder: string; readonly home: string },
  url: string,
  args: readonly string[],
) =>
  runClient(program, [...args, "--output-format", "json"], {
    cwd: folder,
    env: {
      HOME: home,
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: "sk-ant-of-nobody",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
      ENABLE_TOOL_SEARCH: "false",
    },
  });

const claude: HookedClient = {
  name: "claude-code",
  version: CLAUDE_CODE,
  file: ".claude/settings.json",
  step: (command) => ({ tool: "Bash", input: { command, description: "Makes a file" } }),
  changed: (command) => ({ command, description: "Makes another" }),
  // Claude Code itself would ask nobody here, so that only the hook can hold the tool back.
  run: (place, { url }) => runClaude(place, url, ["-p", "Do it.", "--allowedTools", "Bash"]),
  seen: {
    "server down": "blocked",
    "hook killed softly": "blocked",
    "hook killed": "blocked",
    "client gave up": "blocked",
    "program missing": "blocked",
    "exit 1": "blocked",
    "exit 2 without a word": "blocked",
  },
};
hookSuite(claude, failing({ timeout: /"timeout": \d+/, short: '"timeout": 3' }));

describe(`Claude Code ${CLAUDE_CODE}, calling the server itself`, () => {
  test("runs what a person approves, also after white space has kept the call alive", async () => {
    const gate = opened(await openGate());
    const { run, made } = await turnOf(claude, gate.url, ["--http"]);
    const running = run();
    const id = await gate.asked();
    await new Promise((resolve) => setTimeout(resolve, 32_000));
    await gate.answer(id, { kind: "approve" });
    const { said } = await running;
    expect(made("wished"), said).toBe(true);
  }, 120_000);

  test("runs what a person changed it to, and nothing else", async () => {
    const gate = opened(await openGate());
    const { run, made } = await turnOf(claude, gate.url, ["--http"]);
    const running = run();
    await gate.answer(await gate.asked(), { kind: "edit", arguments: claude.changed("touch changed") });
    const { said } = await running;
    expect([made("wished"), made("changed")], said).toEqual([false, true]);
  }, 120_000);

  test("runs nothing that a person rejects, and its model reads why", async () => {
    const gate = opened(await openGate());
    const { run, made, model } = await turnOf(claude, gate.url, ["--http"]);
    const running = run();
    await gate.answer(await gate.asked(), { kind: "reject", reason: "Not on a Friday" });
    await running;
    expect([made("wished"), model.results()[0]?.text]).toEqual([
      false,
      expect.stringContaining("Not on a Friday") as unknown,
    ]);
  }, 120_000);

  test.each([
    ["blocks", true, false],
    ["runs the tool, without onFailure,", false, true],
  ])(
    "%s with the server down",
    async (_, blocks, ran) => {
      const { run, made, place } = await turnOf(claude, "http://127.0.0.1:9", ["--http"]);
      if (!blocks) letFail(join(place.home, claude.file));
      const { said } = await run();
      expect(made("wished"), said).toBe(ran);
    },
    120_000,
  );

  test("blocks when it gives the call up, and takes the request back", async () => {
    const gate = opened(await openGate());
    const { run, made, place } = await turnOf(claude, gate.url, ["--http"]);
    failing({ timeout: /"timeout": \d+/, short: '"timeout": 3' })(join(place.home, claude.file), "client gave up");
    const { said } = await run();
    expect(made("wished"), said).toBe(false);
    await expect.poll(async () => (await gate.pending()).length, { timeout: 10_000 }).toBe(0);
  }, 120_000);

  test("blocks when the server crashes while a person is asked", async () => {
    const gate = opened(await openGate());
    const { run, made } = await turnOf(claude, gate.url, ["--http"]);
    const running = run();
    await gate.asked();
    await gate.restart("crash");
    const { said } = await running;
    expect(made("wished"), said).toBe(false);
  }, 120_000);
});

/** As somebody would write the hook by hand. */
function letFail(file: string): void {
  writeFileSync(file, readFileSync(file, "utf8").replace(/"onFailure": "block",\s*/, ""));
}

describe(`Claude Code ${CLAUDE_CODE}, put off`, () => {
  test("ends at once, and runs what was decided once it is resumed", async () => {
    const gate = opened(await openGate());
    const wish = claude.step("touch wished");
    const model = opened(await startScriptedModel((results) => (results.length === 0 ? wish : { text: "done" })));
    const place = opened(openWorkplace());
    await loopgate(["connect", "claude-code", "--hook", "--url", gate.url], { HOME: place.home });
    const file = join(place.home, claude.file);
    writeFileSync(file, readFileSync(file, "utf8").replace(/--timeout \d+/, "--defer"));

    const first = await runClaude(place, model.url, ["-p", "Do it."]);
    const { session_id: session, stop_reason: reason } = JSON.parse(first.said) as Record<string, string>;
    expect([first.code, reason]).toEqual([0, "tool_deferred"]);
    const id = await gate.asked();

    const second = await runClaude(place, model.url, ["-p", "--resume", session ?? ""]);
    expect((JSON.parse(second.said) as Record<string, string>)["stop_reason"]).toBe("tool_deferred");
    expect((await gate.pending()).map(({ request_id: each }) => each)).toEqual([id]);

    await gate.answer(id, { kind: "edit", arguments: claude.changed("touch changed") });
    const third = await runClaude(place, model.url, ["-p", "--resume", session ?? ""]);
    const made = (name: string) => existsSync(join(place.folder, name));
    expect([made("wished"), made("changed")], third.said).toEqual([false, true]);
    expect(await gate.pending()).toEqual([]);
  }, 120_000);
});

test("Claude Code's questions to its user are answered by the hook", async () => {
  const gate = opened(await openGate());
  const question = {
    question: "Which env?",
    header: "Env",
    multiSelect: false,
    options: [
      { label: "staging", description: "the small one" },
      { label: "production", description: "the real one" },
    ],
  };
  const asking: HookedClient = {
    ...claude,
    step: () => ({ tool: "AskUserQuestion", input: { questions: [question] } }),
    // It asks questions only where somebody could be asked.
    run: (place, { url }) => {
      const servers = JSON.stringify({ mcpServers: { loopgate: { type: "http", url: gate.mcp } } });
      const prompt = ["--permission-prompt-tool", "mcp__loopgate__approve"];
      return runClaude(place, url, ["-p", "Do it.", "--strict-mcp-config", "--mcp-config", servers, ...prompt]);
    },
  };
  const { run, model } = await turnOf(asking, gate.url, ["--matcher", "AskUserQuestion"]);
  const running = run();
  await gate.answer(await gate.asked(), { kind: "pick", values: ["staging"] });
  const { said } = await running;
  expect(model.results()[0]?.text, said).toContain("staging");
}, 120_000);

test.each([
  ["runs", { kind: "edit", arguments: claude.changed("touch changed") }, true],
  ["does not run", { kind: "reject" }, false],
] as const)(
  "Claude Code %s what it would have asked for at its terminal, as the person says",
  async (_, reply, ran) => {
    const gate = opened(await openGate());
    const { place, model, made } = await hookedTurn(claude, gate.url, ["--event", "PermissionRequest"]);
    const running = runClaude(place, model.url, ["-p", "Do it."]);
    await gate.answer(await gate.asked(), reply);
    const { said } = await running;
    expect([made("wished"), made("changed")], said).toEqual([false, ran]);
  },
  120_000,
);
