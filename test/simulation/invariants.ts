import { createSecrets, tokenHash } from "../../server/src/kit/secrets.ts";
import type { Engine, Row } from "../../server/src/db/engine.ts";
import type { VirtualClock } from "../../server/src/kit/virtual-clock.ts";
import type { History } from "./history.ts";
import { PEOPLE } from "./nodes.ts";
import type { SimTelegram } from "./telegram.ts";

export type EndReport = {
  readonly requests: number;
  readonly transitions: ReadonlyMap<string, number>;
  readonly orphans: number;
};

type Scene = {
  readonly clock: VirtualClock;
  readonly history: History;
  readonly telegram: SimTelegram;
  readonly real: Engine;
};

/** How long, after the faults, everything has to come to rest. */
const REST_MS = 400_000;
const STEP_MS = 1_000;

/** Lets everything come to rest, then holds every promise against what is there. Throws with the first that is broken. */
export async function checkEnd(scene: Scene): Promise<EndReport> {
  const { history, real } = scene;
  await comeToRest(scene);
  const orphans = await pressOrphans(scene);
  if (history.broken.length > 0) throw history.broken[0];
  const requests = await all(real, "select * from requests");
  const events = await all(real, "select * from events order by seq");
  for (const request of requests) {
    const own = events.filter(({ subject, subject_version: version }) => subject === request["id"] && version !== null);
    checkRequest(request, own, scene);
  }
  checkAcknowledged(requests, history);
  checkEvents(events);
  await checkCopies(scene);
  const transitions = new Map<string, number>();
  const count = (name: string) => transitions.set(name, (transitions.get(name) ?? 0) + 1);
  for (const event of events) count(String(event["type"]));
  for (const { outcome } of requests) if (outcome !== null) count(`outcome ${String(outcome)}`);
  return { requests: requests.length, transitions, orphans };
}

async function all(real: Engine, sql: string): Promise<readonly Row[]> {
  return (await real.run({ sql, parameters: [] })).rows;
}

async function comeToRest({ clock, real, telegram }: Scene): Promise<void> {
  let open: readonly Row[] = [];
  for (let waited = 0; waited < REST_MS; waited += STEP_MS) {
    await clock.advance(STEP_MS);
    open = await all(
      real,
      `select 'request' as what from requests where status = 'pending'
       union all select 'job ' || kind from jobs where dead_at is null
       union all select 'update' from telegram_updates where done_at is null
       union all select 'event' from events where seq is null`,
    );
    if (open.length === 0 && telegram.waiting() === 0) return;
  }
  throw new Error(`did not come to rest: ${JSON.stringify(open)}`);
}

function checkRequest(request: Row, events: readonly Row[], { history, telegram }: Scene): void {
  const id = String(request["id"]);
  const fail = (what: string) => {
    throw new Error(
      `request ${id}: ${what}\n${JSON.stringify(request)}\n${events.map((event) => JSON.stringify(event)).join("\n")}`,
    );
  };
  const versions = events.map(({ subject_version: version }) => Number(version));
  if (versions.join() !== versions.map((_, at) => at + 1).join() || versions.length !== request["version"])
    fail(`its events are of versions ${versions.join()}`);
  const ends = events.filter(({ type }) => /\.(completed|timeout|canceled)$/.test(String(type)));
  if (ends.length !== 1) fail(`it ended ${ends.length} times`);
  if (!String(ends[0]?.["type"]).endsWith(String(request["status"]))) fail("its event and its row disagree");
  if (request["status"] === "completed" && Number(request["ended_at"]) > Number(request["expires_at"]))
    fail("it was decided after its deadline");
  if (request["status"] === "timeout" && Number(request["ended_at"]) < Number(request["expires_at"]))
    fail("it timed out before its deadline");
  const approved = request["outcome"] === "approve" || request["outcome"] === "edit";
  if (request["status"] === "completed" && request["outcome"] !== "reject" && !hasQuorum(request))
    fail("too few people agreed");
  if (approved && !wasApproved(request, history, telegram)) fail("nobody approved it");
  for (const told of history.told.filter((each) => each.id === id && each.status !== "pending")) {
    if (told.status !== request["status"] || told.approved !== approved)
      fail(`${told.by} was told ${told.status}, approved ${told.approved}`);
  }
}

