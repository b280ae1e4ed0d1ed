/** The gate without HTTP: the parts that a creation and a decision go through, wired as server/src/main.ts does. */
import { createPeople } from "../server/src/access/people.ts";
import { createTenants } from "../server/src/access/accounts/tenants.ts";
import type { Facts } from "../server/src/access/facts.ts";
import { createLinking } from "../server/src/access/linking.ts";
import { LOCAL_TENANT } from "../server/src/access/callers.ts";
import { callbackRows } from "../server/src/agents/webhooks/ends.ts";
import { openDatabase, type Database } from "../server/src/db/db.ts";
import { createAsking } from "../server/src/gate/asking.ts";
import { faceDigest, faceOf } from "../server/src/gate/face.ts";
import { createGate } from "../server/src/gate/gate.ts";
import type { Voter } from "../server/src/gate/ports.ts";
import { systemClock } from "../server/src/kit/clock.ts";
import { systemIds } from "../server/src/kit/ids.ts";
import { createLog } from "../server/src/kit/log.ts";
import { MIGRATIONS } from "../server/src/migrations.ts";
import { createDeliveries } from "../server/src/store/deliveries.ts";
import { eventRows } from "../server/src/store/event-rows.ts";
import { createSessions } from "../server/src/store/sessions.ts";
import { createStore } from "../server/src/store/store.ts";

export type BenchGate = {
  readonly db: Database;
  /** One request of the session, made durable; answers what deciding it needs. */
  create(): Promise<Asked>;
  /** The owner's yes, made durable. */
  decide(asked: Asked): Promise<void>;
  close(): Promise<void>;
};

export type Asked = { readonly request: Awaited<ReturnType<ReturnType<typeof createAsking>["ask"]>>["request"] };

/** What every contender writes again and again. */
export const example = {
  session_id: "deploy-bot",
  client_id: "ci",
  message: "Deploy v2.1.0 to production? All 847 tests passed.",
  options: ["Deploy", "Hold", "Review first"],
  metadata: { version: "v2.1.0", tests_passed: 847, environment: "production" },
};

const owner: Voter = {
  identity: { channel: "terminal", subject: "operator", name: "" },
  address: { channel: "terminal", place: "local" },
  assurance: "same_user",
};

/** `addresses`: how many Telegram chats the session has; each costs a delivery and a job a request. */
export async function openGate(place: {
  readonly adapter: "sqlite" | "postgres";
  readonly uri: string;
  readonly addresses: number;
}): Promise<BenchGate> {
  const clock = systemClock;
  const ids = systemIds(clock);
  const log = createLog({ level: "silent" });
  const db = await openDatabase({ adapter: place.adapter, uri: place.uri, clock, ids, log, migrations: MIGRATIONS });
  const store = createStore({ db, ids, following: callbackRows });
  const sessions = createSessions({ db, ids, clock });
  const people = createPeople({ db });
  const facts: Facts = (fact) => eventRows({ ...fact, id: ids.id(), at: clock.now() });
  await createLinking({ db, ids, clock, facts }).ensureOwner(LOCAL_TENANT);
  const gate = createGate({ store, deliveries: createDeliveries({ db, ids, clock }), people });
  const asking = createAsking({
    gate,
    store,
    requests: store,
    sessions,
    people,
    ids,
    secrets: { make: () => ({ secret: "", sealed: "" }) },
    demands: createTenants({ db, clock, facts }).settings,
    settings: {
      defaultRisk: "medium",
      requestTimeoutMs: 3_600_000,
      mostPending: 1_000_000,
      terminalAnswers: "all",
      makesSessions: true,
    },
  });
  await sessions.register({
    tenantId: LOCAL_TENANT,
    id: example.session_id,
    clientId: example.client_id,
    addresses: Array.from({ length: place.addresses }, (_, at) => ({ channel: "telegram", place: String(1000 + at) })),
    responders: [],
  });
  const asker = {
    tenantId: LOCAL_TENANT,
    actor: { kind: "agent", clientId: example.client_id },
    verified: false,
  } as const;

  return {
    db,
    create: () => asking.ask(asker, example),
    async decide({ request }) {
      const shown = { digest: faceDigest(faceOf(request)) };
      const after = await gate.vote(request, owner, { kind: "pick", values: ["Deploy"] }, shown);
      if (after.state.status !== "completed") throw new Error("the vote did not decide");
    },
    close: () => db.close(),
  };
}
