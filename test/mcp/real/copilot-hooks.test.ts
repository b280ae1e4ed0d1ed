/** The hooks of the real Copilot CLI, which takes what the scripted model says for its model's. `make test-clients` runs this. */
import { beforeAll, describe, expect, test } from "vitest";
import { openGate } from "../gate.fixture.ts";
import { failing } from "./failing-hook.fixture.ts";
import { hookedTurn, hookSuite, opened, turnOf, type HookedClient } from "./hooks.suite.ts";
import { COPILOT_CLI, installClients } from "./installed.fixture.ts";
import { runClient } from "./run-client.fixture.ts";
import type { Workplace } from "./workplace.fixture.ts";

let program: string;
beforeAll(() => void ({ copilot: program } = installClients()), 300_000);

const runCopilot = ({ folder, home }: Workplace, url: string, args: readonly string[]) =>
  runClient(program, ["-p", "Do it.", ...args], {
    cwd: folder,
    env: {
      HOME: home,
      COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
      COPILOT_PROVIDER_API_KEY: "of-nobody",
      COPILOT_MODEL: "scripted",
      COPILOT_OFFLINE: "true",
      COPILOT_AUTO_UPDATE: "false",
    },
  });

const copilot: HookedClient = {
  name: "copilot",
  version: COPILOT_CLI,
  file: ".copilot/hooks/loopgate.json",
  step: (command) => ({ tool: "bash", input: { command, description: "Makes a file" } }),
  changed: (command) => ({ command, description: "Makes another" }),
  run: (place, { url }) => runCopilot(place, url, ["--allow-all-tools"]),
  seen: {
    "server down": "blocked",
    "hook killed softly": "blocked",
    "hook killed": "blocked",
    "client gave up": "runs",
    "program missing": "blocked",
    "exit 1": "blocked",
    "exit 2 without a word": "blocked",
  },
};
hookSuite(copilot, failing({ timeout: /"timeoutSec": \d+/, short: '"timeoutSec": 3' }));

describe(`Copilot CLI ${COPILOT_CLI}`, () => {
  test("asks nobody for a tool that the hook is not for", async () => {
    const gate = opened(await openGate());
    const looking = { ...copilot, step: () => ({ tool: "view", input: { path: "/etc/hostname" } }) };
    const { run, model } = await turnOf(looking, gate.url);
    const { said } = await run();
    expect([model.results().length, await gate.pending()], said).toEqual([1, []]);
    expect(model.results()[0]?.text).not.toContain("hook");
  }, 120_000);

  test.each([
    ["runs", { kind: "approve" }, true],
    ["does not run", { kind: "reject" }, false],
  ] as const)(
    "%s what it would have asked for at its terminal, as the person says",
    async (_, reply, ran) => {
      const gate = opened(await openGate());
      const { place, model, made } = await hookedTurn(copilot, gate.url, ["--event", "permissionRequest"]);
      const running = runCopilot(place, model.url, []);
      await gate.answer(await gate.asked(), reply);
      const { said } = await running;
      expect(made("wished"), said).toBe(ran);
    },
    120_000,
  );
});
