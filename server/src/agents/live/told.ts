import { LiveEventType, type Event, type EventType, type JsonObject, type LiveFilter } from "@loopgate/contract";
import { OWN_NAME, type Millis, type RequestId, type TenantId } from "../../gate/request.ts";
import { timeText } from "../../gate/view.ts";

/** A committed fact, as the store keeps it. */
export type Fact = {
  readonly tenantId: string;
  readonly id: string;
  readonly type: EventType;
  readonly at: Millis;
  readonly subject: string;
  /** Of a request that it changed: the version that it made. */
  readonly version?: number;
  readonly data: JsonObject;
  readonly seq?: number;
};

/** Who asked a request, and in which session. */
export type Asker = { readonly clientId: string; readonly sessionId: string };

/** Reads who asked these requests. */
export type Askers = (
  tenantId: TenantId,
  ids: readonly RequestId[],
) => Promise<readonly (Asker & { readonly id: RequestId })[]>;

/** An event as agents are told it, with what says whose it is. */
export type Told = Asker & {
  readonly requestId?: string;
  readonly type: EventType;
  /** The event in JSON, written once for all who are told. */
  readonly json: string;
};

const AGENTS: ReadonlySet<EventType> = new Set(LiveEventType.options);

/** The request that an event is about, where it is one that agents are told. */
export function requestOf({ type, subject }: Fact): RequestId | undefined {
  return AGENTS.has(type) && !type.startsWith("session.") ? (subject as RequestId) : undefined;
}

/**
 * What agents are told of a fact; undefined where it is none of theirs: of people, keys and callbacks, of the gate's own
 * questions, of what was forgotten meanwhile.
 */
export function told(fact: Fact, asker: Asker | undefined): Told | undefined {
  if (!AGENTS.has(fact.type)) return undefined;
  const requestId = requestOf(fact);
  const whose = requestId === undefined ? ownerOf(fact.data) : asker;
  if (!whose || whose.clientId === OWN_NAME) return undefined;
  const { clientId, sessionId } = whose;
  const event: Event = {
    id: fact.id,
    type: fact.type,
    version: 1,
    time: timeText(fact.at),
    tenant_id: fact.tenantId,
    data: {
      ...fact.data,
      ...(requestId !== undefined && { request_id: requestId }),
      ...(fact.version !== undefined && { request_version: fact.version }),
      session_id: sessionId,
      client_id: clientId,
    },
  };
  return {
    clientId,
    sessionId,
    ...(requestId !== undefined && { requestId }),
    type: fact.type,
    json: JSON.stringify(event),
  };
}

/** Of an event about a session: it names its client itself. */
function ownerOf({ client_id: clientId, session_id: sessionId }: JsonObject): Asker | undefined {
  return typeof clientId === "string" && typeof sessionId === "string" ? { clientId, sessionId } : undefined;
}

/** Whether an event is for a caller: of a key that speaks for one client, that client's only, and then what he wants of them. */
export function seenBy({ onlyClientId }: { readonly onlyClientId?: string }, filter: LiveFilter) {
  const { client_id: clientId = onlyClientId, session_id: sessionId, request_id: requestId, type } = filter;
  return (event: Told): boolean =>
    (onlyClientId === undefined || event.clientId === onlyClientId) &&
    (clientId === undefined || event.clientId === clientId) &&
    (sessionId === undefined || event.sessionId === sessionId) &&
    (requestId === undefined || event.requestId === requestId) &&
    (type === undefined || event.type === type);
}
