import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@loopgate/client";
import type { CreateRequest, TerminalList } from "@loopgate/contract";
import { serve } from "@loopgate/server";
import { recordedShell } from "./recorded-shell.fixture.ts";
import { run } from "./run.ts";

export type RunningServer = Awaited<ReturnType<typeof runningServer>>;
type Extras = Partial<Parameters<typeof recordedShell>[0]>;

/** For tests: a real server in this process, with a data folder of its own, and the command run against it. */
export async function runningServer(settings: Readonly<Record<string, string>> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), "loopgate-cli-"));
  const base = { SERVER_PORT: "0", LOG_LEVEL: "silent", DB_ADAPTER: "memory", DATA_DIR: dataDir };
  const server = await serve({ ...base, ...settings });
  const agent = createClient({ url: server.url });
  const variables = { LOOPGATE_URL: server.url, DATA_DIR: dataDir };

  async function loopgate(args: readonly string[], extras: Extras = {}) {
    const { shell, printed, questions } = recordedShell({ variables, ...extras });
    return { code: await run(args, shell), ...printed, questions };
  }

  return {
    url: server.url,
    agent,
    dataDir,
    variables,
    loopgate,
    /** Makes a request, as an agent does, and finds the code that people are shown. */
    async asked(input: Partial<CreateRequest>) {
      const { request_id: id } = await agent.createRequest({
        session_id: "s",
        client_id: "agent",
        message: "May I?",
        ...input,
      });
      const { requests } = JSON.parse((await loopgate(["pending", "--json"])).out) as TerminalList;
      return { id, code: requests.find((card) => card.request_id === id)?.code ?? "" };
    },
    async close() {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
