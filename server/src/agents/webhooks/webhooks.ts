import { LoopgateError } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { Forget } from "../../db/forget.ts";
import type { Store } from "../../gate/ports.ts";
import type { HumanRequest } from "../../gate/request.ts";
import type { Routes } from "../../http/app.ts";
import { createOutgoing, type Outgoing } from "../../http/outgoing.ts";
import { createJobs } from "../../jobs/jobs.ts";
import { createWorker, type Handler } from "../../jobs/worker.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import type { Log } from "../../kit/log.ts";
import type { AgentCallers, Caller } from "../callers.ts";
import { CALLS, createCalls } from "./calls.ts";
import { createCallbacks, type CallbackFacts } from "./callbacks.ts";
import { forgetCallbacks, forgetCalls } from "./forget.ts";
import { createLanes } from "./lanes.ts";
import { createPlaces, type PlaceSettings } from "./places.ts";
import { createRegister, type Register } from "./registration.ts";
import { callbackRoutes } from "./routes.ts";
import type { CallbackSecrets } from "./secrets.ts";
import { createSend } from "./send.ts";
import { createTellEnds, type EventsOf } from "./tell-ends.ts";
import { createToldOf, type ToldOf } from "./told.ts";
import { checkTemplate, type Template } from "./template.ts";

export type Webhooks = {
  readonly register: Register;
  /** Throws `invalid_request` where a request names an address that nothing is sent to, or a body that cannot be made. */
  checkCallback(url: string | undefined, body: Template | undefined): void;
  routes(doors: {
    readonly callers: AgentCallers;
    readonly openRequest: (caller: Caller, id: string, clientId: string | undefined) => Promise<HumanRequest>;
  }): Routes;
  /** The job that looks up who is to be told of an end. */
  readonly tellEnds: Handler;
  /** What is of no use any more, by its word for the log. */
  readonly spent: Readonly<Record<string, Forget>>;
  readonly toldOf: ToldOf;
  /** Begins to send. */
  start(): void;
  close(): Promise<void>;
};

/** How many receivers are called at once. */
const LANES = 64;

export type WebhookParts = {
  readonly db: Database;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<Store, "find">;
  readonly events: { readonly of: EventsOf };
  readonly facts: CallbackFacts;
  readonly callbackSecrets: CallbackSecrets;
  readonly settings: PlaceSettings;
  readonly port: () => number;
  /** What a test calls with; else the guarded client by the owner's rule. */
  readonly outgoing?: Outgoing | undefined;
};

/** The parts of this folder, wired. Its worker is its own, so that no receiver holds up what people are shown. */
export function createWebhooks(parts: WebhookParts): Webhooks {
  const { db, ids, clock, log, store, callbackSecrets: secrets } = parts;
  const places = createPlaces(parts.settings, parts.port);
  const guarded = createOutgoing({
    clock,
    permits: places.permits,
    permitted: "a place where callbacks may be sent (CALLBACK_HOSTS, CALLBACK_NETWORKS)",
    plain: places.plain,
  });
  const { outgoing = guarded } = parts;
  const callbacks = createCallbacks({ ...parts, secrets, places });
  const calls = createCalls(parts);
  const register = createRegister(callbacks);
  const send = createSend({ store, outgoing, secrets, places, clock });
  const worker = createWorker({
    jobs: createJobs({ db }),
    handlers: { [CALLS]: createLanes({ calls, callbacks, send, clock, fraction: ids.fraction }) },
    clock,
    wakeups: db.wakeups,
    log,
    fraction: ids.fraction,
    slots: LANES,
    // What may fail here is the database; a receiver that fails has a schedule of its own.
    pauses: { baseMs: 500, capMs: 60_000 },
    mostAttempts: Infinity,
  });
  return {
    register,
    checkCallback(url, body) {
      if (url !== undefined) places.check(url, "callback_url");
      if (body === undefined) return;
      checkTemplate(body, "callback_body");
      if (url === undefined)
        throw new LoopgateError("invalid_request", "Say where the body is to be sent.", [
          { path: "callback_url", message: "is required where callback_body is given" },
        ]);
    },
    routes: (doors) => callbackRoutes({ ...doors, register, callbacks, calls }),
    tellEnds: createTellEnds({ store, eventsOf: parts.events.of, callbacks, calls }),
    spent: { callbacks: forgetCallbacks(db), calls: forgetCalls(db) },
    toldOf: createToldOf({ db }),
    start: worker.start,
    async close() {
      await worker.close();
      await guarded.close();
    },
  };
}
