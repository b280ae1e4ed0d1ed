import { afterEach } from "vitest";
import type { Database } from "../../db/db.ts";
import type { HumanRequest, TenantId } from "../../gate/request.ts";
import type { Outgoing, OutgoingAnswer, OutgoingCall } from "../../http/outgoing.ts";
import { createJobs } from "../../jobs/jobs.ts";
import { createWorker } from "../../jobs/worker.ts";
import type { Clock } from "../../kit/clock.ts";
import { systemIds } from "../../kit/ids.ts";
import { createLog } from "../../kit/log.ts";
import { createSecrets } from "../../kit/secrets.ts";
import { eventRows } from "../../store/event-rows.ts";
import { createEvents } from "../../store/events.ts";
import { cancellation, creation } from "../../store/requests.fixture.ts";
import { createStore } from "../../store/store.ts";
import { callbackRows } from "./ends.ts";
import { createCallbackSecrets } from "./secrets.ts";
import { createWebhooks } from "./webhooks.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

export const acme = "acme" as TenantId;
export const answering = (status: number, headers: OutgoingAnswer["headers"] = {}): OutgoingAnswer => ({
  status,
  headers,
  body: Buffer.alloc(0),
});

/** Webhooks on a database, running by the given clock; what they send goes to `send` instead of a network. */
export function openSending(db: Database, clock: Clock, send: (call: OutgoingCall) => Promise<OutgoingAnswer>) {
  const ids = systemIds(clock);
  const log = createLog({ level: "silent" });
  const store = createStore({ db, ids, following: callbackRows });
  const events = createEvents({ db });
  const sent: { readonly id: string; readonly url: string; readonly at: number }[] = [];
  const outgoing: Outgoing = {
    send(call) {
      sent.push({ id: String(call.headers?.["webhook-id"]), url: call.url.href, at: clock.now() });
      return send(call);
    },
    close: () => Promise.resolve(),
  };
  const callbackSecrets = createCallbackSecrets({
    bytes: ids.bytes,
    ...createSecrets({ master: "m".repeat(32), bytes: ids.bytes }),
  });
  const webhooks = createWebhooks({
    db,
    ids,
    clock,
    log,
    store,
    events,
    outgoing,
    callbackSecrets,
    facts: (fact) => eventRows({ ...fact, id: ids.id(), at: clock.now() }),
    settings: { mode: "served", callbackHosts: [], callbackNetworks: [] },
    port: () => 8080,
  });
  const looking = createWorker({
    jobs: createJobs({ db }),
    handlers: { callbacks: webhooks.tellEnds },
    clock,
    wakeups: db.wakeups,
    log,
    fraction: ids.fraction,
  });
  open.push(webhooks, looking);

  /** A request of this tenant that names this address, not yet ended. */
  async function asked(url?: string, tenantId: TenantId = acme): Promise<HumanRequest> {
    const made = creation({ tenantId }, clock.now());
    const transition =
      url === undefined
        ? made
        : {
            ...made,
            request: { ...made.request, definition: { ...made.request.definition, callback: { url } } },
            ...(made.keyed && { keyed: { ...made.keyed, callback: { sealedSecret: sealedFor(made.request.id) } } }),
          };
    if (!(await store.commit(transition))) throw new Error("the request was not made");
    return transition.request;
  }
  const sealedFor = (id: string) => callbackSecrets.make(id).sealed;

  return {
    sent,
    events,
    webhooks,
    start() {
      webhooks.start();
      looking.start();
    },
    asked,
    async end(request: HumanRequest) {
      if (!(await store.commit(cancellation(request, clock.now())))) throw new Error("the request was not ended");
    },
    register: (url: string, tenantId: TenantId = acme) =>
      webhooks.register(
        {
          tenantId,
          actor: { kind: "agent", clientId: "bot" },
          verified: true,
          credential: { watch: () => ({ signal: new AbortController().signal, close() {} }), check: async () => {} },
        },
        { clientId: "bot", url },
      ),
    close: async () => {
      await webhooks.close();
      await looking.close();
    },
  };
}
