import type { Requests, Store } from "../../gate/ports.ts";
import type { HumanRequest, Millis, Ref, RequestId, TenantId } from "../../gate/request.ts";
import type { Clock } from "../../kit/clock.ts";

/** Hints that a request has changed, from this node or another; `"all"`: some may have been lost. */
export type RequestHints = { on(changed: (refs: readonly Ref[] | "all") => void): () => void };

export type Waiters = {
  /**
   * The request once it has ended, or as it stands after `ms`, when `signal` aborts, or when this node stops. Undefined:
   * no such request. Where too many wait already it answers at once, and `full` is true.
   */
  wait(
    ref: Ref,
    ms: Millis,
    signal: AbortSignal,
  ): Promise<{ readonly request: HumanRequest; readonly full: boolean } | undefined>;
  waiting(): number;
  /** Looks again at what ended lately, whether a hint came or not. */
  sweep(): Promise<void>;
  /** Answers everybody with what stands, and takes no more. */
  close(): Promise<void>;
};

/** How many long polls one node holds; over it a poll answers at once. */
export const MOST_WAITING = 20_000;
/** How many requests one query asks for. */
const BATCH = 200;
/** What ended within this time is looked at again each second. */
const SAFETY_MS = 10_000;

type Settle = (request: HumanRequest | undefined) => void;

export function createWaiters(parts: {
  readonly store: Pick<Store, "find" | "now">;
  readonly requests: Pick<Requests, "ended">;
  readonly endedSince: (at: Millis) => Promise<readonly Ref[]>;
  readonly hints: RequestHints;
  readonly clock: Clock;
  readonly most: number;
  /** Told of a failed look; the next hint or sweep looks again. */
  readonly failed: (error: unknown) => void;
}): Waiters {
  const { store, requests, endedSince, hints, clock, most, failed } = parts;
  const waiters = new Map<string, { readonly ref: Ref; readonly settles: Set<Settle> }>();
  const dirty = new Map<string, Ref>();
  let count = 0;
  let reading: Promise<void> | undefined;
  let closed = false;

  const unsubscribe = hints.on((refs) => mark(refs === "all" ? [...waiters.values()].map(({ ref }) => ref) : refs));

  function mark(refs: readonly Ref[]): void {
    for (const ref of refs) if (waiters.has(keyOf(ref))) dirty.set(keyOf(ref), ref);
    if (dirty.size > 0) reading ??= readDirty();
  }

  /** One reader for all: whatever is marked while it reads is read in its next turn. */
  async function readDirty(): Promise<void> {
    while (dirty.size > 0) {
      const batch = [...dirty.values()].slice(0, BATCH);
      for (const ref of batch) dirty.delete(keyOf(ref));
      try {
        for (const [tenantId, refs] of Map.groupBy(batch, (ref) => ref.tenantId)) await settleEnded(tenantId, refs);
      } catch (error) {
        failed(error);
      }
    }
    // In the same step in which nothing was left, so that no mark falls between.
    reading = undefined;
  }

  async function settleEnded(tenantId: TenantId, refs: readonly Ref[]): Promise<void> {
    const ids: readonly RequestId[] = refs.map(({ id }) => id);
    for (const request of await requests.ended(tenantId, ids))
      for (const settle of waiters.get(keyOf(request))?.settles ?? []) settle(request);
  }

  function register(
    ref: Ref,
    ms: Millis,
    signal: AbortSignal,
  ): { readonly ended: Promise<HumanRequest | undefined>; readonly leave: Settle } {
    const key = keyOf(ref);
    const entry = waiters.get(key) ?? { ref, settles: new Set<Settle>() };
    waiters.set(key, entry);
    const { promise, resolve } = Promise.withResolvers<HumanRequest | undefined>();
    const patience = new AbortController();
    const leave: Settle = (request) => {
      if (!entry.settles.delete(leave)) return;
      count -= 1;
      if (entry.settles.size === 0) waiters.delete(key);
      signal.removeEventListener("abort", giveUp);
      patience.abort("settled");
      resolve(request);
    };
    const giveUp = () => leave(undefined);
    entry.settles.add(leave);
    count += 1;
    signal.addEventListener("abort", giveUp);
    void clock.sleep(ms, patience.signal).then(giveUp);
    if (signal.aborted) giveUp();
    return { ended: promise, leave };
  }

  return {
    waiting: () => count,
    async wait(ref, ms, signal) {
      const isFull = count >= most;
      if (ms <= 0 || closed || isFull) return now(ref, isFull && ms > 0);
      // Registered before the first look, so that what ends between the two is not missed.
      const { ended, leave } = register(ref, ms, signal);
      const first = await now(ref, false).catch((error: unknown) => {
        leave(undefined);
        throw error;
      });
      if (!first || first.request.state.status !== "pending") leave(first?.request);
      const request = await ended;
      if (request) return { request, full: false };
      // At the stop one reader has looked for all; what has not ended is told as it was first seen.
      return closed ? first : first && now(ref, false);
    },
    async sweep() {
      if (count > 0) mark(await endedSince((await store.now()) - SAFETY_MS));
    },
    async close() {
      closed = true;
      unsubscribe();
      mark([...waiters.values()].map(({ ref }) => ref));
      await reading;
      for (const { settles } of waiters.values()) for (const settle of settles) settle(undefined);
    },
  };

  async function now(
    ref: Ref,
    full: boolean,
  ): Promise<{ readonly request: HumanRequest; readonly full: boolean } | undefined> {
    const found = await store.find(ref);
    return found && { request: found.request, full };
  }
}

function keyOf({ tenantId, id }: Ref): string {
  return `${tenantId} ${id}`;
}
