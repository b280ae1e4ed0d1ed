import { createCipheriv, hkdfSync } from "node:crypto";
import type { KeyPair } from "./p256.ts";

/** What a browser gives with its subscription, so that nobody on the way can read what it is sent. */
export type BrowserKeys = { readonly p256dh: Buffer; readonly auth: Buffer };

/** Any size that holds the whole message: there is one record. */
const RECORD_BYTES = 4096;
/** Marks the last record (RFC 8188, 2). */
const LAST = Buffer.from([2]);

/** A message that only this browser can read: aes128gcm of RFC 8188 with the keys of RFC 8291. `own` and `salt` (16 bytes) serve one message only. */
export function encryptFor(
  { p256dh, auth }: BrowserKeys,
  message: Buffer,
  { own, salt }: { readonly own: KeyPair; readonly salt: Buffer },
): Buffer {
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), p256dh, own.publicKey]);
  const shared = derive(own.secretWith(p256dh), auth, info, 32);
  const key = derive(shared, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = derive(shared, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  const body = [cipher.update(message), cipher.update(LAST), cipher.final(), cipher.getAuthTag()];
  const sizes = Buffer.alloc(5);
  sizes.writeUInt32BE(RECORD_BYTES);
  sizes.writeUInt8(own.publicKey.length, 4);
  return Buffer.concat([salt, sizes, own.publicKey, ...body]);
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, length));
}
