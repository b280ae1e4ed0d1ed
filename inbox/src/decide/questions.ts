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

let current: Question | undefined;
const listeners = new Set<() => void>();

function show(question: Question | undefined): void {
  current = question;
  for (const changed of listeners) changed();
}

/** The question that stands on the screen now. */
export function useQuestion(): Question | undefined {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    () => current,
  );
}

/** The password, once more; undefined where the person would rather not. */
export function askPassword(wrong?: string): Promise<string | undefined> {
  return new Promise((resolve) => show({ kind: "password", wrong, answered: closing(resolve) }));
}

/** A signature over this very answer; undefined where the person would rather not. */
export function askSignature(card: InboxCard, reply: Reply, wrong?: string): Promise<DecisionProof | undefined> {
  return new Promise((resolve) => show({ kind: "passkey", card, reply, wrong, answered: closing(resolve) }));
}

/** Whether the person has signed in again. Whoever asks while that is asked gets the same answer. */
export function askSignIn(): Promise<boolean> {
  signingIn ??= new Promise<boolean>((resolve) => show({ kind: "signIn", answered: closing(resolve) })).finally(
    () => (signingIn = undefined),
  );
  return signingIn;
}
let signingIn: Promise<boolean> | undefined;

function closing<T>(resolve: (value: T) => void): (value: T) => void {
  return (value) => {
    show(undefined);
    resolve(value);
  };
}
