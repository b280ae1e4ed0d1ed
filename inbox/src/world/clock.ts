/** The page's only door to time. */

/** Milliseconds by this machine's clock; countdowns are told by the server's (server-time.ts). */
export function now(): number {
  return Date.now();
}

/** Calls once, after a time; what it returns calls it off. */
export function after(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}

/** Calls again and again; what it returns ends that. */
export function every(ms: number, call: () => void): () => void {
  const timer = setInterval(call, ms);
  return () => clearInterval(timer);
}

/** Calls once what was just changed is on the page. */
export function onNextFrame(call: () => void): void {
  requestAnimationFrame(call);
}

/** Calls before each frame with the milliseconds since the first; what it returns ends that. */
export function eachFrame(call: (elapsed: number) => void): () => void {
  let handle = 0;
  let start: number | undefined;
  const frame = (at: number) => {
    start ??= at;
    handle = requestAnimationFrame(frame);
    call(at - start);
  };
  handle = requestAnimationFrame(frame);
  return () => cancelAnimationFrame(handle);
}
