/** What a tool call costs that waits for nobody, beside the bare SDK. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { connect, type Connection } from "./connection.ts";
import { askMany } from "./latency.ts";
import { quantile } from "./measure.ts";
import type { Places } from "./places.ts";
import { startServer } from "./server.ts";
import { table, verdict } from "./table.ts";

const mostMs = 3;
const pending = 20;

type Timed = { readonly own: readonly number[]; readonly bare: readonly number[] };

export async function mcp(places: Places, calls: number): Promise<string> {
  const bare = await startBare();
  const bareClient = await connect(bare.port);
  const lines: string[][] = [];
  const line = (what: string, { own, bare: beside }: Timed) => {
    const more = quantile(own, 0.5) - quantile(beside, 0.5);
    const figures = [quantile(own, 0.5), quantile(own, 0.99), quantile(beside, 0.5), more].map(
      (ms) => `${ms.toFixed(2)} ms`,
    );
    lines.push([what, ...figures, `< ${mostMs} ms more`, verdict(more < mostMs)]);
  };

  for (const adapter of ["sqlite", "postgres"] as const) {
    const uri = adapter === "sqlite" ? places.sqlite() : await places.postgres();
    const server = await startServer(places.folder(), { DB_ADAPTER: adapter, DB_URI: uri });
    await askMany(server.port, pending);
    const client = await connect(server.port);
    const word = () => callTool(bareClient, "word", {});
    const database = adapter === "sqlite" ? "SQLite" : "PostgreSQL";
    line(
      `list_pending_requests, ${database}`,
      await timed(calls, () => callTool(client, "list_pending_requests", {}), word),
    );
    line(
      `request_human_input without a wait, ${database}`,
      await timed(
        calls,
        (at) => callTool(client, "request_human_input", { message: `Deploy ${at}?`, wait_seconds: 0 }),
        word,
      ),
    );
    client.close();
    await server.close();
  }
  bareClient.close();
  bare.close();
  return table(["call", "p50", "p99", "bare SDK, p50", "more at p50", "target", ""], lines);
}

/** Milliseconds of each call, taken in turns after a tenth as many to warm up. */
async function timed(
  calls: number,
  own: (at: number) => Promise<void>,
  bare: (at: number) => Promise<void>,
): Promise<Timed> {
  const times = { own: [] as number[], bare: [] as number[] };
  for (let at = -Math.floor(calls / 10); at < calls; at++)
    for (const [who, call] of [["own", own] as const, ["bare", bare] as const]) {
      const started = performance.now();
      await call(at);
      if (at >= 0) times[who].push(performance.now() - started);
    }
  return times;
}

/** One call of revision 2026-07-28; throws where it did not go well. */
async function callTool(client: Connection, name: string, args: object): Promise<void> {
  const envelope = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1.0" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const { status, body } = await client.call("POST", "/mcp", {
    headers: {
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": name,
    },
    body: { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args, _meta: envelope } },
  });
  if (status !== 200 || !body.includes('"result":') || body.includes('"isError":true'))
    throw new Error(`${status} ${body}`);
}

async function startBare(): Promise<{ readonly port: number; close(): void }> {
  const child = fork(join(import.meta.dirname, "bare-mcp.ts"), { stdio: "inherit" });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { port, close: () => child.disconnect() };
}
