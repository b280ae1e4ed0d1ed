import { createHash } from "node:crypto";
import { seededIds } from "../../server/src/kit/seeded-ids.ts";
import { virtualClock, type VirtualClock } from "../../server/src/kit/virtual-clock.ts";
import { createChance, type Chance } from "./chance.ts";
import { createFaults, type Fault } from "./faults.ts";
import { createHistory, type History } from "./history.ts";
import { checkEnd, type EndReport } from "./invariants.ts";
import { createCluster, PEOPLE, type Node } from "./nodes.ts";
import { createSimTelegram, type SeenMessage, type SimTelegram } from "./telegram.ts";

export type RunReport = {
  readonly seed: number;
  /** SHA-256 over every line of the trace. */
  readonly trace: string;
  readonly lines: readonly string[];
  readonly faults: ReadonlyMap<Fault, number>;
  readonly end: EndReport;
};

const ACTIONS = 24;
const STRANGER = 999;
const GROUP = "-500";

/** One life of a two-node gate under this seed's weather; throws where a promise was broken. */
export async function simulate(seed: number): Promise<RunReport> {
  const chance = createChance(seed);
  const clock = virtualClock();
  const faults = createFaults(chance);
  const lines: string[] = [];
  const log = (line: string) => void lines.push(`${clock.now()} ${line}`);
  const telegram = createSimTelegram({ clock, chance, faults, log });
  const cluster = await createCluster({ clock, ids: seededIds(seed, clock), chance, faults, telegram });
  const history = createHistory(log, (id) => cluster.needTwo(id));
  const nodes: Node[] = [];
  const drive = { chance, clock, telegram, history, nodes };
  try {
    for (let at = 0; at <= seed % 2; at++) nodes.push(await booted(clock, cluster.start()));
    await clock.advance(300);
    await registerSessions(drive);
    for (let at = 0; at < ACTIONS; at++) {
      act(drive, faults);
      await clock.advance(chance.below(chance.happens(0.1) ? 2_000 : 120));
      if (faults.strikes("node killed", 0.06)) await replaceNode(drive, cluster, faults, log);
    }
    faults.end();
    if (nodes.length === 0) nodes.push(await booted(clock, cluster.start()));
    const end = await checkEnd({ ...drive, real: cluster.real });
    return {
      seed,
      trace: createHash("sha256").update(lines.join("\n")).digest("hex"),
      lines,
      faults: faults.seen,
      end,
    };
  } finally {
    for (const node of nodes) node.life.alive = false;
    await cluster.close();
  }
}

/** Everything that waits, waits in virtual time: it has to pass for a start to come about. */
async function booted(clock: VirtualClock, starting: Promise<Node>): Promise<Node> {
  let node: Node | undefined;
  void starting.then((started) => (node = started));
  for (let turn = 0; !node; turn++) {
    if (turn > 2_000) throw new Error("the node did not start");
    await clock.advance(20);
  }
  return node;
}

type Drive = {
  readonly chance: Chance;
  readonly clock: VirtualClock;
  readonly telegram: SimTelegram;
  readonly history: History;
  readonly nodes: Node[];
};

async function registerSessions({ clock, nodes, history }: Drive): Promise<void> {
  const routes = [
    { session_id: "s1", client_id: "c1", telegram_id: PEOPLE[0] },
    {
      session_id: "s2",
      client_id: "c1",
      addresses: [
        { channel: "telegram", chat_id: PEOPLE[1] },
        { channel: "telegram", chat_id: GROUP },
      ],
    },
  ];
  for (const route of routes) {
    let done = false;
    const attempt = async () => {
      for (let turn = 0; !done && turn < 50; turn++)
        done = (await nodes[0]?.call("POST", "/hitl/register", route))?.status === 200;
    };
    history.track(attempt());
    for (let turn = 0; !done && turn < 100; turn++) await clock.advance(50);
  }
}

