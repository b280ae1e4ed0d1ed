/** What agents cost that stay connected, and how soon they are told. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { connect, expectOk } from "./connection.ts";
import { askMany } from "./latency.ts";
import { quantile } from "./measure.ts";
import { openPeer, type Door } from "./peers.ts";
import type { Places } from "./places.ts";
import { startServer, type Server } from "./server.ts";
import { table, verdict } from "./table.ts";

const processes = 2;
const target = 25;
/** The next press comes when the server has done what follows the last one. */
const pauseMs = 100;

export type Size = { readonly connected: number; readonly presses: number };

export async function live(places: Places, size: Size): Promise<string> {
  const lines: string[][] = [];
  const doors = [
    { door: "stream", name: "GET /hitl/events, its own request's events", p99: 1_000 },
    { door: "socket", name: "GET /hitl/ws, a wait for its request", p99: 50 },
  ] as const;
  for (const { door, name, p99 } of doors) {
    const { each, times } = await measure(places, door, size);
    const [p50, most] = [quantile(times, 0.5), quantile(times, 0.99)];
    lines.push([
      name,
      `${each.rss.toFixed(1)} kB (heap ${each.heap.toFixed(1)})`,
      `${p50.toFixed(1)} ms`,
      `${most.toFixed(1)} ms`,
      `< ${target} kB, p99 < ${p99} ms`,
      verdict(each.rss < target && most < p99),
    ]);
  }
  return table([`${size.connected} connected, each`, "memory (RSS)", "p50", "p99", "target", ""], lines);
}

async function measure(places: Places, door: Door, { connected, presses }: Size) {
  const folder = places.folder();
  const asked = await startServer(folder);
  const ids = await askMany(asked.port, connected + presses);
  await asked.close();
  // A server that has not worked much: what it had freed before would be filled again, and hide what the connections cost.
  const server = await startServer(folder);
  await openSome(server, door, ids.slice(0, 500));
  const before = await settled(server);
  const agents = Array.from({ length: processes }, () =>
    fork(join(import.meta.dirname, "listening.ts"), [String(server.port), door]),
  );
  // One place of the tenant is left for the one who is told.
  const crowd = ids.slice(presses + 1);
  for (const [at, agent] of agents.entries()) agent.send(crowd.filter((_, index) => index % processes === at));
  await Promise.all(agents.map((agent) => once(agent, "message")));
  const after = await settled(server);
  const times = await pressed(server, door, ids.slice(0, presses));
  for (const agent of agents) agent.disconnect();
  await server.close();
  const each = (kind: "rss" | "heap") => (after[kind] - before[kind]) / crowd.length / 1000;
  return { each: { rss: each("rss"), heap: each("heap") }, times };
}

/** Milliseconds from the press sent to the news of it read, while all the others stay connected. */
async function pressed(server: Server, door: Door, ids: readonly string[]): Promise<readonly number[]> {
  const presser = await connect(server.port);
  const { credential } = server;
  const times: number[] = [];
  for (const id of ids) {
    const peer = await openPeer(door, server.port, id);
    const path = `/api/terminal/requests/${id}`;
    const { shown_digest } = await expectOk(presser.call("GET", path, { credential }));
    const started = performance.now();
    const body = { shown_digest, reply: { kind: "approve" } };
    const press = expectOk(presser.call("POST", `${path}/answer`, { credential, body }));
    await peer.told;
    times.push(performance.now() - started);
    await press;
    peer.close();
    await pause(pauseMs);
  }
  presser.close();
  return times;
}

/** Brings what every connection needs into memory. */
async function openSome(server: Server, door: Door, ids: readonly string[]): Promise<void> {
  const peers = [];
  for (const id of ids) peers.push(await openPeer(door, server.port, id));
  for (const peer of peers) peer.close();
}

/** After what was sent has arrived and is collected. */
async function settled(server: Server) {
  await pause(3_000);
  await server.memory();
  return server.memory();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
