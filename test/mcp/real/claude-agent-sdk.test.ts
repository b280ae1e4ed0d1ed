/** The real Claude Agent SDK over the real Claude Code, with the client's `canUseTool`. `make test-clients` runs this. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { loopgateCanUseTool, type CanUseToolOptions } from "../../../client/src/claude-agent-sdk.ts";
import { createClient } from "../../../client/src/index.ts";
import { openGate, type Gate } from "../gate.fixture.ts";
import { CLAUDE_AGENT_SDK, installAgentSdk, installClients } from "./installed.fixture.ts";
import { startScriptedModel, type Script, type Step } from "./scripted-model.ts";
import { openWorkplace } from "./workplace.fixture.ts";

type Sdk = {
  query(call: { readonly prompt: string; readonly options: object }): AsyncIterable<{ readonly type: string }>;
};
let sdk: Sdk;
let program: string;
beforeAll(async () => {
  ({ claude: program } = installClients());
  sdk = (await import(pathToFileURL(installAgentSdk()).href)) as Sdk;
}, 300_000);

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});
function opened<T extends { close(): Promise<void> | void }>(thing: T): T {
  open.push(thing);
  return thing;
}

/** Runs one turn in which the model makes this call and then is done. */
async function runSdk(gate: Gate, call: Step, more: CanUseToolOptions & { readonly stop?: AbortController } = {}) {
  const script: Script = (results) => (results.length === 0 ? call : { text: "done" });
  const model = opened(await startScriptedModel(script));
  const place = opened(openWorkplace());
  const { stop: abortController = new AbortController(), ...options } = more;
  const client = createClient({ url: gate.url, clientId: "claude-agent-sdk" });
  const running = (async () => {
    const types: string[] = [];
    const messages = sdk.query({
      prompt: "Do it.",
      options: {
        cwd: place.folder,
        env: {
          PATH: process.env["PATH"],
          HOME: place.home,
          ANTHROPIC_BASE_URL: model.url,
          ANTHROPIC_API_KEY: "sk-ant-of-nobody",
          CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
          DISABLE_AUTOUPDATER: "1",
          IS_SANDBOX: "1",
        },
        pathToClaudeCodeExecutable: program,
        permissionMode: "default",
        settingSources: [],
        abortController,
        canUseTool: loopgateCanUseTool({ client, ...options }),
      },
    });
    for await (const { type } of messages) types.push(type);
    return types;
  })();
  return { running, model, place, client };
}

const wish = { tool: "Bash", input: { command: "touch wished", description: "Makes a file" } };
const has = (place: { readonly folder: string }, name: string) => existsSync(join(place.folder, name));

describe(`Claude Agent SDK ${CLAUDE_AGENT_SDK}`, () => {
  test("runs what a person allows", { timeout: 60_000 }, async () => {
    const gate = opened(await openGate());
    const { running, place } = await runSdk(gate, wish);
    await gate.answer(await gate.asked(), { kind: "approve" });
    expect(await running).toContain("result");
    expect(has(place, "wished")).toBe(true);
  });

  test("runs what a person corrected, and nothing else", { timeout: 60_000 }, async () => {
    const gate = opened(await openGate());
    const { running, place } = await runSdk(gate, wish);
    await gate.answer(await gate.asked(), { kind: "edit", arguments: { ...wish.input, command: "touch changed" } });
    await running;
    expect([has(place, "wished"), has(place, "changed")]).toEqual([false, true]);
  });

  test("runs nothing that a person denies, and its model reads why", { timeout: 60_000 }, async () => {
    const gate = opened(await openGate());
    const { running, place, model } = await runSdk(gate, wish);
    await gate.answer(await gate.asked(), { kind: "reject", reason: "Not on a Friday" });
    await running;
    expect(has(place, "wished")).toBe(false);
    expect(model.results()[0]?.text).toContain("Not on a Friday");
  });

  test("runs nothing that nobody answers in time", { timeout: 60_000 }, async () => {
    const gate = opened(await openGate());
    const { running, place, model } = await runSdk(gate, wish, { timeoutSeconds: 1 });
    await running;
    expect(has(place, "wished")).toBe(false);
    expect(model.results()[0]?.text).toContain("Nobody answered in time");
  });

  test("takes the question back where the run is aborted", { timeout: 60_000 }, async () => {
    const gate = opened(await openGate());
    const stop = new AbortController();
    const { running, place, client } = await runSdk(gate, wish, { stop });
    const id = await gate.asked();
    stop.abort();
    await running.catch(() => {});
    expect(await client.wait(id)).toMatchObject({ status: "canceled" });
    expect(has(place, "wished")).toBe(false);
  });

  test("is told what a person picks where it asks", { timeout: 60_000 }, async () => {
    const gate = opened(await openGate());
    const options = [
      { label: "Staging", description: "Nobody sees it" },
      { label: "Production", description: "Everybody does" },
    ];
    const questions = [{ question: "Where to?", header: "Target", options, multiSelect: false }];
    const { running, model } = await runSdk(gate, { tool: "AskUserQuestion", input: { questions } });
    await gate.answer(await gate.asked(), { kind: "pick", values: ["Staging"] });
    await running;
    expect(model.results()[0]?.text).toContain("Staging");
  });
});
