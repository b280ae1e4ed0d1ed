/** Ends told to callbacks a second: requests that name one are canceled by sixteen callers, and each is posted to a receiver on loopback. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, expectOk } from "./connection.ts";
import { example } from "./gate.ts";
import { quantile } from "./measure.ts";
import type { Places } from "./places.ts";
import { startServer } from "./server.ts";
import { table } from "./table.ts";

const callers = 16;
const hosts = 8;

export async function webhooks(places: Places, ends: number): Promise<string> {
  const lines: string[][] = [];
  for (const adapter of ["sqlite", "postgres"] as const) {
    const uri = adapter === "sqlite" ? places.sqlite() : await places.postgres();
    const server = await startServer(places.folder(), { DB_ADAPTER: adapter, DB_URI: uri });
    const told = new Map<string, number>();
    const receivers = await Promise.all(Array.from({ length: hosts }, () => receive(told)));
    const clients = await Promise.all(Array.from({ length: callers }, () => connect(server.port)));
    const ended = new Map<string, number>();
    const ids: string[] = [];
    const all = (work: (caller: number) => Promise<void>) =>
      Promise.all(Array.from({ length: callers }, (_, caller) => work(caller)));
    await all(async (caller) => {
      for (let at = caller; at < ends; at += callers) {
        const body = { ...example, callback_url: receivers[at % hosts]?.url };
        const made = clients[caller]?.call("POST", "/hitl/request", { body });
        if (made) ids.push(String((await expectOk(made))["request_id"]));
      }
    });
    const began = performance.now();
    await all(async (caller) => {
      for (const id of ids.filter((_, at) => at % callers === caller)) {
        const canceled = clients[caller]?.call("POST", "/hitl/cancel", { body: { request_id: id } });
        if (canceled) await expectOk(canceled);
        ended.set(id, performance.now());
      }
    });
    const canceling = performance.now() - began;
    while (told.size < ends) await new Promise((resolve) => setTimeout(resolve, 5));
    const telling = Math.max(...told.values()) - began;
    const waits = ids.map((id) => Math.max(0, (told.get(id) ?? 0) - (ended.get(id) ?? 0)));
    lines.push([
      adapter === "sqlite" ? "SQLite" : "PostgreSQL",
      String(Math.round((ends / canceling) * 1000)),
      String(Math.round((ends / telling) * 1000)),
      `${quantile(waits, 0.5).toFixed(0)} ms`,
      `${quantile(waits, 0.99).toFixed(0)} ms`,
    ]);
    for (const client of clients) client.close();
    await server.close();
    for (const receiver of receivers) receiver.close();
  }
  return table(["database", "ends/s", "told/s", "end to told, p50", "p99"], lines);
}

async function receive(told: Map<string, number>) {
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      const { data } = JSON.parse(text) as { data: { request_id: string } };
      if (!told.has(data.request_id)) told.set(data.request_id, performance.now());
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
