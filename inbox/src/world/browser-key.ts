/**
 * The key that proves that an answer comes from this page: a cookie is shared by every port of a host, what IndexedDB keeps is
 * not. The private part cannot leave the browser, not even to this page.
 */
const DATABASE = "loopgate";
const STORE = "keys";
const NAME = "browser";
const KEY = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;

/** False on plain HTTP off localhost, and where the browser keeps nothing: the password is asked for instead. */
export function hasBrowserKeys(): boolean {
  return "subtle" in crypto && "indexedDB" in globalThis;
}

/** The public part as SPKI in base64url, which a sign-in is bound to; the key is made where there is none yet. Undefined: no keys here. */
export async function browserPublicKey(): Promise<string | undefined> {
  if (!hasBrowserKeys()) return undefined;
  try {
    const pair = (await readPair()) ?? (await makePair());
    return base64url(await crypto.subtle.exportKey("spki", pair.publicKey));
  } catch {
    return undefined;
  }
}

/** The signature over a text, r and s of 32 bytes each, in base64url; undefined where this browser has no key. */
export async function signWithBrowserKey(text: string): Promise<string | undefined> {
  if (!hasBrowserKeys()) return undefined;
  const pair = await readPair().catch(() => undefined);
  if (pair === undefined) return undefined;
  return base64url(await crypto.subtle.sign(SIGNATURE, pair.privateKey, new TextEncoder().encode(text)));
}

/** Forgets the key, as signing out does. */
export async function dropBrowserKey(): Promise<void> {
  if (hasBrowserKeys()) await withStore("readwrite", (store) => store.delete(NAME)).catch(() => undefined);
  forget();
}

async function makePair(): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey(KEY, false, ["sign", "verify"]);
  await withStore("readwrite", (store) => store.put(pair, NAME));
  forget();
  return pair;
}

/** Read from the storage once: an answer does not wait for it. */
let known: Promise<CryptoKeyPair | undefined> | undefined;
/** Another tab that signs in or out changes the key for all. */
const changes = "BroadcastChannel" in globalThis ? new BroadcastChannel("loopgate key") : undefined;
changes?.addEventListener("message", () => (known = undefined));

function forget(): void {
  known = undefined;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin, and takes none
  changes?.postMessage("changed");
}

function readPair(): Promise<CryptoKeyPair | undefined> {
  known ??= withStore<CryptoKeyPair | undefined>("readonly", (store) => store.get(NAME)).then(
    (pair) => {
      if (pair === undefined) known = undefined;
      return pair;
    },
    (error: unknown) => {
      known = undefined;
      throw error;
    },
  );
  return known;
}

async function withStore<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await answered(opening());
  try {
    return await answered(ask(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function opening(): IDBOpenDBRequest {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore(STORE));
  return request;
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("The browser's storage failed")));
  });
}

/** Bytes in base64url without padding (RFC 4648, 5). */
export function base64url(bytes: ArrayBuffer | Uint8Array): string {
  const letters = Array.from(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes), (byte) =>
    String.fromCharCode(byte),
  );
  return btoa(letters.join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