type StoredVote = {
  readonly by: string;
  readonly answer: { readonly outcome: string };
  readonly deliveryId?: string;
  readonly via: { readonly identity: string };
};

function votesOf(request: Row): readonly StoredVote[] {
  return JSON.parse(String(request["votes"])) as readonly StoredVote[];
}

/** Counts people, not presses. */
function hasQuorum(request: Row): boolean {
  const { quorum } = JSON.parse(String(request["policy"])) as { readonly quorum: readonly { readonly need: number }[] };
  const agreed = votesOf(request).filter(({ answer }) => answer.outcome === request["outcome"]);
  return new Set(agreed.map(({ by }) => by)).size >= (quorum[0]?.need ?? 1);
}

const secrets = createSecrets({
  master: "simulated master secret, 32 bytes long",
  bytes: (length) => Buffer.alloc(length),
});

/** Whether a linked person did what can approve this request: an approving button, an exact yes, or the terminal. */
function wasApproved(request: Row, history: History, telegram: SimTelegram): boolean {
  if (history.terminalApprovals.has(String(request["id"]))) return true;
  const code = String(request["code"]);
  const ofThis = telegram.messages().filter(({ text }) => text.includes(code));
  const tokens = new Set(ofThis.flatMap(({ buttons }) => buttons.map(({ data }) => data.split(".")[0])));
  const votes = votesOf(request);
  for (const { deliveryId } of votes) if (deliveryId !== undefined) tokens.add(secrets.tokens.of({ id: deliveryId }));
  const voter = votes.at(-1)?.via.identity;
  const pressed = history.presses.some(
    ({ person, data }) =>
      String(person) === voter && tokens.has(data.split(".")[0]) && /^[aAoO]/.test(data.split(".")[1] ?? ""),
  );
  return (
    pressed ||
    history.replies.some(
      ({ person, message, text }) => String(person) === voter && text === "yes" && ofThis.includes(message),
    )
  );
}

function checkAcknowledged(requests: readonly Row[], history: History): void {
  const byId = new Map(requests.map((request) => [String(request["id"]), request]));
  for (const id of history.acknowledged.keys())
    if (!byId.has(id)) throw new Error(`the acknowledged request ${id} is lost`);
  for (const id of history.canceled)
    if (byId.get(id)?.["status"] !== "canceled") throw new Error(`the acknowledged cancel of ${id} is lost`);
}

/** The cursor skips nothing: 1, 2, 3 … in the one tenant. */
function checkEvents(events: readonly Row[]): void {
  const wrong = events.findIndex(({ seq }, at) => seq !== at + 1);
  if (wrong !== -1) throw new Error(`the events' order has a hole at ${wrong + 1}`);
}

/** A copy whose sending was never acknowledged still has buttons: a press brings it to the final state. */
async function pressOrphans(scene: Scene): Promise<number> {
  const { telegram } = scene;
  const open = telegram.messages().filter(({ buttons }) => buttons.length > 0);
  for (const message of open) {
    const person = message.chat.startsWith("-") ? PEOPLE[0] : Number(message.chat);
    telegram.press(person, message, message.buttons[0]?.data ?? "");
  }
  if (open.length > 0) await comeToRest(scene);
  return open.length;
}

async function checkCopies({ real, telegram }: Scene): Promise<void> {
  const left = telegram.messages().find(({ buttons }) => buttons.length > 0);
  if (left) {
    const hash = tokenHash(left.buttons[0]?.data.split(".")[0] ?? "");
    const state = await real.run({
      sql: "select d.*, r.status as request_status, r.version from deliveries d join requests r on r.id = d.request_id where token_hash = ?",
      parameters: [hash],
    });
    throw new Error(`a card was left with buttons: ${JSON.stringify(left)} ${JSON.stringify(state.rows)}`);
  }
  const behind = await all(
    real,
    "select d.id from deliveries d join requests r on r.id = d.request_id where d.status = 'sent' and d.shown_version <> r.version",
  );
  if (behind.length > 0) throw new Error(`${behind.length} copies do not show the newest version`);
  const tokens = await all(real, "select id, token_hash from deliveries where token_hash is not null");
  for (const { id, token_hash: hash } of tokens)
    if (tokenHash(secrets.tokens.of({ id: String(id) })) !== hash)
      throw new Error("a token does not belong to its delivery");
}
