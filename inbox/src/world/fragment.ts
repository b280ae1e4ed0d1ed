let taken = "";

/** The one-time code that stood behind the `#` of a link. It is taken out of the address, where a glance or a screenshot would find it. */
export function takeFragment(): string {
  const { hash, pathname, search } = location;
  if (hash.length > 1) {
    taken = decoded(hash.slice(1));
    history.replaceState(null, "", pathname + search);
  }
  return taken;
}

/** Calls back when a link with another code is opened in this very tab; what it returns ends that. */
export function onFragment(changed: () => void): () => void {
  addEventListener("hashchange", changed);
  return () => removeEventListener("hashchange", changed);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
