/**
 * What a person has begun to answer outlives a reload, a sign-in and a lost connection, for as long as the tab. Whoever signs in there
 * next sees nothing of it.
 */
const PREFIX = "loopgate.draft.";

/** Whose draft, and for which card. */
export type DraftPlace = { readonly accountId: string; readonly requestId: string };

/** Undefined where nothing was begun for this card as it is now. */
export function readDraft(place: DraftPlace, shownDigest: string): object | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(place)) ?? "null") as Kept | null;
    return kept?.shownDigest === shownDigest ? kept.draft : undefined;
  } catch {
    return undefined;
  }
}

export function saveDraft(place: DraftPlace, shownDigest: string, draft: object): void {
  try {
    sessionStorage.setItem(keyOf(place), JSON.stringify({ shownDigest, draft }));
  } catch {
    // A browser that keeps nothing, or no more, has it as long as the page is open.
  }
}

export function dropDraft(place: DraftPlace): void {
  try {
    sessionStorage.removeItem(keyOf(place));
  } catch {
    // Nothing was kept.
  }
}

/** All of them, as signing out does. */
export function dropDrafts(): void {
  try {
    const keys = Array.from({ length: sessionStorage.length }, (_, at) => sessionStorage.key(at) ?? "");
    for (const key of keys) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

type Kept = { readonly shownDigest: string; readonly draft: object };

function keyOf({ accountId, requestId }: DraftPlace): string {
  return `${PREFIX}${accountId}.${requestId}`;
}
