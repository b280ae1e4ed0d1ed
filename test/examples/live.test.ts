/** The agents that docs/live.md shows, run as they stand there. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { openListening } from "../../server/src/agents/live/socket.fixture.ts";
import { preparePython } from "../python.fixture.ts";
import { root } from "../sources.ts";
import { readBlocks } from "./blocks.ts";

const blocks = readBlocks(readFileSync(join(root, "docs/live.md"), "utf8"));
const example = (language: string) => String(blocks.find((block) => block.language === language)?.text);

/** Runs a program; answers what it has said so far. */
function run(program: string, args: readonly string[], env: Readonly<Record<string, string>>): () => string {
  let said = "";
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  return () => said;
}

test("the agent of docs/live.md that opens a socket asks, waits, and acts on the answer", async () => {
  const { port, get, answer } = await openListening();
  const said = run(process.execPath, ["--input-type=module", "--eval", example("js")], {
    LOOPGATE_SOCKET: `ws://127.0.0.1:${port}/hitl/ws`,
  });
  const pending = async () => (await get("/hitl/pending")).body["pending_requests"] as { request_id: string }[];
  await vi.waitFor(async () => expect(await pending(), said()).toHaveLength(1), { timeout: 10_000 });
  await answer(String((await pending())[0]?.request_id), { kind: "approve" });
  await vi.waitFor(() => expect(said()).toBe("deploying\n"), { timeout: 10_000 });
}, 30_000);

test("the agent of docs/live.md that follows the stream prints what happens", async () => {
  const { port, ask, answer } = await openListening();
  const python = preparePython(join(import.meta.dirname, "requirements.txt"));
  const before = await ask();
  const said = run(python, ["-c", example("python")], { LOOPGATE_URL: `http://127.0.0.1:${port}` });
  await vi.waitFor(() => expect(said()).toContain(`request.created ${before}\n`), { timeout: 20_000 });
  await answer(before, { kind: "approve" });
  await vi.waitFor(() => expect(said()).toContain(`request.completed ${before}\n`), { timeout: 10_000 });
}, 120_000);
