/** SHA-256 of a text in UTF-8, as lower-case hex; undefined where the browser has no WebCrypto (plain HTTP off localhost). */
export async function sha256(text: string): Promise<string | undefined> {
  const bytes = await hashed(text);
  return bytes && Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The same as bytes. */
export async function hashed(text: string): Promise<Uint8Array | undefined> {
  if (!("subtle" in crypto)) return undefined;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
