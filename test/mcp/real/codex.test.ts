/** The real Codex, which takes what the scripted model says for its model's. `make test-clients` runs this. */
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { loopgate } from "../gate.fixture.ts";
import { CODEX, installClients } from "./installed.fixture.ts";
import { afterLong, LONG_MS, openLongWait } from "./long-wait.fixture.ts";
import { runClient } from "./run-client.fixture.ts";
import { startScriptedModel, type Script } from "./scripted-model.ts";
import { openWorkplace } from "./workplace.fixture.ts";

let program: string;
beforeAll(() => void ({ codex: program } = installClients()), 300_000);

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});
function opened<T extends { close(): Promise<void> | void }>(thing: T): T {
  open.push(thing);
  return thing;
}

/** Asks, and then does as the answer says: looks again while it is pending. */
const script: Script = (results) => {
  const last = results.at(-1)?.text;
  if (last === undefined)
    return {
      tool: "mcp__loopgate__request_human_input",
      input: { message: "Deploy?", action: { name: "deploy", arguments: { version: "v2" } }, timeout_seconds: 1800 },
    };
  // Only of one that is pending it is told how long to wait for it.
  const id = /check_request_status with request_id \\*"([\w-]{36})\\*" and wait_seconds/.exec(last)?.[1];
  return id === undefined
    ? { text: "done" }
    : { tool: "mcp__loopgate__check_request_status", input: { request_id: id, wait_seconds: 600 } };
};

describe(`Codex ${CODEX}`, () => {
  test("waits six minutes over stdio for a tap on Telegram, in calls that end before it gives up, and its model reads the answer", async () => {
    const { gate, tap } = opened(await openLongWait("codex-mcp-client"));
    const model = opened(await startScriptedModel(script));
    const { folder, home } = opened(openWorkplace());
    const settings = join(home, ".codex");
    mkdirSync(settings);
    const { DATA_DIR = "", SERVER_PORT = "" } = gate.stdio.env;
    await loopgate(["connect", "codex"], { DATA_DIR, SERVER_PORT, CODEX_HOME: settings });
    appendFileSync(join(settings, "config.toml"), modelSettings(model.url));
    const running = runClient(
      program,
      [
        "exec",
        "--skip-git-repo-check",
        "--json",
        "--dangerously-bypass-approvals-and-sandbox",
        "-c",
        "model_provider=scripted",
        "-c",
        "model=scripted",
        "Do it.",
      ],
      { cwd: folder, env: { HOME: home, CODEX_HOME: settings, SCRIPTED_KEY: "of-nobody" } },
    );
    const id = await gate.asked("Deploy?");
    await afterLong();
    await tap();
    const { code, seconds, said } = await running;
    console.log(`Codex ${CODEX} waited ${Math.round(seconds)} s in ${model.results().length} calls`);
    expect(code, said).toBe(0);
    expect(seconds).toBeGreaterThan(LONG_MS / 1000);
    expect(model.results().length).toBeGreaterThan(1);
    expect(model.results().at(-1)?.text).toContain(id);
    expect(model.results().at(-1)?.text).toMatch(/APPROVED by |\\*"approved\\*":true/);
  }, 600_000);
});

function modelSettings(url: string): string {
  return `
[model_providers.scripted]
name = "scripted"
base_url = "${url}/v1"
env_key = "SCRIPTED_KEY"
wire_api = "responses"
`;
}
