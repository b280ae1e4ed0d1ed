/** Every moment of the gate's work at which the crash campaign ends a process; docs/reliability.md tells what each would break. */
export const CRASHPOINTS = [
  "before-commit",
  "inside-transaction",
  "after-commit-before-wake",
  "after-create-before-reply",
  "after-vote-before-reply",
  "after-cancel-before-reply",
  "after-claim",
  "after-prepare-before-send",
  "after-send-before-record",
  "after-record-before-finish",
  "show-before-update",
  "show-after-update-before-record",
  "updates-stored-before-confirm",
  "after-handling-before-done",
  "timeout-committed",
  "call-before-send",
  "call-after-send-before-record",
] as const;

export type Crashpoint = (typeof CRASHPOINTS)[number];

let reached: (name: Crashpoint) => void = nothing;

/** Marks a moment at which a process may die. Does nothing in a shipped program, since only a test's own entry arms it. */
export function crashpoint(name: Crashpoint): void {
  reached(name);
}

/** From now on `handler` is called, synchronously, at every marked moment that is reached. Not for shipped code. */
export function armCrashpoints(handler: (name: Crashpoint) => void): void {
  reached = handler;
}

function nothing(): void {}
