/** A sentence for the ear; where it `isShown`, for the eye too. */
type Announcement = { readonly sentence: string; readonly isShown: boolean };

let last: Announcement = { sentence: "", isShown: false };
const listeners = new Set<() => void>();

/** Has a sentence read out by whoever reads the screen aloud. */
export function announce(sentence: string, { isShown = false } = {}): void {
  // The same sentence twice would be no change, and not be read.
  last = { sentence: last.sentence === sentence ? `${sentence}\u00a0` : sentence, isShown };
  for (const changed of listeners) changed();
}

export function lastAnnounced(): Announcement {
  return last;
}

export function onAnnounced(changed: () => void): () => void {
  listeners.add(changed);
  return () => void listeners.delete(changed);
}
