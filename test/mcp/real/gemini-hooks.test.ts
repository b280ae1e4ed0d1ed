/** The hooks of the real Gemini CLI, which takes what the scripted model says for its model's. `make test-clients` runs this. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll } from "vitest";
import { failing } from "./failing-hook.fixture.ts";
import { hookSuite } from "./hooks.suite.ts";
import { GEMINI_CLI, installClients } from "./installed.fixture.ts";
import { runClient } from "./run-client.fixture.ts";

let program: string;
beforeAll(() => void ({ gemini: program } = installClients()), 300_000);

hookSuite(
  {
    name: "gemini",
    version: GEMINI_CLI,
    file: ".gemini/settings.json",
    step: (command) => ({ tool: "run_shell_command", input: { command } }),
    changed: (command) => ({ command }),
    prepare({ home }) {
      mkdirSync(join(home, ".gemini"));
      const settings = { security: { auth: { selectedType: "gemini-api-key" } } };
      writeFileSync(join(home, ".gemini", "settings.json"), JSON.stringify(settings, null, 2));
    },
    run: ({ folder, home }, { url }) =>
      runClient(
        program,
        ["-p", "Do it.", "-m", "gemini-2.5-flash", "--output-format", "json", "--approval-mode", "yolo"],
        {
          cwd: folder,
          env: {
            HOME: home,
            GEMINI_API_KEY: "of-nobody",
            GOOGLE_GEMINI_BASE_URL: url,
            GEMINI_CLI_TRUST_WORKSPACE: "true",
          },
        },
      ),
    seen: {
      "server down": "blocked",
      "hook killed softly": "blocked",
      "hook killed": "blocked",
      "client gave up": "runs",
      "program missing": "blocked",
      "exit 1": "blocked",
      "exit 2 without a word": "runs",
    },
  },
  failing({ timeout: /"timeout": \d+/, short: '"timeout": 3000' }),
);
