/** From the press to the answer of the long poll that waits for it, while at least a thousand wait. */
import { startFakeTelegram, type Call } from "../fake-telegram/src/index.ts";
import { connect, expectOk, type Connection } from "./connection.ts";
import { quantile } from "./measure.ts";
import type { Places } from "./places.ts";
import { startServer, type Server } from "./server.ts";
import { table, verdict } from "./table.ts";

export type Crowd = { readonly waiting: number; readonly presses: number };

const question = { session_id: "deploy-bot", client_id: "ci", message: "Deploy?", request_type: "confirmation" };
/** The next press comes when the server has done what follows the last one. */
const pauseMs = 20;

type Waiter = { readonly id: string; readonly connection: Connection };

export async function latency(places: Places, crowd: Crowd): Promise<string> {
  const secondNode = async () => {
    const uri = await places.postgres();
    const settings = { DB_ADAPTER: "postgres", DB_URI: uri };
    return [await startServer(places.folder(), settings), await startServer(places.folder(), settings)] as const;
  };
  const lines: string[][] = [];
  const line = (what: string, ms: readonly number[], targets: { readonly p50?: number; readonly p99: number }) => {
    const [p50, p99] = [quantile(ms, 0.5), quantile(ms, 0.99)];
    const met = p99 < targets.p99 && p50 < (targets.p50 ?? Infinity);
    const target = `${targets.p50 === undefined ? "" : `p50 < ${targets.p50} ms, `}p99 < ${targets.p99} ms`;
    lines.push([what, `${p50.toFixed(1)} ms`, `${p99.toFixed(1)} ms`, String(ms.length), target, verdict(met)]);
  };

  const one = await startServer(places.folder());
  line("one node, SQLite, terminal", await pressed(one, one, crowd), { p50: 5, p99: 25 });
  await one.close();

  line("one node, SQLite, Telegram", await pressedOnTelegram(places, crowd), { p50: 5, p99: 25 });

  const [near, far] = await secondNode();
  line("one node, PostgreSQL, terminal", await pressed(near, near, crowd), { p50: 5, p99: 25 });
  line("two nodes, PostgreSQL, terminal", await pressed(near, far, crowd), { p99: 50 });
  await near.close();
  await far.close();
  return table([`${crowd.waiting} and more wait`, "p50", "p99", "presses", "target", ""], lines);
}

/** Presses come in at one node, polls wait at the other (or the same); milliseconds from the press sent to the answer read. */
async function pressed(at: Server, waitsAt: Server, { waiting, presses }: Crowd): Promise<readonly number[]> {
  const presser = await connect(at.port);
  const waiters = await openWaiters(waitsAt.port, waiting + presses);
  const { credential } = at;
  const times: number[] = [];
  const answers = waiters.map(wait);
  await pause(200);
  for (const [index, { id }] of waiters.slice(0, presses).entries()) {
    const path = `/api/terminal/requests/${id}`;
    const { shown_digest } = await expectOk(presser.call("GET", path, { credential }));
    const started = performance.now();
    const body = { shown_digest, reply: { kind: "approve" } };
    const press = expectOk(presser.call("POST", `${path}/answer`, { credential, body }));
    assertApproved(await answers[index]);
    times.push(performance.now() - started);
    await press;
    await pause(pauseMs);
  }
  presser.close();
  for (const { connection } of waiters) connection.close();
  await Promise.allSettled(answers);
  return times;
}

/** Telegram has sent an answer with updates in it. */
function handsOver({ response }: Call): true | undefined {
  return response?.ok && Array.isArray(response.result) && response.result.length > 0 ? true : undefined;
}

/** The same with the press as an update: from the moment when Telegram has answered the long poll for updates with it. */
async function pressedOnTelegram(places: Places, { waiting, presses }: Crowd): Promise<readonly number[]> {
  const person = { id: 123_456_789, first_name: "Ann" };
  const telegram = await startFakeTelegram({ people: [person], validate: false });
  const settings = { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url };
  const server = await startServer(places.folder(), settings);
  const quiet = await openWaiters(server.port, waiting);
  const answers = quiet.map(wait);
  const first = await connect(server.port);
  const session = { session_id: "cards", client_id: "ci" };
  await expectOk(first.call("POST", "/hitl/register", { body: { ...session, telegram_id: person.id } }));
  const times: number[] = [];
  for (let press = 0; press < presses; press++) {
    const id = await ask(first, { ...question, ...session });
    const card = await telegram.waitFor(() =>
      telegram.messages(person).findLast(({ keyboard }) => keyboard.length > 0),
    );
    const answer = first.call("GET", `/hitl/poll?request_id=${id}&wait=30`);
    await pause(pauseMs);
    const before = telegram.calls("getUpdates").length;
    telegram.human.press(person, person, card.id, card.keyboard.flat()[0]?.text ?? "");
    await telegram.waitFor(() =>
      telegram
        .calls("getUpdates")
        .slice(before - 1)
        .find(handsOver),
    );
    const started = performance.now();
    assertApproved(await answer);
    times.push(performance.now() - started);
    // The card is brought to its final state, without buttons, before the next one comes.
    await telegram.waitFor(() => telegram.messages(person).find((m) => m.id === card.id && m.keyboard.length === 0));
  }
  first.close();
  for (const { connection } of quiet) connection.close();
  await Promise.allSettled(answers);
  await server.close();
  await telegram.close();
  return times;
}

/** A request and a connection for each. */
async function openWaiters(port: number, count: number): Promise<readonly Waiter[]> {
  return connectWaiters(port, await askMany(port, count));
}

/** So many requests, asked by a few callers who then hang up; answers their ids. */
export async function askMany(port: number, count: number): Promise<readonly string[]> {
  const callers = await Promise.all(Array.from({ length: 16 }, () => connect(port)));
  const ids: string[] = [];
  let left = count;
  await Promise.all(
    callers.map(async (caller) => {
      while (left-- > 0) ids.push(await ask(caller, question));
      caller.close();
    }),
  );
  return ids;
}

export async function connectWaiters(port: number, ids: readonly string[]): Promise<readonly Waiter[]> {
  const waiters: Waiter[] = [];
  for (const id of ids) waiters.push({ id, connection: await connect(port) });
  return waiters;
}

async function ask(connection: Connection, body: unknown): Promise<string> {
  return String((await expectOk(connection.call("POST", "/hitl/request", { body })))["request_id"]);
}

export function wait({ id, connection }: Waiter) {
  return connection.call("GET", `/hitl/poll?request_id=${id}&wait=55`);
}

function assertApproved(answer: { readonly body: string } | undefined): void {
  if (!answer?.body.includes('"approved":true')) throw new Error(`the poll was not told of the press: ${answer?.body}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
