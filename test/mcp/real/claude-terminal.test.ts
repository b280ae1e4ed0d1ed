/** The real Claude Code at a terminal, where its dialog and the hook ask at the same time. It takes tmux. `make test-clients` runs this. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openGate } from "../gate.fixture.ts";
import { hookedTurn, opened, type HookedClient } from "./hooks.suite.ts";
import { CLAUDE_CODE, installClients } from "./installed.fixture.ts";
import { openTerminal } from "./terminal.fixture.ts";

let program: string;
beforeAll(() => void ({ claude: program } = installClients()), 300_000);

const QUESTION = "Do you want to proceed?";
const KEY = "sk-ant-of-nobody-who-has-an-account";
const claude: Omit<HookedClient, "run" | "seen"> = {
  name: "claude-code",
  version: CLAUDE_CODE,
  file: ".claude/settings.json",
  step: (command) => ({ tool: "Bash", input: { command, description: "Makes a file" } }),
  changed: (command) => ({ command }),
};

/** Claude Code asks in its dialog whether it may, and Loopgate asks too. */
async function asking(args: readonly string[]) {
  const gate = opened(await openGate());
  const turn = await hookedTurn(claude, gate.url, ["--event", "PermissionRequest", ...args]);
  const { home, folder } = turn.place;
  const known = {
    hasCompletedOnboarding: true,
    theme: "dark",
    customApiKeyResponses: { approved: [KEY.slice(-20)], rejected: [] },
    projects: { [folder]: { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true } },
  };
  writeFileSync(join(home, ".claude.json"), JSON.stringify(known));
  const nowhere = "http://127.0.0.1:9";
  const terminal = opened(
    openTerminal([program, "--permission-mode", "manual"], {
      cwd: folder,
      env: {
        HOME: home,
        ANTHROPIC_BASE_URL: turn.model.url,
        ANTHROPIC_API_KEY: KEY,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        DISABLE_AUTOUPDATER: "1",
        HTTPS_PROXY: nowhere,
        HTTP_PROXY: nowhere,
        NO_PROXY: "127.0.0.1,localhost",
      },
    }),
  );
  await terminal.shows("manual mode");
  terminal.type("Do it.");
  await terminal.shows("Do it.");
  terminal.type("Enter");
  await terminal.shows(QUESTION);
  return { gate, terminal, id: await gate.asked(), made: turn.made };
}

const endOf = async (url: string, id: string) =>
  (await (await fetch(`${url}/hitl/requests/${id}`)).json()) as Readonly<Record<string, unknown>>;

describe.each([
  ["by the command", []],
  ["by a call of the server", ["--http"]],
] as const)(`Claude Code ${CLAUDE_CODE} at its terminal, asked %s`, (_, args) => {
  test.each([
    ["yes", "1", true],
    ["no", "4", false],
    ["Esc", "Escape", false],
  ])(
    "a %s in its dialog counts, and the card ends with it",
    async (_answer, key, ran) => {
      const { gate, terminal, id, made } = await asking(args);
      await terminal.answers(QUESTION, key);
      await expect
        .poll(() => endOf(gate.url, id), { timeout: 15_000 })
        .toMatchObject({
          status: "canceled",
          cancel_reason: "Answered in the terminal, or the agent has stopped waiting.",
        });
      expect(made("wished")).toBe(ran);
    },
    120_000,
  );

  test("a person's yes elsewhere closes the dialog, and the tool runs", async () => {
    const { gate, terminal, id, made } = await asking(args);
    await gate.answer(id, { kind: "approve" });
    await terminal.shows("done");
    expect(made("wished")).toBe(true);
    expect(await endOf(gate.url, id)).toMatchObject({ status: "completed" });
  }, 120_000);
});
