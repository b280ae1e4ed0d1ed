import type { InboxStart } from "@loopgate/contract";

/** Stands for a key where one is needed and none was made on this page. */
const NO_KEY = "lk_pub_YOUR_KEY";

/** Where agents find this server, and the key that they bring: the one that was just made, where they need one. */
export function agentPlace({ public_url: publicUrl, mode }: InboxStart, madeKey: string | undefined) {
  const url = (publicUrl ?? location.origin).replace(/\/$/, "");
  return { url, key: mode === "local" ? madeKey : (madeKey ?? NO_KEY) };
}
