import type { PasskeyAsked, SignedIn } from "@loopgate/contract";
import { api, enterTenant } from "./api.ts";
import { browserPublicKey, dropBrowserKey } from "./browser-key.ts";
import { dropDrafts } from "./drafts.ts";
import { provePasskey } from "./passkey.ts";
import { savePreference } from "./preferences.ts";
import { queries } from "./queries.ts";

/** What somebody types who signs in. */
type Credentials = { readonly username: string; readonly password: string };

/** Each binds the key of this browser to the sign-in that it makes, so that nobody decides with its cookie alone. */
export const signIn = {
  byPassword: (given: Credentials) => enter("/api/auth/login", given),
  async byPasskey() {
    const asked = await api.post<PasskeyAsked>("/api/auth/passkey/options");
    await enter("/api/auth/passkey", await provePasskey(asked));
    savePreference("passkey", "used");
  },
  /** By the code of the owner's link, or of an invitation. */
  byCode: (how: "owner" | "join", given: Credentials & { readonly code: string }) => enter(`/api/auth/${how}`, given),
  async anew(given: Credentials) {
    await api.post("/api/auth/register", given);
    await enter("/api/auth/login", given);
  },
};

async function enter(path: string, given: object): Promise<void> {
  const browserKey = await browserPublicKey();
  await api.post<SignedIn>(path, { ...given, ...(browserKey !== undefined && { browser_key: browserKey }) });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin, and takes none
  tabs?.postMessage("signed in");
}

/** All tabs of a browser have one cookie: who signs in or out in one of them does so in all. */
const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("loopgate sign-in") : undefined;

/** Calls back when another tab has signed in or out; what it returns ends that. */
export function onSignInElsewhere(changed: () => void): () => void {
  tabs?.addEventListener("message", changed);
  return () => tabs?.removeEventListener("message", changed);
}

/** Shows another of the account's tenants from now on; undefined: the one that is its own choice. */
export async function switchTenant(id: string | undefined): Promise<void> {
  savePreference("tenant", id);
  enterTenant(id);
  await queries.resetQueries();
}

/** Ends this sign-in, and leaves nothing of it in the browser. */
export async function signOut(): Promise<void> {
  const { unsubscribe } = await import("./push.ts");
  await unsubscribe().catch(() => undefined);
  await api.post("/api/auth/logout");
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin, and takes none
  tabs?.postMessage("signed out");
  await dropBrowserKey();
  dropDrafts();
  await switchTenant(undefined);
}
