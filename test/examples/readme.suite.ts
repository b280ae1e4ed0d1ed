/** Every fenced block of our own README that a reader could run is run here, in its order, or named below with the reason. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../databases.ts";
import { preparePython } from "../python.fixture.ts";
import { root } from "../sources.ts";
import { readBlocks, type Block } from "./blocks.ts";
import { startExampleGate, type ExampleGate } from "./gate.fixture.ts";
import { requirements, runJavaScript, runPython } from "./run.fixture.ts";
import { openShell, type Shell } from "./shell.fixture.ts";

/** Blocks in a language of `runnable`, the ones below included. Change it with the README. */
const blocksInReadme = 12;

/** Blocks that are not run, by the beginning of their text. */
const notRun: readonly { readonly begins: string; readonly because: string }[] = [
  { begins: "make run", because: "the gate of this test is what it starts" },
  { begins: "npx loopgate answer vxdpdz", because: "names the code of one reader's request; test/cli answers by code" },
  {
    begins: 'curl -s "http://localhost:8080/hitl/poll',
    because: "names one reader's request; the Python example polls",
  },
];

const runnable = new Set(["bash", "sh", "python", "js", "javascript"]);

/** The README as it stands; an empty page before there is one. */
function readme(): string {
  const file = join(root, "README.md");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

export function describeReadme(): void {
  const blocks = readBlocks(readme()).filter(({ language }) => runnable.has(language));
  const isLeft = ({ text }: Block) => notRun.some(({ begins }) => text.startsWith(begins));

  test("our README has the examples that are counted here, and every exception still stands in it", () => {
    expect(blocks.map(({ line, heading }) => `${line} ${heading}`)).toHaveLength(blocksInReadme);
    expect(notRun.filter(({ begins }) => !blocks.some(({ text }) => text.startsWith(begins)))).toEqual([]);
  });

  const examples = blocks.filter((block) => !isLeft(block));
  if (examples.length === 0) return;
  describe.each(["SQLite file", "PostgreSQL"] as const)("our README on %s", (name) =>
    tests(examples, testDatabases(name, [])),
  );
}

function tests(examples: readonly Block[], databases: ReturnType<typeof testDatabases>): void {
  let gate: ExampleGate;
  let shell: Shell;
  const bin = mkdtempSync(join(tmpdir(), "loopgate-bin-"));
  // What the examples set up for a reader is set up here, and not for whoever runs this.
  const home = mkdtempSync(join(tmpdir(), "loopgate-home-"));
  const done = new AbortController();

  beforeAll(async () => {
    gate = await startExampleGate(await databases.place());
    installCommand(bin);
    const variables = { DATA_DIR: gate.dataDir, TELEGRAM_API_ROOT: gate.telegram.url };
    shell = openShell({
      PATH: `${bin}:${join(root, "node_modules", ".bin")}:${process.env["PATH"] ?? ""}`,
      HOME: home,
      ...variables,
    });
    void approveEverything(gate, done.signal);
  }, 180_000);
  afterAll(async () => {
    done.abort();
    shell?.close();
    await gate?.stop();
    for (const folder of [bin, home]) rmSync(folder, { recursive: true, force: true });
  });

  test.each(examples)(
    "line $line, $heading: runs as it stands",
    async ({ language, text }) => {
      const ran =
        language === "python"
          ? await runPython(preparePython(requirements), text, {})
          : language.startsWith("j")
            ? await runJavaScript(text, {})
            : await shell.run(text);
      expect(ran).toMatchObject({ code: 0 });
    },
    180_000,
  );
}

/** `loopgate` as a reader has it after the installation. */
function installCommand(bin: string): void {
  const command = join(bin, "loopgate");
  const [node, entry] = [join(root, "node_modules", ".bin", "node"), join(root, "cli", "dist", "loopgate.js")];
  writeFileSync(command, `#!/bin/sh\nexec "${node}" "${entry}" "$@"\n`);
  chmodSync(command, 0o755);
}

/** The person that the examples ask on Telegram: takes the first button that does not say no, whenever a card arrives. */
async function approveEverything(gate: ExampleGate, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const card = await gate.nextCard().catch(() => undefined);
    const yes = card?.keyboard.flat().find(({ style }) => style !== "danger");
    if (card && yes && !signal.aborted) gate.press(card, yes.text);
  }
}
