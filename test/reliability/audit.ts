/** What must be true of the data and of every reader once the servers have come to rest, whatever was done to them before. */
import { stateIn, textIn, type Caller } from "./caller.ts";
import type { State } from "./caller.ts";
import type { Ground } from "./ground.ts";
import type { Case } from "./ledger.ts";

export type Ended = { readonly which: Case; readonly state: State };

/** How each acknowledged case ended, and whatever contradicts what its clients were told. */
export async function auditCases(
  caller: Caller,
  cases: readonly Case[],
): Promise<{ readonly ends: readonly Ended[]; readonly faults: readonly string[] }> {
  const ends: Ended[] = [];
  const faults: string[] = [];
  for (const which of cases) {
    if (!which.made) continue;
    const answer = await caller.read(which.made.id);
    if (answer?.status !== 200) {
      faults.push(`${which.message} was acknowledged, and reading it says ${JSON.stringify(answer)}`);
      continue;
    }
    const state = stateIn(answer.body);
    ends.push({ which, state });
    if (state === "pending") faults.push(`${which.message} never ended`);
    for (const told of new Set(which.told))
      if (told !== state) faults.push(`${which.message} was told ${told}, and is ${state}`);
    if (textIn(answer.body, "message") !== which.message) faults.push(`${which.message} has become another's`);
    const isLate = Date.parse(String(answer.body["ended_at"])) >= which.made.deadline;
    if ((state === "approved" || state === "rejected") && isLate)
      faults.push(`${which.message} was ${state} after its deadline`);
    if (state === "timeout" && !isLate) faults.push(`${which.message} timed out before its deadline`);
  }
  return { ends, faults };
}

/** Each question must be answered by no rows. */
const QUESTIONS: Readonly<Record<string, string>> = {
  "a request without exactly one creation": `
    select id as what from requests r where 1 <>
      (select count(*) from events e where e.subject = r.id and e.type = 'request.created')`,
  "a request whose end has not exactly one event": `
    select id as what from requests r where case when status = 'pending' then 0 else 1 end <>
      (select count(*) from events e where e.subject = r.id
        and e.type in ('request.completed', 'request.timeout', 'request.canceled'))`,
  "an event of no request": `
    select subject as what from events e where e.type like 'request.%'
      and not exists (select 1 from requests r where r.id = e.subject)`,
  "a request whose versions have a gap": `
    select id as what from requests r where r.version <>
      (select count(*) from events e where e.subject = r.id and e.subject_version is not null)`,
  "a copy on its way that nobody works on": `select id as what from deliveries where status in ('queued', 'sending')`,
  "a copy that shows an old version": `
    select d.id as what from deliveries d join requests r on r.id = d.request_id
      where d.status = 'sent' and d.shown_version <> r.version`,
  "a dead job": `select kind as what from jobs where dead_at is not null`,
};

export async function auditRows(ground: Ground): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [name, text] of Object.entries(QUESTIONS))
    for (const { what } of await ground.query(text)) faults.push(`${name}: ${String(what)}`);
  const messages = await messagesOf(ground, "select definition from requests");
  const twice = messages.filter((message, at) => message.startsWith("Case ") && messages.indexOf(message) !== at);
  return [...faults, ...twice.map((message) => `${message} was made twice`)];
}

/** The words of the requests whose card could not be delivered, as far as their servers know. */
export function undelivered(ground: Ground): Promise<readonly string[]> {
  return messagesOf(
    ground,
    "select r.definition from deliveries d join requests r on r.id = d.request_id where d.status = 'failed'",
  );
}

async function messagesOf(ground: Ground, text: string): Promise<readonly string[]> {
  const rows = await ground.query(text);
  return rows.map(({ definition }) => (JSON.parse(String(definition)) as { message: string }).message);
}

/** Waits until nothing is left to do: no request pending, no job, no update of Telegram; answers what still was after `ms`. */
export async function atRest(ground: Ground, ms: number): Promise<readonly string[]> {
  const until = Date.now() + ms;
  for (;;) {
    const left = await ground.query(`
      select 'pending ' || id as what from requests where status = 'pending'
      union all select 'job ' || kind || ' ' || key || ' ' || coalesce(last_error, '') as what from jobs
      union all select 'update ' || body as what from telegram_updates where done_at is null`);
    if (left.length === 0) return [];
    if (Date.now() > until) return left.map(({ what }) => `still there: ${String(what)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
