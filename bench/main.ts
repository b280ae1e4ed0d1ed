// `make bench`: measures everything and writes docs/benchmarks.md. `node bench/main.ts throughput latency inbox live idle` measures some of
// it and only prints; `--quick` takes less time and says less.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { idle } from "./idle.ts";
import { inbox } from "./inbox.ts";
import { keys } from "./keys.ts";
import { latency } from "./latency.ts";
import { live } from "./live.ts";
import { machineText } from "./machine.ts";
import { mcp } from "./mcp.ts";
import { openPlaces, type Places } from "./places.ts";
import { start } from "./start.ts";
import { throughput } from "./throughput.ts";
import { webhooks } from "./webhooks.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false } },
});
const full = {
  scale: { rounds: 7, ms: 3_000 },
  crowd: { waiting: 1_000, presses: 500 },
  polls: 10_000,
  starts: 7,
  calls: 2_000,
  checks: 20_000,
  looks: { starts: 15, arrivals: 100, presses: 40 },
  lines: { connected: 10_000, presses: 200 },
};
const quick = {
  scale: { rounds: 3, ms: 1_000 },
  crowd: { waiting: 200, presses: 50 },
  polls: 1_000,
  starts: 3,
  calls: 200,
  checks: 2_000,
  looks: { starts: 5, arrivals: 20, presses: 8 },
  lines: { connected: 1_000, presses: 30 },
};
const { scale, crowd, polls, starts, calls, checks, looks, lines } = values.quick ? quick : full;

type Section = {
  readonly name: string;
  readonly heading: string;
  readonly about: string;
  readonly measure: (places: Places) => Promise<string>;
};

const sections: readonly Section[] = [
  {
    name: "throughput",
    heading: "Create and decide",
    about: `Sixteen callers ask and decide durable requests: at the gate with one delivery, two events and two jobs each; over HTTP in three calls (ask, fetch the card, answer), with the server in one process and the callers in another. The bare driver writes the same rows as the gate in two transactions, each as durable, with a read between. Rates are medians of ${scale.rounds} rounds taken in turns (least–most); a ratio is the median of the rounds' own.`,
    measure: (places) => throughput(places, scale),
  },
  {
    name: "latency",
    heading: "From press to answer",
    about:
      "From the press sent to the answer of the long poll read, one press at a time, by a client in another process than the server. On Telegram the time begins when the double has answered the long poll for updates with the press.",
    measure: (places) => latency(places, crowd),
  },
  {
    name: "mcp",
    heading: "A tool call over MCP",
    about:
      "Calls of revision 2026-07-28 that wait for nobody, one at a time on one connection, by a client in another process. The bare server is the protocol's SDK alone, by the same adapters and in a process of its own, with one tool that answers a word; each call of Loopgate's is followed by one to it. Listing finds 20 pending requests; asking writes a durable one each time.",
    measure: (places) => mcp(places, calls),
  },
  {
    name: "inbox",
    heading: "The inbox",
    about:
      "Debian's headless chromium on the same machine as the server, on SQLite, nothing throttled. The first row: from the start of the navigation, the page's files in the browser's cache. Asking: from the agent's call to the frame that draws the row. The key: from the page's event to the answer of the long poll, the signature by the browser's key included.",
    measure: (places) => inbox(places, looks),
  },
  {
    name: "webhooks",
    heading: "Webhooks",
    about: `${checks / 10} requests that name a callback are canceled by sixteen callers over HTTP, and told to eight receivers in the callers' process, each by eight connections at the most. The pauses between an end and its call hold what the canceling itself takes from the machine.`,
    measure: (places) => webhooks(places, checks / 10),
  },
  {
    name: "live",
    heading: "Streams and sockets",
    about:
      "Agents that stay connected, in other processes than the server, on SQLite: by server-sent events, each for its own request, or by a WebSocket that waits for it. Memory is what the server's process has more than before they connected, each time after its garbage was collected. The times are from a press sent to the news of it read by the one agent whom it concerns, while all the others stay connected. An event is told once it has its place in the tenant's order, 50 ms or more after its commit; a wait on a socket is woken at once.",
    measure: (places) => live(places, lines),
  },
  {
    name: "keys",
    heading: "Checking an API key",
    about:
      "What every call of an agent begins with, one at a time, in a tenant with 500 keys; each figure is the mean of 50 checks. That a key was used is noted once a minute, before this was measured. The index is what the database says that it reads by.",
    measure: (places) => keys(places, checks),
  },
  {
    name: "idle",
    heading: "Waiting, and starting",
    about:
      "Each long poll waits on a request and a connection of its own; the agents are in other processes. Memory is what the server's process has more than before they connected, each time after its garbage was collected. The start is on the database that this leaves behind.",
    measure: async (places) => {
      const waited = await idle(places, polls);
      return `${waited.table}\n\n${await start(waited.folder, polls, starts)}`;
    },
  },
];

const asked = sections.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const places = await openPlaces();
const parts: string[] = [];
try {
  const { postgres } = await places.versions();
  parts.push(
    "# Benchmarks",
    "Machines differ and are noisy, so what counts are the ratios: both sides were measured in one run, in turns. This page is written by `make bench`.",
    machineText(postgres),
  );
  for (const { heading, about, measure } of asked) {
    const measured = await measure(places);
    console.log(`\n${heading}\n${measured}`);
    parts.push(`## ${heading}`, about, measured);
  }
} finally {
  await places.close();
}
if (positionals.length === 0 && !values.quick) {
  const page = join(import.meta.dirname, "..", "docs", "benchmarks.md");
  writeFileSync(page, `${parts.join("\n\n")}\n`);
  spawnSync("oxfmt", [page], { stdio: "inherit" });
}
