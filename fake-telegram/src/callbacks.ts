import { Refusal } from "./errors.ts";
import { readBoolean, readString, type Parameters } from "./parameters.ts";

/** What the bot showed to the person who pressed. */
export type Answer = { readonly id: string; readonly text: string | undefined; readonly showAlert: boolean };

export type Callbacks = {
  /** A new press; returns the query's id. */
  open(): string;
  answer(parameters: Parameters): true;
  readonly answers: () => readonly Answer[];
};

const longestAnswer = 200;

/** Presses and their answers: one answer each, and only for a short while after the press. */
export function createCallbacks(deps: { now(): number; ttlSeconds: number }): Callbacks {
  const open = new Map<string, number>();
  const answers: Answer[] = [];
  let last = 0;

  return {
    open() {
      const id = `4382bfdwdsb${String(++last).padStart(8, "0")}`;
      open.set(id, deps.now());
      return id;
    },
    answer(parameters) {
      const id = readString(parameters, "callback_query_id");
      const text = readString(parameters, "text");
      const pressedAt = open.get(id);
      if (text.length > longestAnswer) throw new Refusal("answerTooLong");
      if (pressedAt === undefined || deps.now() - pressedAt > deps.ttlSeconds * 1000) throw new Refusal("queryTooOld");
      open.delete(id);
      answers.push({ id, text: text === "" ? undefined : text, showAlert: readBoolean(parameters, "show_alert") });
      return true;
    },
    answers: () => answers,
  };
}
