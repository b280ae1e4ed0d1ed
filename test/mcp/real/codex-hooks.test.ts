/** The hooks of the real Codex, which takes what the scripted model says for its model's. `make test-clients` runs this. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, test } from "vitest";
import { loopgate, openGate } from "../gate.fixture.ts";
import { failing } from "./failing-hook.fixture.ts";
import { hookedTurn, hookSuite, opened, type HookedClient } from "./hooks.suite.ts";
import { CODEX, installClients } from "./installed.fixture.ts";
import { runClient } from "./run-client.fixture.ts";
import type { Workplace } from "./workplace.fixture.ts";

let program: string;
const BYPASS = "--dangerously-bypass-hook-trust";
beforeAll(() => void ({ codex: program } = installClients()), 300_000);

const runCodex = ({ folder, home }: { readonly folder: string; readonly home: string }, args: readonly string[]) =>
  runClient(
    program,
    ["exec", "--skip-git-repo-check", "--json", "--dangerously-bypass-approvals-and-sandbox", ...args, "Do it."],
    { cwd: folder, env: { HOME: home, CODEX_HOME: join(home, ".codex"), SCRIPTED_KEY: "of-nobody" } },
  );

const codex: HookedClient = {
  name: "codex",
  version: CODEX,
  file: ".codex/hooks.json",
  step: (command) => ({ tool: "exec_command", input: { cmd: command } }),
  changed: (command) => ({ command }),
  prepare({ home }, { url }) {
    mkdirSync(join(home, ".codex"));
    writeFileSync(join(home, ".codex", "config.toml"), settings(url));
  },
  run: (place) => runCodex(place, [BYPASS]),
  kills: true,
  seen: {
    "server down": "blocked",
    "hook killed softly": "blocked",
    "hook killed": "blocked",
    "client gave up": "runs",
    "program missing": "blocked",
    "exit 1": "blocked",
    "exit 2 without a word": "runs",
  },
};
hookSuite(codex, failing({ timeout: /"timeout": \d+/, short: '"timeout": 3' }));

describe(`Codex ${CODEX} and trust`, () => {
  const doctorOf = (home: string) =>
    loopgate(["doctor"], { HOME: home, PATH: `${dirname(program)}:${process.env["PATH"] ?? ""}` }).catch(
      (error: { stdout?: string }) => String(error.stdout),
    );

  test("a hook that nobody has trusted is skipped without a word, and the doctor says so", async () => {
    const gate = opened(await openGate());
    const { place, made } = await hookedTurn(codex, gate.url);
    const { said } = await runCodex(place, []);
    expect([made("wished"), await gate.pending()], said).toEqual([true, []]);
    expect(await doctorOf(place.home)).toContain("nobody has trusted it as it is");
  }, 120_000);

  test("one that was trusted is asked, and after a change the doctor says that it is not", async () => {
    const gate = opened(await openGate());
    const { place, made } = await hookedTurn(codex, gate.url);
    await trust(place);
    expect(await doctorOf(place.home)).toContain("✔ Hook of codex, PreToolUse");
    const running = runCodex(place, []);
    await gate.answer(await gate.asked(), { kind: "approve" });
    await running;
    expect(made("wished")).toBe(true);
    await loopgate(["connect", "codex", "--hook", "--url", gate.url, "--timeout", "60"], { HOME: place.home });
    expect(await doctorOf(place.home)).toContain("nobody has trusted it as it is");
  }, 120_000);
});

/** As `/hooks` does it: Codex says which hash it would trust. */
async function trust({ home, folder }: Workplace): Promise<void> {
  const env = { ...process.env, HOME: home, CODEX_HOME: join(home, ".codex") };
  const child = spawn(program, ["app-server"], { cwd: folder, env, stdio: ["pipe", "pipe", "ignore"] });
  const lines = [
    { id: 1, method: "initialize", params: { clientInfo: { name: "test", version: "1" } } },
    { method: "initialized" },
    { id: 2, method: "hooks/list", params: { cwds: [folder] } },
  ];
  child.stdin.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  for await (const line of createInterface({ input: child.stdout })) {
    const [, key, hash] = /"key":"([^"]+)".*"currentHash":"([^"]+)"/.exec(line) ?? [];
    if (key === undefined) continue;
    appendFileSync(join(home, ".codex", "config.toml"), `\n[hooks.state."${key}"]\ntrusted_hash = "${hash}"\n`);
    break;
  }
  child.kill();
  await once(child, "close");
}

function settings(url: string): string {
  return `model = "scripted"
model_provider = "scripted"

[model_providers.scripted]
name = "scripted"
base_url = "${url}/v1"
env_key = "SCRIPTED_KEY"
wire_api = "responses"
`;
}
