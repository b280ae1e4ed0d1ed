import type { InboxChange } from "@loopgate/contract";
import type { Ref, RequestId, TenantId } from "../../gate/request.ts";
import type { Following, Lists, Standing } from "./ports.ts";

/** What a listener is told. */
export type Told = {
  /** That a request stands otherwise now. */
  change(change: InboxChange): void;
  /** Up to which place of the tenant's events he has been told everything. */
  reached(seq: number): void;
  /** That he has missed too much to be told. */
  reload(): void;
  /** That a look failed: whoever listens anew from the place that he has reached misses nothing. */
  lost(): void;
};

/** Tells whoever listens what has changed in his tenant: at once by hints, and for certain by following its events. */
export type Live = {
  /** Listens until the signal aborts; first of all he is told what has changed since `after`. */
  listen(tenantId: TenantId, after: number | undefined, told: Told, signal: AbortSignal): void;
};

/** Who has missed more than this looks at everything anew. */
const MOST_MISSED = 500;
/** So many requests are remembered with the version that was told last. */
const MOST_RECALLED = 5_000;

type Hub = {
  readonly listeners: Set<Told>;
  readonly dirty: Set<RequestId>;
  readonly toldVersions: Map<RequestId, number>;
  readonly left: AbortController;
  reading: Promise<void> | undefined;
  /** Everything up to this place has been told; undefined until it is known where the end is. */
  reached: number | undefined;
};

export function createLive(parts: {
  readonly lists: Pick<Lists, "pending" | "standings">;
  readonly following: Following;
  readonly hints: { on(changed: (refs: readonly Ref[] | "all") => void): () => void };
  readonly failed: (error: unknown) => void;
}): Live & { close(): void } {
  const { lists, following, hints, failed } = parts;
  const hubs = new Map<TenantId, Hub>();

  // Lost hints are made up for by the events.
  const unsubscribe = hints.on((refs) => {
    if (refs === "all") return;
    for (const { tenantId, id } of refs) {
      const hub = hubs.get(tenantId);
      if (hub) void tell(tenantId, hub, [id]);
    }
  });

  /** One reader for all who listen in a tenant: what is marked while it reads is read in its next turn. */
  function tell(tenantId: TenantId, hub: Hub, ids: readonly RequestId[]): Promise<void> {
    for (const id of ids) hub.dirty.add(id);
    return (hub.reading ??= readDirty(tenantId, hub).finally(() => (hub.reading = undefined)));
  }

  async function readDirty(tenantId: TenantId, hub: Hub): Promise<void> {
    while (hub.dirty.size > 0) {
      const ids = [...hub.dirty];
      hub.dirty.clear();
      try {
        const changes = await changesOf(tenantId, ids);
        for (const change of changes.filter((each) => isNews(hub, each)))
          for (const { change: say } of hub.listeners) say(change);
      } catch (error) {
        return lose(tenantId, hub, error);
      }
    }
  }

  function lose(tenantId: TenantId, hub: Hub, error: unknown): void {
    failed(error);
    if (hubs.get(tenantId) === hub) hubs.delete(tenantId);
    hub.left.abort();
    for (const { lost } of hub.listeners) lost();
  }

  async function changesOf(tenantId: TenantId, ids: readonly RequestId[]): Promise<readonly InboxChange[]> {
    const [standings, { count }] = await Promise.all([lists.standings(tenantId, ids), lists.pending(tenantId)]);
    const byId = new Map(standings.map((standing) => [standing.id, standing]));
    return ids.flatMap((id) => byId.get(id) ?? []).map((standing) => changeOf(standing, count));
  }

  async function follow(tenantId: TenantId, hub: Hub): Promise<void> {
    const { signal } = hub.left;
    hub.reached = await following.last(tenantId);
    if (signal.aborted) return;
    for (const { reached } of hub.listeners) reached(hub.reached);
    for await (const facts of following.follow(tenantId, hub.reached, signal)) {
      const news = facts.filter(
        ({ subject, version = 0 }) => version > (hub.toldVersions.get(subject as RequestId) ?? 0),
      );
      if (news.length > 0) await tell(tenantId, hub, [...new Set(news.map(({ subject }) => subject as RequestId))]);
      if (signal.aborted) return;
      hub.reached = facts.at(-1)?.seq ?? hub.reached;
      for (const { reached } of hub.listeners) reached(hub.reached);
    }
  }

  function enter(tenantId: TenantId, told: Told): Hub {
    const known = hubs.get(tenantId);
    const hub = known ?? newHub();
    hub.listeners.add(told);
    if (known) return known;
    hubs.set(tenantId, hub);
    follow(tenantId, hub).catch((error: unknown) => lose(tenantId, hub, error));
    return hub;
  }

  function leave(tenantId: TenantId, hub: Hub, told: Told): void {
    hub.listeners.delete(told);
    if (hub.listeners.size > 0 || hubs.get(tenantId) !== hub) return;
    hubs.delete(tenantId);
    hub.left.abort();
  }

  /** Told before anything else, so that no place is said to be reached while something before it was not told. */
  async function catchUp(tenantId: TenantId, after: number, told: Told): Promise<void> {
    const facts = await following.read(tenantId, after, MOST_MISSED);
    if (facts.length === MOST_MISSED) return told.reload();
    const ids = facts.flatMap(({ subject, version }) => (version === undefined ? [] : [subject as RequestId]));
    for (const change of await changesOf(tenantId, [...new Set(ids)])) told.change(change);
  }

  return {
    listen(tenantId, after, told, signal) {
      if (signal.aborted) return;
      const { listener, release } = heldBack(told);
      const hub = enter(tenantId, listener);
      signal.addEventListener("abort", () => leave(tenantId, hub, listener));
      if (hub.reached !== undefined) listener.reached(hub.reached);
      if (after === undefined) return release();
      catchUp(tenantId, after, told)
        .then(release)
        .catch((error: unknown) => {
          failed(error);
          told.lost();
        });
    },
    close() {
      unsubscribe();
      for (const { left } of hubs.values()) left.abort();
      hubs.clear();
    },
  };
}

/** A listener that keeps what it is told until it is released. */
function heldBack(told: Told): { readonly listener: Told; release(): void } {
  let held: (() => void)[] | undefined = [];
  const later = (say: () => void) => (held ? void held.push(say) : say());
  return {
    listener: {
      change: (change) => later(() => told.change(change)),
      reached: (seq) => later(() => told.reached(seq)),
      reload: () => later(told.reload),
      lost: told.lost,
    },
    release() {
      const kept = held ?? [];
      held = undefined;
      for (const say of kept) say();
    },
  };
}

function newHub(): Hub {
  return {
    listeners: new Set(),
    dirty: new Set(),
    toldVersions: new Map(),
    left: new AbortController(),
    reading: undefined,
    reached: undefined,
  };
}

/** Whether this version has not been told yet; from now on it has. */
function isNews({ toldVersions }: Hub, { request_id: id, version }: InboxChange): boolean {
  if ((toldVersions.get(id as RequestId) ?? 0) >= version) return false;
  toldVersions.delete(id as RequestId);
  toldVersions.set(id as RequestId, version);
  if (toldVersions.size > MOST_RECALLED) toldVersions.delete(toldVersions.keys().next().value ?? (id as RequestId));
  return true;
}

function changeOf({ id, version, status }: Standing, pending: number): InboxChange {
  return { request_id: id, version, status, pending };
}
