/** Bugs that would break a promise, as small edits of today's sources, and what must notice each of them. */
import type { Check } from "./check.ts";

export type Edit = {
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
};

export type Bug = {
  readonly name: string;
  /** What would go wrong for people. */
  readonly harm: string;
  readonly edits: readonly [Edit, ...Edit[]];
  /** Each of them notices; the fastest is first. */
  readonly caughtBy: readonly [Check, ...Check[]];
};

function simulated(seeds: number, says: string): Check {
  return { script: "test/simulation/campaign.ts", args: ["--from", "1", "--seeds", String(seeds)], says };
}

function campaign(name: string, seconds: number, says: string): Check {
  return { script: "test/reliability/campaign.ts", args: ["--only", name, "--seconds", String(seconds)], says };
}

const readOfCode = `      const row = await sql
        .selectFrom("requests")
        .selectAll()
        .where("tenant_id", "=", tenantId)
        .where("code", "=", code)`;
const codeOfAnyTenant: Edit = {
  file: "server/src/store/requests.ts",
  find: readOfCode,
  replace: readOfCode.replace('        .where("tenant_id", "=", tenantId)\n', ""),
};

export const BUGS: readonly Bug[] = [
  {
    name: "no version guard",
    harm: "Two answers at once both change the request, and the later one overwrites the first.",
    edits: [
      {
        file: "server/src/store/guards.ts",
        find: `      .where("version", "=", place("from"));`,
        replace: `      .where("version", ">=", 1);`,
      },
    ],
    caughtBy: [
      {
        file: "server/src/store/store.test.ts",
        test: "the store on SQLite memory > of fifty transitions from one version exactly one is committed, with one event",
        says: "UNIQUE constraint failed: events.tenant_id, events.subject, events.subject_version",
      },
      simulated(100, "answered 500"),
    ],
  },
  {
    name: "label-based approve",
    harm: 'Whatever label is no refusal approves: "Later" deploys.',
    edits: [
      {
        file: "server/src/gate/options.ts",
        find: `approval: "approve", nothing: "neutral" };`,
        replace: `approval: "approve", nothing: "approve" };`,
      },
    ],
    caughtBy: [
      {
        file: "server/src/gate/options.test.ts",
        test: "the label Deploy is neutral",
        says: "expected 'approve' to be 'neutral'",
      },
      {
        file: "server/src/gate/options.test.ts",
        test: "the first option > stays neutral where none refuses",
        says: "to deeply equal [ 'neutral', 'neutral' ]",
      },
    ],
  },
  {
    name: "`from.id` skipped on replies",
    harm: "In a group, anybody's reply to the question put to Ann counts as Ann's answer.",
    edits: [
      {
        file: "server/src/channels/telegram/say.ts",
        find: `  if (draft.subject !== said.from.id) return words.otherPerson;\n`,
        replace: "",
      },
      {
        file: "server/src/channels/telegram/say.ts",
        find: `cast(delivery, said.from, { kind: "text"`,
        replace: `cast(delivery, { ...said.from, id: draft.subject }, { kind: "text"`,
      },
    ],
    caughtBy: [
      {
        file: "server/src/channels/telegram/say.test.ts",
        test: "a text answer > must come from the person who was asked, who is addressed in a group",
        says: "to contain 'somebody else'",
      },
    ],
  },
  {
    name: "synchronous NORMAL",
    harm: "A power cut takes back decisions that had been acknowledged.",
    edits: [
      {
        file: "server/src/db/sqlite.ts",
        find: `  handle.pragma("synchronous = full");\n  assertDurable(handle, file);\n`,
        replace: `  handle.pragma("synchronous = normal");\n`,
      },
    ],
    caughtBy: [
      {
        file: "server/src/db/sqlite.test.ts",
        test: "every commit waits for the disk, and a connection that does not is found out",
        says: "expected 1 to be 2",
      },
      {
        file: "test/reliability/crash-image.test.ts",
        test: "every commit waits for the disk > the server's own connection runs with WAL and synchronous=FULL",
        says: "expected 1 to be 2",
      },
    ],
  },
  {
    name: "acknowledged before commit",
    harm: "A crash loses what somebody had already been told is saved.",
    edits: [
      {
        file: "server/src/db/group-commit.ts",
        find: `      commit.run();\n      return outcomes;`,
        replace: `      setImmediate(() => {\n        if (handle.inTransaction) commit.run();\n      });\n      return outcomes;`,
      },
    ],
    caughtBy: [
      {
        file: "server/src/db/sqlite.test.ts",
        test: "nobody is answered before the commit: another connection sees what was acknowledged, at once",
        says: "to deeply equal [ 3, 3, 3 ]",
      },
      campaign("crash-image", 5, "and the image has nothing"),
    ],
  },
  {
    name: "outbox outside the transaction",
    harm: "A crash between the two leaves a request that is shown to nobody, or a decided card that keeps its buttons.",
    edits: [
      {
        file: "server/src/db/write.ts",
        find: `    const met = await engine.write({ guard, rows });`,
        replace: `    const met = await engine.write({ guard, rows: [] });\n    if (met) await engine.write({ guard: { sql: "select 1 as met", parameters: [] }, rows });`,
      },
    ],
    caughtBy: [
      {
        file: "server/src/db/write.test.ts",
        test: "the write on SQLite memory > a write that breaks a rule of the schema leaves nothing, and its neighbours whole",
        says: "to deeply equal [ 'a', 'c' ]",
      },
      simulated(100, "its events are of versions"),
      campaign("kills-sqlite", 20, "a request whose end has not exactly one event"),
    ],
  },
  {
    name: "expiry by the node's clock, in the guard",
    harm: "A node whose clock is wrong times a request out early, or takes an answer after its deadline.",
    edits: [
      {
        file: "server/src/db/time.ts",
        find: "now: sql<Millis>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`",
        replace: "now: sql<Millis>`${clockValue}::bigint`",
      },
    ],
    caughtBy: [
      {
        file: "server/src/store/node-clock.test.ts",
        test: "on a node whose clock is wrong, over PostgreSQL > a deadline falls by the database's clock: an hour ahead",
        says: "expected { answer: false, timeout: true } to deeply equal { answer: true, timeout: false }",
      },
    ],
  },
  {
    name: "expiry by the node's clock, in the rule",
    harm: "The same, one layer higher: the rule decides by a clock that the guard does not share, so requests end late or never.",
    edits: [
      {
        file: "server/src/main.ts",
        find: `  const store = createStore({ db, ids, following: callbackRows });`,
        replace: `  const kept = createStore({ db, ids, following: callbackRows });
  const find = async (ref: Ref) => {
    const found = await kept.find(ref);
    return found && { ...found, now: clock.now() };
  };
  const store = { ...kept, find };`,
      },
    ],
    caughtBy: [simulated(40, "did not come to rest")],
  },
  {
    name: "reply means approve",
    harm: 'Any text in reply to a card approves: "NO, STOP" deploys.',
    edits: [
      {
        file: "server/src/channels/telegram/say.ts",
        find: `  const read = readWord(said.text ?? "");
  if (!read) return shownCard`,
        replace: `  const read: Word = readWord(said.text ?? "") ?? { word: "yes" };
  if (!read) return shownCard`,
      },
    ],
    caughtBy: [
      {
        file: "server/src/channels/telegram/say.test.ts",
        test: 'a reply to a card > "NO, STOP" makes it pending',
        says: "expected 'approve' to be 'pending'",
      },
      simulated(100, "nobody approved it"),
    ],
  },
  {
    name: "retry on unknown commit",
    harm: "A write that was saved is made again and called failed: an agent's one question becomes two requests.",
    edits: [
      {
        file: "server/src/store/commit.ts",
        find: `      if (met === true || (met === false && tries === 1)) return met;\n`,
        replace: `      if (met !== "unknown") return met;\n      if (tries < mostTries) continue;\n`,
      },
    ],
    caughtBy: [
      {
        file: "server/src/store/commit.test.ts",
        test: "a commit whose connection is lost on SQLite memory > is known to be saved when its own event stands there",
        says: "expected false to be true",
      },
    ],
  },
  {
    name: "tenant missing in a statement",
    harm: "One customer reads another's request by guessing a six-letter code.",
    edits: [codeOfAnyTenant],
    caughtBy: [
      {
        file: "server/src/store/store.test.ts",
        test: "the store on SQLite memory > a code is taken once in a tenant",
        says: "refused a statement that could reach another tenant",
      },
    ],
  },
  {
    name: "tenant missing in a statement, with the refusal switched off",
    harm: "The same, should the wall in db/ have a gap.",
    edits: [
      codeOfAnyTenant,
      {
        file: "server/src/db/tenancy.ts",
        find: `scoped: approving((node) => assertScoped(node, tenantless)),`,
        replace: `scoped: approving(() => {}),`,
      },
    ],
    caughtBy: [
      {
        file: "server/src/store/tenants.test.ts",
        test: "another tenant, whatever it knows, on SQLite memory > reads nothing",
        says: "to be undefined",
      },
    ],
  },
];
