import type { Report } from "../gate/delivery.ts";
import { faceDigest, faceOf } from "../gate/face.ts";
import { openHouse, tenantId } from "../gate/house.fixture.ts";
import type { Channel } from "../gate/ports.ts";
import type { HumanRequest } from "../gate/request.ts";
import type { Database } from "../db/db.ts";
import type { Job } from "../jobs/jobs.ts";
import { createLog } from "../kit/log.ts";
import { createSecrets } from "../kit/secrets.ts";
import { createDeliver } from "./deliver.ts";
import { createShow } from "./show.ts";

type Sent = {
  readonly what: "deliver" | "update";
  readonly place: string;
  readonly token: string;
  readonly status: string;
};
/** What the next send is answered with; a function may do something first. */
export type Scripted = Report | Error | (() => Promise<Report>);

/** The two jobs over a real store and a channel that answers as the test says; without a script every send arrives. */
export function openDispatch(db: Database) {
  const house = openHouse(db);
  const sent: Sent[] = [];
  const script: Scripted[] = [];
  const audience = { answerable: true };
  const answer = async (what: Sent["what"], place: string, token: string, request: HumanRequest): Promise<Report> => {
    sent.push({ what, place, token, status: request.state.status });
    const next = script.shift() ?? { kind: "sent", receipt: String(sent.length) };
    if (next instanceof Error) throw next;
    return typeof next === "function" ? next() : next;
  };
  const channel: Channel = {
    name: "telegram",
    render(request, _address, { answerable }) {
      const face = faceOf(request);
      const isOpen = request.state.status === "pending" && answerable;
      return { face, shown: faceDigest(face), offers: isOpen ? ["approve", "reject"] : [] };
    },
    deliver: (_card, token, request, { place }) => answer("deliver", place, token, request),
    update: ({ address: { place } }, _card, token, request) => answer("update", place, token, request),
    tell: () => Promise.resolve({ kind: "sent", receipt: "0" }),
  };
  const secrets = createSecrets({ master: "m".repeat(32), bytes: house.ids.bytes });
  const parts = {
    ...house,
    people: { answerable: () => Promise.resolve(audience.answerable) },
    channels: new Map([[channel.name, channel]]),
    tokens: secrets.tokens,
    log: createLog({ level: "silent" }),
  };
  const [deliver, show] = [createDeliver(parts), createShow(parts)];
  const job = (kind: string, key: string): Job => ({
    tenantId,
    id: "job",
    kind,
    key,
    payload: null,
    attempts: 1,
    generation: 1,
    leasedUntil: 0,
  });
  const { signal } = new AbortController();

  /** A request that is to be shown at these places. */
  async function asked(...places: readonly string[]): Promise<HumanRequest> {
    const addresses = places.map((place) => ({ channel: place === "a@b" ? "email" : "telegram", place }));
    await house.sessions.register({ tenantId, id: "main", clientId: "bot", addresses, responders: [] });
    return (await house.ask({ request_type: "confirmation" })).request;
  }
  /** Does the job of each of the request's deliveries, or the one that is named. */
  async function delivering(request: HumanRequest) {
    const ends = [];
    for (const { id } of await house.deliveries.of(request)) ends.push(await deliver(job("deliver", id), signal));
    return ends;
  }
  const showing = (request: HumanRequest) => show(job("show", request.id), signal);
  const only = async (request: HumanRequest) => {
    const [delivery] = await house.deliveries.of(request);
    if (!delivery) throw new Error("no delivery");
    return delivery;
  };
  return { ...house, db, sent, script, audience, tokens: parts.tokens, asked, delivering, showing, only, parts, job };
}
