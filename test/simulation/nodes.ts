import type { Config } from "../../server/src/config.ts";
import { databaseOver } from "../../server/src/db/db.ts";
import { migrate } from "../../server/src/db/migrate.ts";
import { openSqlite } from "../../server/src/db/sqlite.ts";
import type { Ids } from "../../server/src/kit/ids.ts";
import { createLog } from "../../server/src/kit/log.ts";
import type { VirtualClock } from "../../server/src/kit/virtual-clock.ts";
import { createLoopgate, type Loopgate } from "../../server/src/main.ts";
import { MIGRATIONS } from "../../server/src/migrations.ts";
import type { Chance } from "./chance.ts";
import { createHints, flakyEngine } from "./engine.ts";
import type { Faults, Life } from "./faults.ts";
import type { SimTelegram } from "./telegram.ts";

const OPERATOR = "op_simulated";
/** The linked people, the owner first. */
export const PEOPLE = [100, 200] as const;

const CONFIG: Config = {
  port: 8080,
  host: "127.0.0.1",
  publicUrl: undefined,
  mode: "local",
  auth: "auto",
  registration: "closed",
  dynamicClients: false,
  callsPerMinute: 3_000,
  allowedOrigins: [],
  callbackHosts: [],
  callbackNetworks: [],
  pushHosts: [],
  logLevel: "silent",
  requestTimeoutMs: 10_000,
  mostPending: 50,
  defaultRisk: "medium",
  terminalAnswers: "all",
  language: "en",
  dataDir: "/nowhere",
  database: { adapter: "memory", uri: "" },
  secret: undefined,
  previousSecret: undefined,
  retentionMs: undefined,
  telegram: { token: "42:simulated", apiRoot: "http://127.0.0.1:1", responders: PEOPLE.map(String), mode: "poll" },
};

export type Node = {
  readonly name: string;
  readonly life: Life;
  call(
    method: "GET" | "POST",
    path: string,
    body?: object,
    operator?: boolean,
  ): Promise<{ readonly status: number; readonly body: Answer }>;
};

/** What the routes answer, as far as the simulation reads it. */
export type Answer = { readonly [field: string]: unknown };

/** Nodes of the whole program over one database that outlives them. */
export async function createCluster(parts: {
  readonly clock: VirtualClock;
  readonly ids: Ids;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly telegram: SimTelegram;
}) {
  const { clock, ids, chance, faults, telegram } = parts;
  const real = openSqlite({ file: ":memory:", clock });
  await migrate(real, MIGRATIONS, clock.now());
  const hints = createHints(parts);
  let started = 0;

  /** A node whose own clock may be wrong by up to an hour: only the database's may rule. */
  async function start(): Promise<Node> {
    const life: Life = { alive: true };
    const skew = faults.strikes("node's clock is wrong", 0.3) ? chance.below(7_200_000) - 3_600_000 : 0;
    const own = { now: () => clock.now() + skew, sleep: clock.sleep };
    const database = databaseOver({
      engine: flakyEngine(real, life, parts),
      wakeups: hints.join(life),
      migrations: MIGRATIONS,
    });
    const folder = {
      master: "simulated master secret, 32 bytes long",
      isOperator: (credential: string) => credential === OPERATOR,
    };
    const world = { clock: own, ids, log: createLog({ level: "silent" }), folder, database, bot: telegram.botOf(life) };
    const loopgate = await createLoopgate(CONFIG, world, () => 8080);
    await retrying(loopgate, life);
    return {
      name: `n${++started}`,
      life,
      call: (method, path, body, operator) => call(loopgate, method, path, body, operator),
    };
  }

  /** A start that meets a fault is made again, as a supervisor would. */
  async function retrying(loopgate: Loopgate, life: Life): Promise<void> {
    while (life.alive) {
      try {
        return await loopgate.start();
      } catch {
        await clock.sleep(500, new AbortController().signal);
      }
    }
  }

  /** Gives some requests the policy that a tenant may set later: two people must agree. Only what nobody touched yet. */
  async function needTwo(id: string): Promise<void> {
    if (!chance.happens(0.25)) return;
    const sql = "update requests set policy = json_set(policy, '$.quorum[0].need', 2) where id = ? and version = 1";
    await real.run({ sql, parameters: [id] });
  }

  return { start, needTwo, real, close: () => real.close() };
}

async function call(loopgate: Loopgate, method: "GET" | "POST", path: string, body?: object, operator = false) {
  const headers = {
    host: "localhost:8080",
    ...(body && { "content-type": "application/json" }),
    ...(operator && { authorization: `Bearer ${OPERATOR}` }),
  };
  const request = new Request(`http://localhost:8080${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  const response = await loopgate.app.request(request);
  return { status: response.status, body: (await response.json()) as Answer };
}
