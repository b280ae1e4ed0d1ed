import type { Lease, Leases } from "../../db/leases.ts";
import type { Clock, Millis } from "../../kit/clock.ts";
import type { Log } from "../../kit/log.ts";

const TTL: Millis = 15_000;
const RENEW: Millis = 5_000;
const STAND_BY: Millis = 5_000;

/** Does `duty` on one node at a time, for as long as this node holds the lease. */
export type Keeper = {
  run(signal: AbortSignal): Promise<void>;
  /** Takes or keeps the lease once; undefined while another node has it. */
  take(): Promise<Lease | undefined>;
};

/** `duty` returns soon after its signal, and answers how long to stand back before the next try, in milliseconds. */
export function createKeeper(deps: {
  readonly leases: Leases;
  readonly name: string;
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onStandBy: () => void;
  readonly duty: (fence: number, signal: AbortSignal) => Promise<Millis>;
}): Keeper {
  const { leases, clock, log } = deps;
  const take = () => leases.acquire(deps.name, deps.holder, TTL);

  async function hold(lease: Lease, signal: AbortSignal): Promise<Millis> {
    const over = new AbortController();
    const ended = AbortSignal.any([signal, over.signal]);
    const renewing = renew(lease, ended).then(() => over.abort());
    try {
      return await deps.duty(lease.fence, ended);
    } catch (error) {
      log.error("the work under a lease failed; it will be tried again", { kind: deps.name, error });
      return STAND_BY;
    } finally {
      over.abort();
      await renewing;
      await leases.release(lease).catch(() => {});
    }
  }

  /** Returns when the lease is lost, or so nearly that another node may have it. */
  async function renew(lease: Lease, signal: AbortSignal): Promise<void> {
    let heldUntil = clock.now() + TTL;
    while (!signal.aborted) {
      await clock.sleep(RENEW, signal);
      if (signal.aborted) return;
      const asked = clock.now();
      const answer = await leases.renew(lease, TTL).catch(() => undefined);
      if (answer === false) return;
      if (answer) heldUntil = asked + TTL;
      else if (clock.now() + RENEW >= heldUntil) return;
    }
  }

  return {
    take,
    async run(signal) {
      while (!signal.aborted) {
        const lease = await take().catch(() => undefined);
        if (!lease) deps.onStandBy();
        const rest = lease ? await hold(lease, signal) : STAND_BY;
        await clock.sleep(rest, signal);
      }
    },
  };
}
