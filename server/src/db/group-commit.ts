import type Sqlite from "better-sqlite3";
import { Unavailable } from "../kit/failures.ts";
import { crashpoint } from "../kit/crashpoint.ts";

/** Work that runs inside a commit that it may share with others. It must not wait for anything. */
export type GroupCommit = {
  /** Answers after the commit, or rejects with nothing of it done. Its own failure leaves the others of the group alone. */
  add<T>(work: () => T): Promise<T>;
  /** Holds groups back while something else has the connection for itself. */
  pause(): () => void;
  /** Commits what waits and takes no more. */
  close(): void;
};

type Waiting = {
  readonly work: () => unknown;
  readonly done: (value: unknown) => void;
  readonly failed: (error: unknown) => void;
};
type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** Writes that arrive in one turn of the event loop share one commit, so one wait for the disk. Over `limit` waiting: `overloaded`. */
export function createGroupCommit({ handle, limit }: { handle: Sqlite.Database; limit: number }): GroupCommit {
  const begin = handle.prepare("begin immediate");
  const commit = handle.prepare("commit");
  const rollback = handle.prepare("rollback");
  const save = handle.prepare("savepoint one");
  const release = handle.prepare("release one");
  const undo = handle.prepare("rollback to one");

  let waiting: Waiting[] = [];
  let scheduled = false;
  let paused = false;
  let closed = false;

  const schedule = () => {
    if (scheduled || paused || waiting.length === 0) return;
    scheduled = true;
    setImmediate(flush);
  };

  const flush = () => {
    scheduled = false;
    if (paused || waiting.length === 0) return;
    const group = waiting;
    waiting = [];
    const outcomes = committed(group);
    group.forEach((one, index) => answer(one, outcomes[index]));
  };

  /** What became of each, once the disk has it; undefined for all when the commit as a whole failed. */
  const committed = (group: readonly Waiting[]): readonly (Outcome | undefined)[] => {
    try {
      begin.run();
      const outcomes = group.map(({ work }) => alone(work));
      crashpoint("inside-transaction");
      commit.run();
      return outcomes;
    } catch (cause) {
      if (handle.inTransaction) rollback.run();
      const error = new Unavailable("unavailable", "The database cannot write now; nothing was changed.", { cause });
      return group.map(() => ({ error }));
    }
  };

  const alone = (work: () => unknown): Outcome => {
    save.run();
    try {
      const value = work();
      release.run();
      return { value };
    } catch (error) {
      if (!handle.inTransaction || isStorageFailure(error)) throw error;
      undo.run();
      release.run();
      return { error };
    }
  };

  return {
    add<T>(work: () => T) {
      if (closed) return Promise.reject(new Unavailable("unavailable", "The database is closed."));
      if (waiting.length >= limit) {
        return Promise.reject(new Unavailable("overloaded", "Too many changes wait to be saved; try again shortly."));
      }
      return new Promise<T>((resolve, reject) => {
        // The value comes back as what `work` gave: the list between them knows no types.
        waiting.push({ work, done: (value) => resolve(value as T), failed: reject });
        schedule();
      });
    },
    pause() {
      paused = true;
      return () => {
        paused = false;
        schedule();
      };
    },
    close() {
      closed = true;
      flush();
    },
  };
}

function answer(one: Waiting, outcome: Outcome | undefined): void {
  if (outcome && "value" in outcome) one.done(outcome.value);
  else one.failed(outcome?.error);
}

/** The disk or the file is at fault, not this one statement: after it no part of the transaction can be trusted. */
export function isStorageFailure(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^SQLITE_(FULL|IOERR|NOMEM|CORRUPT|READONLY|CANTOPEN|BUSY|NOTADB|PROTOCOL)/.test(code);
}
