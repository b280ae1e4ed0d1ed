/** What a person has begun to answer outlives a reload, a sign-in and a lost connection, for as long as the tab. */
const PREFIX = "loopgate.draft.";

/** Undefined where nothing was begun for this card as it is now. */
export function readDraft(requestId: string, shownDigest: string): object | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(PREFIX + requestId) ?? "null") as Kept | null;
    return kept?.shownDigest === shownDigest ? kept.draft : undefined;
  } catch {
    return undefined;
  }
}

export function saveDraft(requestId: string, shownDigest: string, draft: object): void {
  try {
    sessionStorage.setItem(PREFIX + requestId, JSON.stringify({ shownDigest, draft }));
  } catch {
    // A browser that keeps nothing, or no more, has it as long as the page is open.
  }
}

export function dropDraft(requestId: string): void {
  try {
    sessionStorage.removeItem(PREFIX + requestId);
  } catch {
    // Nothing was kept.
  }
}

type Kept = { readonly shownDigest: string; readonly draft: object };
