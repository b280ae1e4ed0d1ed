import type { Wakeups } from "../../db/wakeups.ts";
import type { TenantId } from "../../gate/request.ts";

/** Hints that a key, or a connection, was revoked, by its id. */
export const KEY_TOPIC = "api key";

/** An API key, or the connection of an access token. */
export type KeyRef = { readonly tenantId: TenantId; readonly id: string; readonly of: "API key" | "connection" };

/** Ends the calls in progress whose key has stopped to work. */
export type Revocations = {
  /** The signal aborts once the key works no more. */
  watch(key: KeyRef): { readonly signal: AbortSignal; close(): void };
  /** Looks at every key that is watched: a hint may be lost, and keys expire. */
  sweep(): Promise<void>;
  close(): void;
};

export function createRevocations({
  wakeups,
  works,
  failed,
}: {
  readonly wakeups: Pick<Wakeups, "on">;
  readonly works: (key: KeyRef) => Promise<boolean>;
  /** Told where keys could not be looked at; the next sweep looks again. */
  readonly failed: (error: unknown) => void;
}): Revocations {
  const watched = new Map<string, { readonly key: KeyRef; readonly calls: Set<AbortController> }>();

  async function look(key: KeyRef): Promise<void> {
    if (await works(key)) return;
    for (const call of watched.get(key.id)?.calls ?? []) call.abort("the API key works no more");
  }
  async function lookAt(keyIds: Iterable<string>): Promise<void> {
    const entries = [...keyIds].flatMap((id) => watched.get(id) ?? []);
    await Promise.all(entries.map(({ key }) => look(key)));
  }
  const unsubscribe = wakeups.on(KEY_TOPIC, (keys) => {
    lookAt(keys === "all" ? watched.keys() : keys).catch(failed);
  });

  return {
    watch(key) {
      const call = new AbortController();
      const entry = watched.get(key.id) ?? { key, calls: new Set() };
      watched.set(key.id, entry);
      entry.calls.add(call);
      return {
        signal: call.signal,
        close() {
          entry.calls.delete(call);
          if (entry.calls.size === 0 && watched.get(key.id) === entry) watched.delete(key.id);
        },
      };
    },
    sweep: () => lookAt(watched.keys()),
    close: unsubscribe,
  };
}
