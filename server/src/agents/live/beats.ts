import type { Clock, Millis } from "../../kit/clock.ts";
import type { WebSocket } from "../../http/upgrade.ts";

/** Asks each socket now and then whether its peer is still there (RFC 6455, 5.5.2), and cuts off those that say nothing. */
export type Beats = {
  /** Until the function that is answered is called. `isPaused`: nothing is read from it now, so that it cannot answer. */
  watch(socket: WebSocket, isPaused: () => boolean): { heard(): void; leave(): void };
};

/** So many parts of the sockets take turns, one each second; so each is asked that often, in seconds. */
const BEAT_SECONDS = 20;
const SECOND: Millis = 1_000;

type Beating = { readonly socket: WebSocket; readonly isPaused: () => boolean; isHeard: boolean };

export function createBeats({ clock }: { readonly clock: Clock }): Beats {
  const turns = Array.from({ length: BEAT_SECONDS }, () => new Set<Beating>());
  let count = 0;
  let next = 0;
  let stop: AbortController | undefined;

  /** One timer for all: ten thousand of their own would cost more than what they are for. */
  async function run(signal: AbortSignal): Promise<void> {
    for (let second = 0; !signal.aborted; second++) {
      await clock.sleep(SECOND, signal);
      if (!signal.aborted) for (const each of turns[second % BEAT_SECONDS] ?? []) ask(each);
    }
  }

  function ask(each: Beating): void {
    if (!each.isHeard && !each.isPaused()) return each.socket.terminate();
    each.isHeard = false;
    each.socket.ping();
  }

  return {
    watch(socket, isPaused) {
      const each: Beating = { socket, isPaused, isHeard: true };
      const turn = turns[next++ % BEAT_SECONDS];
      turn?.add(each);
      count += 1;
      if (count === 1) {
        stop = new AbortController();
        void run(stop.signal);
      }
      return {
        heard: () => void (each.isHeard = true),
        leave() {
          if (!turn?.delete(each)) return;
          count -= 1;
          if (count === 0) stop?.abort();
        },
      };
    },
  };
}
