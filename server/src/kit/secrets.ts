import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from "node:crypto";

/** Keys made from the one master secret, each for one purpose. */
export type Secrets = {
  /** 32 bytes that only this purpose uses. */
  key(purpose: string): Buffer;
  /** The button token of a delivery: always the same for the same id, so that it is never stored. 144 bits, 24 characters. */
  deliveryToken(deliveryId: string): string;
  /** Encrypts a short secret for the database; `context` (say, the row's id) must be the same when it is opened. */
  seal(plain: string, context: string): string;
  /** Opens what `seal` made. Throws when the text was changed, belongs elsewhere, or was sealed under another master secret. */
  open(sealed: string, context: string): string;
};

/** `bytes` gives the nonces. The master secret must be at least 32 bytes. */
export function createSecrets({ master, bytes }: { master: string; bytes: (length: number) => Buffer }): Secrets {
  if (Buffer.byteLength(master) < 32) throw new Error("the master secret must be at least 32 bytes long");
  const key = (purpose: string) => Buffer.from(hkdfSync("sha256", master, "", `loopgate/${purpose}`, 32));
  const sealing = key("seal");
  const keyId = key("seal key id").toString("hex", 0, 4);
  const tokens = key("delivery tokens");

  return {
    key,
    deliveryToken: (deliveryId) =>
      createHmac("sha256", tokens).update(deliveryId).digest().subarray(0, 18).toString("base64url"),
    seal(plain, context) {
      const nonce = bytes(12);
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([nonce, cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `v1.${keyId}.${body.toString("base64url")}`;
    },
    open(sealed, context) {
      const [format, sealedBy, text] = sealed.split(".");
      if (format !== "v1" || !text) throw new Error("not a sealed secret");
      if (sealedBy !== keyId) throw new Error("sealed under another master secret");
      const body = Buffer.from(text, "base64url");
      const decipher = createDecipheriv("aes-256-gcm", sealing, body.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(context)).setAuthTag(body.subarray(-16));
      return decipher.update(body.subarray(12, -16), undefined, "utf8") + decipher.final("utf8");
    },
  };
}

/** What is stored of a token that somebody else keeps: SHA-256 in hex. Only for tokens of at least 128 random bits. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
