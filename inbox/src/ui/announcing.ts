let said = "";
const listeners = new Set<() => void>();

/** Has a sentence read out by whoever reads the screen aloud. */
export function announce(sentence: string): void {
  // The same sentence twice would be no change, and not be read.
  said = said === sentence ? `${sentence}\u00a0` : sentence;
  for (const changed of listeners) changed();
}

export function lastAnnounced(): string {
  return said;
}

export function onAnnounced(changed: () => void): () => void {
  listeners.add(changed);
  return () => void listeners.delete(changed);
}
