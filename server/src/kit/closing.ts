import type { Clock, Millis } from "./clock.ts";

/** What was started, to be stopped in the reverse order. */
export type Closing = {
  add(name: string, close: () => Promise<void> | void): void;
  /** Closes everything within `deadlineMs`; answers the names of what failed or was too slow. Never rejects. */
  close(deadlineMs: Millis): Promise<readonly string[]>;
};

/** How long everything together may take to stop. */
export const STOP_MS: Millis = 4_000;

export function createClosing({ clock }: { clock: Clock }): Closing {
  const open: { readonly name: string; readonly close: () => Promise<void> | void }[] = [];

  return {
    add(name, close) {
      open.push({ name, close });
    },
    async close(deadlineMs) {
      const deadline = new AbortController();
      const tooLate = clock.sleep(deadlineMs, deadline.signal);
      const unclosed: string[] = [];
      for (let part = open.pop(); part; part = open.pop()) {
        const end = await Promise.race([attempt(part.close), tooLate.then(oneTurn)]);
        if (end !== "closed") unclosed.push(part.name);
      }
      deadline.abort();
      return unclosed;
    },
  };
}

/** After the deadline what closes at once is still counted as closed. */
function oneTurn(): Promise<"late"> {
  return new Promise((resolve) => {
    setImmediate(resolve, "late");
  });
}

/** Starts the close even when the deadline has passed: it may still free a port or a file. */
async function attempt(close: () => Promise<void> | void): Promise<"closed" | "failed"> {
  try {
    await close();
    return "closed";
  } catch {
    return "failed";
  }
}
