/** A reader of `GET /hitl/events` whose connection is cut all the time, while others write: what it saw beside what was committed. */
import { get, type IncomingMessage } from "node:http";
import { LiveEventType } from "../../contract/src/index.ts";
import { createCaller } from "./caller.ts";
import { makeGround, type Ground, type Kind } from "./ground.ts";
import { startWhole, type Node } from "./nodes.ts";

export type FollowingCounts = {
  readonly committed: number;
  readonly connections: number;
  /** Of events that were committed and not seen. */
  readonly missing: readonly string[];
  /** Of events that were seen more than once. */
  readonly twice: readonly string[];
  /** Places that did not come in their order. */
  readonly disorder: readonly string[];
  readonly seconds: number;
};

type Seen = { readonly place: number; readonly id: string };

/** How long one connection of the reader lives, in milliseconds. */
const LIFE_MS = 200;
/** How long the reader may need for what is still to come once all was written, in milliseconds. */
const PATIENCE_MS = 30_000;

/** Two nodes on PostgreSQL, between which the reader changes; one on SQLite, which is killed and started anew in the middle. */
export async function followKilled(parts: {
  readonly kind: Kind;
  readonly postgres: string;
  readonly writers: number;
  readonly events: number;
}): Promise<FollowingCounts> {
  const { kind, postgres, writers, events } = parts;
  const ground = await makeGround(kind, postgres);
  const nodes = [
    await startWhole(ground.settings),
    ...(kind === "postgres" ? [await startWhole(ground.settings)] : []),
  ];
  const started = performance.now();
  const over = new AbortController();
  try {
    const reading = readKilled((turn) => nodes[turn % nodes.length]?.url ?? "", over.signal);
    const written = { count: 0 };
    const writing = Array.from({ length: writers }, (_, at) =>
      write(() => nodes[at % nodes.length]?.url ?? "", { written, events, name: `writer-${at}` }),
    );
    if (kind === "sqlite") await restart(nodes, ground, () => written.count > events / 2);
    await Promise.all(writing);
    const committed = await allCommitted(ground);
    await until(() => (reading.seen.at(-1)?.place ?? 0) >= (committed.at(-1)?.place ?? 0), PATIENCE_MS);
    over.abort();
    await reading.ended;
    return {
      ...compare(reading.seen, committed),
      connections: reading.connections(),
      seconds: Math.round((performance.now() - started) / 1000),
    };
  } finally {
    over.abort();
    await Promise.all(nodes.map((node) => node.stop()));
    await ground.remove();
  }
}

/** Asks and cancels until there are so many events; each call that got its answer has made one. */
async function write(
  url: () => string,
  { written, events, name }: { readonly written: { count: number }; readonly events: number; readonly name: string },
): Promise<void> {
  const caller = createCaller({ url, credential: () => "" });
  for (let turn = 0; written.count < events; turn++) {
    const asked = await caller.create({ message: "May I?", idempotency_key: `${name}-${turn}` });
    if (asked?.status !== 200) {
      await pause(50);
      continue;
    }
    written.count += 1;
    const canceled = await caller.cancel(String(asked.body["request_id"]));
    if (canceled?.status === 200) written.count += 1;
  }
}

async function restart(nodes: Node[], ground: Ground, isDue: () => boolean): Promise<void> {
  await until(isDue, PATIENCE_MS);
  await nodes[0]?.kill();
  nodes[0] = await startWhole(ground.settings);
}

/** What a reader of all events would have to see, once every event has its place. */
async function allCommitted(ground: Ground): Promise<readonly Seen[]> {
  const told = LiveEventType.options.map((type) => `'${type}'`).join(", ");
  const rows = () =>
    ground.query(`select id, seq from events where tenant_id = 'local' and type in (${told}) order by seq`);
  await until(async () => (await rows()).every(({ seq }) => seq !== null), PATIENCE_MS);
  return (await rows()).map(({ id, seq }) => ({ id: String(id), place: Number(seq) }));
}

/** Reads from the beginning; each connection goes on where the last whole event left off. */
function readKilled(urlOf: (turn: number) => string, over: AbortSignal) {
  const seen: Seen[] = [];
  let last = "0";
  let turn = 0;

  async function read(): Promise<void> {
    for (; !over.aborted; turn++) {
      const told = await connect(urlOf(turn), last);
      if (told) {
        const cut = setTimeout(() => told.destroy(), LIFE_MS);
        await take(told);
        clearTimeout(cut);
      } else await pause(20);
    }
  }

  async function take(told: IncomingMessage): Promise<void> {
    let text = "";
    try {
      for await (const part of told.setEncoding("utf8")) {
        text += String(part);
        const frames = text.split("\n\n");
        text = frames.pop() ?? "";
        for (const frame of frames) note(frame);
        if (over.aborted) break;
      }
    } catch {
      // Cut off.
    }
  }

  function note(frame: string): void {
    if (frame.includes("event: gap")) throw new Error(`something is said to be missing after ${last}`);
    const id = /^id: (\d+)$/m.exec(frame)?.[1];
    const data = /^data: (.*)$/m.exec(frame)?.[1];
    if (id === undefined) return;
    last = id;
    if (data !== undefined) seen.push({ place: Number(id), id: (JSON.parse(data) as { id: string }).id });
  }

  return { seen, connections: () => turn, ended: read() };
}

function connect(url: string, last: string): Promise<IncomingMessage | undefined> {
  return new Promise((resolve) => {
    const call = get(`${url}/hitl/events`, { headers: { "last-event-id": last }, agent: false }, (response) =>
      resolve(response.statusCode === 200 ? response : undefined),
    );
    call.on("error", () => resolve(undefined));
  });
}

function compare(seen: readonly Seen[], committed: readonly Seen[]) {
  const ids = new Set(seen.map(({ id }) => id));
  const counts = Map.groupBy(seen, ({ id }) => id);
  return {
    committed: committed.length,
    missing: committed.filter(({ id }) => !ids.has(id)).map(({ id, place }) => `${place} ${id}`),
    twice: [...counts].filter(([, same]) => same.length > 1).map(([id]) => id),
    disorder: seen.flatMap(({ place }, at) => (place > (seen[at - 1]?.place ?? 0) ? [] : [`${place} at ${at}`])),
  };
}

async function until(isSo: () => boolean | Promise<boolean>, ms: number): Promise<void> {
  for (let waited = 0; !(await isSo()); waited += 20) {
    if (waited > ms) throw new Error("it did not come to that in time");
    await pause(20);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
