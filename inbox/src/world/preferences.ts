/** What this browser keeps of its person's choices; none of it is known to the server. */
type Preferences = {
  readonly theme: "system" | "light" | "dark";
  readonly language: string;
  /** Whether a single letter acts: j, k, a, d, e, ?. */
  readonly keys: "on" | "off";
  /** How a yes to a high risk is given: by holding, or by pressing twice. */
  readonly confirm: "hold" | "twice";
  /** The tenant that was looked at last. */
  readonly tenant: string;
  /** Whether somebody has signed in here with a passkey, or made one. */
  readonly passkey: "used";
};

type Name = keyof Preferences;

/** What was kept; undefined where nothing was, or where the browser keeps nothing. */
export function readPreference<N extends Name>(name: N): Preferences[N] | undefined {
  try {
    return (localStorage.getItem(`loopgate.${name}`) as Preferences[N] | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a choice, or forgets it, where the browser lets it, and tells who shows it. */
export function savePreference<N extends Name>(name: N, value: Preferences[N] | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`loopgate.${name}`);
    else localStorage.setItem(`loopgate.${name}`, value);
  } catch {
    // A browser that keeps nothing forgets the choice with the tab.
  }
  for (const changed of listeners) changed();
}

const listeners = new Set<() => void>();

/** Calls back at each change; what it returns ends that. */
export function onPreference(changed: () => void): () => void {
  listeners.add(changed);
  return () => void listeners.delete(changed);
}
