import { visible, type TimelineEntry } from "@loopgate/contract";
import type { Responder } from "../../gate/ports.ts";
import type { HumanRequest, Millis } from "../../gate/request.ts";
import { timeText } from "../../gate/view.ts";
import type { Fact, ToldOf } from "./ports.ts";

type Kind = TimelineEntry["kind"];

const KINDS: Partial<Record<Fact["type"], Kind>> = {
  "request.created": "created",
  "delivery.sent": "shown",
  "delivery.failed": "not_shown",
  "request.seen": "seen",
  "request.voted": "voted",
  "press.refused": "refused",
  "request.completed": "decided",
  "request.noted": "noted",
  "request.timeout": "timeout",
  "request.canceled": "canceled",
};

/** What has happened to a request, as far as it is kept. */
export type Story = {
  readonly facts: readonly Fact[];
  readonly fetchedAt?: Millis;
  readonly told: Awaited<ReturnType<ToldOf>>;
};

/** The request's own story, oldest first: people and the agent by name, channels, outcomes; of a callback its host alone. */
export function timelineOf(
  request: HumanRequest,
  { facts, fetchedAt, told }: Story,
  people: readonly Responder[],
): TimelineEntry[] {
  const nameOf = namer(request, people);
  const entries = facts.flatMap((fact): TimelineEntry[] => {
    const kind = KINDS[fact.type];
    return kind ? [{ at: timeText(fact.at), kind, who: nameOf(fact), ...detailsOf(fact) }] : [];
  });
  const agent = visible(request.definition.clientId).text;
  const later: TimelineEntry[] = [
    ...(fetchedAt === undefined
      ? []
      : [{ at: timeText(fetchedAt), kind: "fetched" as const, who: agent, channel: null, detail: null }]),
    ...told.map(({ at, host, failure }) => ({
      at: timeText(at),
      kind: failure === null ? ("called_back" as const) : ("call_back_failed" as const),
      who: host,
      channel: null,
      detail: failure === null ? null : visible(failure).text,
    })),
  ];
  return [...entries, ...later].toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

function namer({ votes, notes }: HumanRequest, people: readonly Responder[]): (fact: Fact) => string | null {
  const names = new Map([
    ...people.map(({ id, name }): [string, string] => [id, name]),
    ...[...votes, ...notes].map(({ by, byName }): [string, string] => [by, byName]),
  ]);
  return ({ actor }) => {
    if (actor.kind === "agent") return visible(actor.clientId).text;
    return actor.kind === "responder" ? (names.get(actor.id) ?? null) : null;
  };
}

/** Of what a fact holds, only these words leave: which channel, and an outcome, a code, or why something failed. */
function detailsOf({ data }: Fact): Pick<TimelineEntry, "channel" | "detail"> {
  const word = (value: unknown) => (typeof value === "string" ? visible(value).text : null);
  return { channel: word(data["channel"]), detail: word(data["outcome"] ?? data["code"] ?? data["reason"]) };
}