function act(drive: Drive, faults: ReturnType<typeof createFaults>): void {
  const { chance, nodes, history } = drive;
  const node = chance.pick(nodes);
  if (!node) return;
  const dice = chance.below(100);
  if (dice < 25) history.create(node, newRequest(chance));
  else if (dice < 60) press(drive, faults);
  else if (dice < 70) history.terminal(node, chance);
  else if (dice < 78) history.cancel(node, chance);
  else if (dice < 84) replyToPrompt(drive);
  else history.poll(node, chance);
}

function newRequest(chance: Chance): object {
  const session = chance.happens(0.6) ? "s1" : "s2";
  const shared = { session_id: session, client_id: "c1", timeout_seconds: 1 + chance.below(5), message: "Do it?" };
  const kinds: readonly object[] = [
    { action: { name: "deploy", arguments: { version: chance.below(9) } } },
    { action: { name: "drop", arguments: {} }, risk: "high" },
    { action: { name: "pay", arguments: { amount: 5 } }, allowed_decisions: ["approve", "edit", "reject"] },
    { options: ["Deploy", "Cancel", "Later"] },
    { options: ["a", "b", "c"], multiple: true },
    { request_type: "input" },
    { schema: { type: "object", properties: { n: { type: "integer" } } } },
    { action: { name: "wipe", arguments: {} }, risk: "critical" },
  ];
  return {
    ...shared,
    ...chance.pick(kinds),
    ...(chance.happens(0.3) && { idempotency_key: `k${chance.below(4)}-${chance.below(3)}` }),
  };
}

function press({ chance, telegram, history }: Drive, faults: ReturnType<typeof createFaults>): void {
  const messages = telegram.messages().filter(({ buttons }) => buttons.length > 0);
  const stale = telegram.messages().filter(({ buttons, isPrompt }) => buttons.length === 0 && !isPrompt);
  const message = chance.pick(messages.slice(-6));
  if (!message) return;
  const button = chance.pick(message.buttons);
  if (!button) return;
  if (faults.strikes("press by a stranger", 0.1)) return telegram.press(STRANGER, message, button.data);
  if (faults.strikes("press in another chat", 0.05)) return telegram.press(PEOPLE[0], message, button.data, "300");
  const old = chance.pick(stale);
  if (old && faults.strikes("press on a stale copy", 0.1)) telegram.press(PEOPLE[0], old, button.data);
  const person = presser(message, chance);
  history.pressed(person, button);
  telegram.press(person, message, button.data);
  if (faults.strikes("press sent twice", 0.1)) telegram.press(person, message, button.data);
}

function presser(message: SeenMessage, chance: Chance): number {
  return message.chat.startsWith("-") ? (chance.pick(PEOPLE) ?? PEOPLE[0]) : Number(message.chat);
}

function replyToPrompt({ chance, telegram, history }: Drive): void {
  const prompt = telegram.messages().findLast(({ isPrompt }) => isPrompt);
  const card = chance.pick(telegram.messages().slice(-5));
  const target = prompt && chance.happens(0.7) ? prompt : card;
  if (!target) return;
  const text = chance.pick(["yes", "no", "NO, STOP", "because", "approve it", "ok"]) ?? "yes";
  const person = chance.happens(0.1) ? STRANGER : presser(target, chance);
  if (person !== STRANGER) history.replied(person, target, text);
  telegram.reply(person, target, text);
}

async function replaceNode(
  { clock, chance, nodes }: Drive,
  cluster: { start(): Promise<Node> },
  faults: ReturnType<typeof createFaults>,
  log: (line: string) => void,
): Promise<void> {
  const node = nodes.splice(chance.below(nodes.length), 1)[0];
  if (!node) return;
  node.life.alive = false;
  log(`${node.name} killed`);
  if (nodes.length === 0) {
    faults.happened("down over a deadline");
    await clock.advance(6_500);
  }
  if (nodes.length === 0 || chance.happens(0.7)) nodes.push(await booted(clock, cluster.start()));
}
