/** Who takes part in a story when it runs by itself: a gate, the person who answers, and a model that follows a script. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Reply } from "../contract/src/index.ts";
import { openGate, type Gate } from "../test/mcp/gate.fixture.ts";
import { startScriptedModel, type Script } from "../test/mcp/real/scripted-model.ts";
import { preparePython } from "../test/python.fixture.ts";
import { root } from "../test/sources.ts";

export type Story = {
  /** What a user would run in the story's folder. */
  readonly command: readonly [string, ...string[]];
  /** What the person is asked, in this order, and says to it; without `says` the time runs out. */
  readonly person: readonly { readonly asked: string; readonly says?: Reply }[];
  readonly model?: Script;
  /** All that the command prints. */
  readonly prints: readonly string[];
  readonly inAnyOrder?: true;
};

/** Is given each line, as it comes. */
export type Tell = (line: string) => void;
type Told = { readonly code: number | null; readonly lines: readonly string[] };

/** The longest that a story may take, in milliseconds; Go compiles its own first. */
const LONGEST = 120_000;

/** Plays a story from its beginning to its end; rejects with what was otherwise than it says. */
export async function play(name: string, story: Story, tell: Tell): Promise<void> {
  // Before anybody waits: it may have to be installed.
  pathFor(story);
  const gate = await openGate();
  try {
    const playing = new AbortController();
    const told = run(name, story, gate.url, tell, AbortSignal.timeout(LONGEST)).finally(() => playing.abort());
    const [{ code, lines }, open] = await Promise.all([told, answer(gate, story.person, playing.signal, tell)]);
    const wrong = [
      ...(code === 0 ? [] : [`it ended with ${code}`]),
      ...open.map(({ asked }) => `nobody asked "${asked}"`),
      ...(story.inAnyOrder ? differences(lines.toSorted(), story.prints.toSorted()) : differences(lines, story.prints)),
    ];
    if (wrong.length > 0) throw new Error(`${name}: ${wrong.join("; ")}`);
  } finally {
    await gate.close();
  }
}

/** Runs the story's command to its end with the gate at `url`, and tells what it prints. A person of flesh takes his time. */
export async function run(name: string, story: Story, url: string, tell: Tell, signal?: AbortSignal): Promise<Told> {
  const path = pathFor(story);
  const model = story.model && (await startScriptedModel(story.model));
  const [program, ...args] = story.command;
  const child = spawn(program, args, {
    cwd: join(root, "examples", name),
    env: {
      ...process.env,
      PATH: path,
      LOOPGATE_URL: url,
      PYTHONPATH: join(root, "client-python", "src"),
      PYTHONUNBUFFERED: "1",
      ...(model && {
        OPENAI_BASE_URL: `${model.url}/v1`,
        OPENAI_API_KEY: "of the scripted model",
        ANTHROPIC_BASE_URL: model.url,
        ANTHROPIC_API_KEY: "of the scripted model",
      }),
    },
    stdio: ["ignore", "pipe", "inherit"],
    ...(signal && { signal }),
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    tell(line);
  });
  try {
    const [code] = (await once(child, "close")) as [number | null];
    return { code, lines };
  } finally {
    await model?.close();
  }
}

/** Where the story's program is found; makes Python's packages ready for one in Python. */
function pathFor({ command: [program] }: Story): string {
  const python = program === "python" ? [dirname(preparePython(join(root, "examples", "requirements.txt")))] : [];
  return [...python, join(root, "node_modules", ".bin"), process.env["PATH"] ?? ""].join(delimiter);
}

/** What the person was not asked before the story ended. */
async function answer(gate: Gate, person: Story["person"], ended: AbortSignal, tell: Tell): Promise<Story["person"]> {
  for (const [at, { asked, says }] of person.entries()) {
    const id = await gate.asked(asked, ended).catch(() => undefined);
    if (id === undefined) return person.slice(at);
    tell(`  > ${asked}`);
    tell(`  < ${says === undefined ? "(nothing)" : JSON.stringify(says)}`);
    if (says !== undefined) await gate.answer(id, says);
  }
  return [];
}

function differences(lines: readonly string[], expected: readonly string[]): string[] {
  const longest = Math.max(lines.length, expected.length);
  const at = Array.from({ length: longest }).findIndex((_, index) => lines[index] !== expected[index]);
  if (at === -1) return [];
  return [`line ${at + 1} is ${JSON.stringify(lines[at])} instead of ${JSON.stringify(expected[at])}`];
}
