import { useSyncExternalStore } from "react";
import { every, now } from "./clock.ts";

/** Time as the server has it: whoever's own clock is wrong sees the same countdown as everybody. */
let offset = 0;
let ticked = now();
let stop: (() => void) | undefined;
const listeners = new Set<() => void>();

/** Learns the server's time from an answer that says it. */
export function noteServerTime(text: string): void {
  const told = Date.parse(text) - now();
  // What an answer needed to arrive moves it by less than a second; a clock that is wrong does by more.
  if (Math.abs(told - offset) > 500) offset = told;
}

export function serverNow(): number {
  return now() + offset;
}

/** The server's time in milliseconds, anew each second; one timer serves the whole page. */
export function useServerTime(): number {
  return useSyncExternalStore(listen, () => ticked);
}

function listen(changed: () => void): () => void {
  if (listeners.size === 0) {
    ticked = serverNow();
    stop = every(1_000, tick);
  }
  listeners.add(changed);
  return () => {
    listeners.delete(changed);
    if (listeners.size === 0) stop?.();
  };
}

function tick(): void {
  ticked = serverNow();
  for (const changed of listeners) changed();
}
