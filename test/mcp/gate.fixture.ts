/** The built server in a process of its own, with a data folder that outlives it, and the person who answers at its terminal. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createOperator } from "../../cli/src/operator.ts";
import { readEnvironment } from "../../cli/src/environment.ts";
import { platform } from "../../client/src/world.ts";
import type { PendingList, Reply } from "../../contract/src/index.ts";
import { assertBuilt } from "../built.fixture.ts";
import { startServed } from "../served.fixture.ts";
import { root } from "../sources.ts";

export const node = join(root, "node_modules", ".bin", "node");
const program = join(root, "cli", "dist", "loopgate.js");

export type Gate = {
  readonly url: string;
  readonly mcp: string;
  /** How a client over stdio starts `loopgate mcp` towards this gate. */
  readonly stdio: { readonly command: string; readonly args: string[]; readonly env: Record<string, string> };
  /** What waits for an answer. */
  pending(): Promise<PendingList["pending_requests"]>;
  /** Resolves with its id once a request waits, with this message where one is given; rejects after 30 s, or as `signal` says. */
  asked(message?: string, signal?: AbortSignal): Promise<string>;
  /** The person reads the card and answers. */
  answer(id: string, reply: Reply): Promise<void>;
  /** Starts it again on the same port and data, after a stop (`SIGTERM`) or a `crash` (`SIGKILL`). */
  restart(how: "stop" | "crash"): Promise<void>;
  close(): Promise<void>;
};

/** Throws where the bundle is not built from the sources as they are. */
export async function openGate(settings: Readonly<Record<string, string>> = {}): Promise<Gate> {
  assertBuilt();
  const dataDir = mkdtempSync(join(tmpdir(), "loopgate-mcp-"));
  const start = (port?: number) =>
    startServed({
      command: [node, program, "serve"],
      cwd: root,
      env: { DATA_DIR: dataDir, LOG_LEVEL: "warn", ...settings },
      ...(port !== undefined && { port }),
    });
  let served = await start();
  const { url } = served;
  const { port } = new URL(url);
  const own = { DATA_DIR: dataDir, SERVER_PORT: port };
  const machine = { platform: process.platform, home: dataDir, user: "ann", folder: root };
  const operator = createOperator({ environment: readEnvironment(own, machine), world: platform });

  async function pending(): Promise<PendingList["pending_requests"]> {
    const answer = await fetch(`${url}/hitl/pending?limit=200`);
    return ((await answer.json()) as PendingList).pending_requests;
  }

  return {
    url,
    mcp: `${url}/mcp`,
    stdio: { command: node, args: [program, "mcp"], env: { PATH: process.env["PATH"] ?? "", ...own } },
    pending,
    async asked(message, signal = AbortSignal.timeout(30_000)) {
      for (;;) {
        const found = (await pending()).find((request) => message === undefined || request.message === message);
        if (found) return found.request_id;
        if (signal.aborted) throw new Error(`nobody asked${message === undefined ? "" : ` "${message}"`}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async answer(id, reply) {
      const { shown_digest: shown } = await operator.card(id);
      await operator.answer(id, shown, reply);
    },
    async restart(how) {
      await (how === "stop" ? served.stop() : served.kill());
      served = await start(Number(port));
    },
    async close() {
      await served.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Runs the built command to its end; what it printed. Rejects where it fails. */
export async function loopgate(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await promisify(execFile)(node, [program, ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"] ?? "", HOME: tmpdir(), ...env },
  });
  return stdout;
}
