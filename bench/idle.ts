/** What a long poll costs while nothing happens. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { connect, expectOk } from "./connection.ts";
import { askMany } from "./latency.ts";
import type { Places } from "./places.ts";
import { startServer } from "./server.ts";
import { table, verdict } from "./table.ts";

const processes = 2;
const target = 25;

/** Also leaves a database with `polls` requests behind, for the start. */
export async function idle(
  places: Places,
  polls: number,
): Promise<{ readonly table: string; readonly folder: string }> {
  const folder = places.folder();
  const asked = await startServer(folder);
  const ids = await askMany(asked.port, polls);
  await asked.close();
  // A server that has not worked much: what it had freed before would be filled again, and hide what the polls cost.
  const server = await startServer(folder);
  await readSome(server.port, ids.slice(0, 500));
  const before = await settled(server);
  const agents = Array.from({ length: processes }, () =>
    fork(join(import.meta.dirname, "waiting.ts"), [String(server.port)]),
  );
  for (const [at, agent] of agents.entries()) agent.send(ids.filter((_, index) => index % processes === at));
  await Promise.all(agents.map((agent) => once(agent, "message")));
  const waiting = await settled(server);
  for (const agent of agents) agent.disconnect();
  await server.close();
  const each = (kind: "rss" | "heap") => (waiting[kind] - before[kind]) / polls / 1000;
  const lines = [
    ["memory of the process (RSS)", `${each("rss").toFixed(1)} kB`, `< ${target} kB`, verdict(each("rss") < target)],
    ["of that JavaScript's heap", `${each("heap").toFixed(1)} kB`, "", ""],
  ];
  return { table: table([`${polls} long polls, each`, "", "target", ""], lines), folder };
}

/** After what was sent has arrived and is collected. */
async function settled(server: Awaited<ReturnType<typeof startServer>>) {
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await server.memory();
  return server.memory();
}

/** Brings what every poll needs into memory. */
async function readSome(port: number, ids: readonly string[]): Promise<void> {
  const connection = await connect(port);
  for (const id of ids) await expectOk(connection.call("GET", `/hitl/poll?request_id=${id}`));
  connection.close();
}
