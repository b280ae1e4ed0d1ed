/** The real Claude Code, which takes what the scripted model says for its model's. `make test-clients` runs this. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { loopgate, openGate, type Gate } from "../gate.fixture.ts";
import { afterLong, LONG_MS, openLongWait } from "./long-wait.fixture.ts";
import { CLAUDE_CODE, installClients } from "./installed.fixture.ts";
import { runClient } from "./run-client.fixture.ts";
import { startScriptedModel, type Script, type ScriptedModel } from "./scripted-model.ts";
import { openWorkplace, type Workplace } from "./workplace.fixture.ts";

let program: string;
beforeAll(() => void ({ claude: program } = installClients()), 300_000);

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});
function opened<T extends { close(): Promise<void> | void }>(thing: T): T {
  open.push(thing);
  return thing;
}

/** Runs one turn of the client over the gate's `/mcp`, as `loopgate connect` sets it up. */
async function runClaude(gate: Gate, script: Script, args: readonly string[]) {
  const model = opened(await startScriptedModel(script));
  const place = opened(openWorkplace());
  const settings = await loopgate(["connect", "claude-code", "--print", "--url", gate.url], {});
  const file = join(place.folder, "mcp.json");
  writeFileSync(file, settings);
  const running = runClient(
    program,
    ["-p", "Do it.", "--output-format", "json", "--strict-mcp-config", "--mcp-config", file, ...args],
    { cwd: place.folder, env: environment(place, model) },
  );
  return { running, model, place };
}

function environment({ home }: Workplace, { url }: ScriptedModel): Readonly<Record<string, string>> {
  return {
    HOME: home,
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: "sk-ant-of-nobody",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    ENABLE_TOOL_SEARCH: "false",
  };
}

describe(`Claude Code ${CLAUDE_CODE}`, () => {
  test("waits six minutes in one call for a tap on Telegram, and its model reads the answer", async () => {
    const { gate, tap } = opened(await openLongWait("claude-code"));
    const { running, model } = await runClaude(
      gate,
      (results) =>
        results.length === 0
          ? { tool: "mcp__loopgate__request_human_input", input: { message: "Deploy?", action, timeout_seconds: 1800 } }
          : { text: "done" },
      ["--allowedTools", "mcp__loopgate__request_human_input"],
    );
    const id = await gate.asked("Deploy?");
    await afterLong();
    await tap();
    const { code, seconds, said } = await running;
    console.log(`Claude Code ${CLAUDE_CODE} waited ${Math.round(seconds)} s`);
    expect(code, said).toBe(0);
    expect(seconds).toBeGreaterThan(LONG_MS / 1000);
    expect(model.results()).toHaveLength(1);
    expect(model.results()[0]).toMatchObject({ isError: false, text: expect.stringContaining(id) as unknown });
    expect(model.results()[0]?.text).toMatch(/APPROVED by |"approved":true/);
  }, 600_000);

  const wish = { tool: "Bash", input: { command: "touch wished", description: "Makes a file" } };
  const prompt = ["--permission-prompt-tool", "mcp__loopgate__approve"];
  const script: Script = (results) => (results.length === 0 ? wish : { text: "done" });

  test("runs what a person allows by the permission prompt", async () => {
    const gate = opened(await openGate());
    const { running, place } = await runClaude(gate, script, prompt);
    await gate.answer(await gate.asked(), { kind: "approve" });
    expect((await running).code).toBe(0);
    expect(existsSync(join(place.folder, "wished"))).toBe(true);
  }, 60_000);

  test("runs what a person changed it to, and nothing else", async () => {
    const gate = opened(await openGate());
    const { running, place } = await runClaude(gate, script, prompt);
    const changed = { ...wish.input, command: "touch changed" };
    await gate.answer(await gate.asked(), { kind: "edit", arguments: changed });
    expect((await running).code).toBe(0);
    expect(existsSync(join(place.folder, "changed"))).toBe(true);
    expect(existsSync(join(place.folder, "wished"))).toBe(false);
  }, 60_000);

  test("runs nothing that a person denies, and its model reads why", async () => {
    const gate = opened(await openGate());
    const { running, place, model } = await runClaude(gate, script, prompt);
    await gate.answer(await gate.asked(), { kind: "reject", reason: "Not on a Friday" });
    expect((await running).code).toBe(0);
    expect(existsSync(join(place.folder, "wished"))).toBe(false);
    expect(model.results()[0]).toMatchObject({
      isError: true,
      text: expect.stringContaining("Not on a Friday") as unknown,
    });
  }, 60_000);
});

const action = { name: "deploy", arguments: { version: "v2.1.0", to: "production" } };
