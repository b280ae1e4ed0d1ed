import type { TenantId } from "../../gate/request.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import { createEntries, type Entry } from "./entries.ts";
import { createReader, type Listener, type Reader } from "./reader.ts";
import { told, type Askers, type Fact, type Told } from "./told.ts";
import { createPages, type Pages } from "./pages.ts";
import { createTurns, type Turns } from "./turns.ts";

/** The events of a tenant in their order, as the store keeps them. */
export type Following = {
  follow(tenantId: TenantId, after: number, signal: AbortSignal): AsyncIterable<readonly Fact[]>;
  read(tenantId: TenantId, after: number, limit: number): Promise<readonly Fact[]>;
  last(tenantId: TenantId): Promise<number>;
};

/** Tells agents what happens, each event once and in its order. */
export type Feed = {
  /**
   * Tells what `sees` lets pass, after the place or from now on, until the signal aborts. A look that fails is tried again, so
   * nothing is left out.
   */
  listen(
    tenantId: TenantId,
    wish: { readonly after: number | undefined; readonly sees: (event: Told) => boolean },
    listener: Listener,
    signal: AbortSignal,
  ): void;
  close(): void;
};

/** So many events back a reader needs no page; when a hub begins, so many. */
const MOST_RECENT = 1_000;
const LATELY = 200;
/** Readers of one tenant that are told what they missed in one turn of the event loop. */
const CATCHING_UP = 2;
/** The pause after a look that failed. */
const AGAIN_MS: Millis = 1_000;

/** One tenant's events as they come, read once for all who listen. */
type Hub = {
  readonly tenantId: TenantId;
  /** Those who were told everything up to `reached`. */
  readonly live: Set<Reader>;
  readonly left: AbortController;
  readonly turns: Turns;
  readonly pages: Pages;
  readonly entries: (facts: readonly Fact[]) => Promise<readonly Entry[]>;
  readonly started: Promise<void>;
  listeners: number;
  reached: number;
  /** The last entries up to `reached`. */
  recent: readonly Entry[];
};

export function createFeed(parts: {
  readonly following: Following;
  readonly askers: Askers;
  readonly clock: Clock;
  readonly failed: (error: unknown) => void;
}): Feed {
  const { following, askers, clock, failed } = parts;
  const hubs = new Map<TenantId, Hub>();

  /** Tries until it works or nobody wants it any more. */
  async function insist<T>(look: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    while (!signal.aborted) {
      try {
        return await look();
      } catch (error) {
        failed(error);
        await clock.sleep(AGAIN_MS, signal);
      }
    }
    return undefined;
  }

  async function start(hub: Hub): Promise<void> {
    const { tenantId } = hub;
    const last = await following.last(tenantId);
    // Whoever comes back after a restart finds what he missed here, most times.
    hub.recent = await hub.entries(await following.read(tenantId, Math.max(0, last - LATELY), LATELY));
    hub.reached = hub.recent.at(-1)?.place ?? last;
  }

  async function follow(hub: Hub): Promise<void> {
    const { tenantId, left, live } = hub;
    for await (const facts of following.follow(tenantId, hub.reached, left.signal)) {
      const page = await hub.entries(facts);
      hub.recent = [...hub.recent, ...page].slice(-MOST_RECENT);
      hub.reached = page.at(-1)?.place ?? hub.reached;
      for (const reader of live) tell(reader, page);
    }
  }

  /** Whatever happens to one, the others are told. */
  function tell(reader: Reader, page: readonly Entry[]): void {
    try {
      reader.tell(page);
    } catch (error) {
      failed(error);
    }
  }

  function open(tenantId: TenantId): Hub {
    const started = Promise.withResolvers<void>();
    const entries = createEntries(tenantId, askers, told);
    const hub: Hub = {
      tenantId,
      live: new Set(),
      left: new AbortController(),
      turns: createTurns(CATCHING_UP),
      pages: createPages(async (after, limit) => entries(await following.read(tenantId, after, limit))),
      entries,
      started: started.promise,
      listeners: 0,
      reached: 0,
      recent: [],
    };
    const { signal } = hub.left;
    void insist(() => start(hub), signal)
      .then(started.resolve)
      // Goes on where it was, after a look that failed.
      .then(() => insist(() => follow(hub), signal));
    hubs.set(tenantId, hub);
    return hub;
  }

  /** What follows a place. */
  async function pageAfter({ recent, reached, pages }: Hub, place: number): Promise<readonly Entry[]> {
    const [oldest] = recent;
    if (!oldest || place < oldest.place - 1) return pages.after(place, reached);
    const next = recent.findIndex((entry) => entry.place > place);
    return next < 0 ? [] : recent.slice(next, next + LATELY);
  }

  /** Brings a reader to where all stand, and leaves him there. */
  async function catchUp(hub: Hub, reader: Reader, signal: AbortSignal): Promise<void> {
    await hub.started;
    if (signal.aborted) return;
    const { place } = reader;
    if (place === undefined) reader.begin(hub.reached);
    // This node may be behind the one that gave the place; a place that none gave was given before a backup was restored.
    else if (place > hub.reached && place > ((await insist(() => following.last(hub.tenantId), signal)) ?? place))
      reader.restart(hub.reached);
    while (!signal.aborted && (reader.place ?? 0) < hub.reached) {
      await hub.turns.take(() => tellMissed(hub, reader, signal));
      await reader.drained();
    }
    if (!signal.aborted) hub.live.add(reader);
  }

  async function tellMissed(hub: Hub, reader: Reader, signal: AbortSignal): Promise<void> {
    const page = await insist(() => pageAfter(hub, reader.place ?? 0), signal);
    if (!page || signal.aborted) return;
    reader.tell(page);
    // What was after his place is all forgotten.
    if (page.length === 0) reader.restart(hub.reached);
    // Thousands may catch up at once: whatever else there is to do comes between any two of them.
    await new Promise(setImmediate);
  }

  return {
    listen(tenantId, { after: from, sees }, listener, signal) {
      if (signal.aborted) return;
      const hub = hubs.get(tenantId) ?? open(tenantId);
      const reader = createReader({ from, sees, listener });
      hub.listeners += 1;
      signal.addEventListener(
        "abort",
        () => {
          hub.live.delete(reader);
          hub.listeners -= 1;
          if (hub.listeners > 0) return;
          hubs.delete(tenantId);
          hub.left.abort();
        },
        { once: true },
      );
      catchUp(hub, reader, signal).catch(failed);
    },
    close() {
      for (const { left } of hubs.values()) left.abort();
    },
  };
}
