import type { DecisionProof, InboxCard, Reply } from "@loopgate/contract";
import { useSyncExternalStore } from "react";

/** What has to be asked of the person before an answer can be sent. */
export type Question =
  | { readonly kind: "password"; readonly wrong: string | undefined; readonly answered: (password?: string) => void }
  | {
      readonly kind: "passkey";
      readonly card: InboxCard;
      readonly reply: Reply;
      readonly wrong: string | undefined;
      readonly answered: (proof?: DecisionProof) => void;
    }
  | { readonly kind: "signIn"; readonly answered: (isSignedIn: boolean) => void };

/** What was asked last stands in front, and what it came in front of is not forgotten. */
let open: readonly Question[] = [];
const listeners = new Set<() => void>();

function show(questions: readonly Question[]): void {
  open = questions;
  for (const changed of listeners) changed();
}

/** The question that stands on the screen now. */
export function currentQuestion(): Question | undefined {
  return open.at(-1);
}

/** The same, for what is drawn. */
export function useQuestion(): Question | undefined {
  return useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => void listeners.delete(changed);
  }, currentQuestion);
}

/** The password, once more; undefined where the person would rather not. */
export function askPassword(wrong?: string): Promise<string | undefined> {
  return ask((answered) => ({ kind: "password", wrong, answered }));
}

/** A signature over this very answer; undefined where the person would rather not. */
export function askSignature(card: InboxCard, reply: Reply, wrong?: string): Promise<DecisionProof | undefined> {
  return ask((answered) => ({ kind: "passkey", card, reply, wrong, answered }));
}

/** Whether the person has signed in again. Whoever asks while that is asked gets the same answer. */
export function askSignIn(): Promise<boolean> {
  signingIn ??= ask<boolean>((answered) => ({ kind: "signIn", answered })).finally(() => (signingIn = undefined));
  return signingIn;
}
let signingIn: Promise<boolean> | undefined;

function ask<T>(about: (answered: (value: T) => void) => Question): Promise<T> {
  return new Promise((resolve) => {
    const question = about((value) => {
      show(open.filter((each) => each !== question));
      resolve(value);
    });
    show([...open, question]);
  });
}
