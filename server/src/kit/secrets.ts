import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from "node:crypto";

/** Keys made from the one master secret, each for one purpose. */
export type Secrets = {
  /** 32 bytes that only this purpose uses. */
  key(purpose: string): Buffer;
  /** The same under each master secret that still counts, the newest first: to check what an older one may have signed. */
  keys(purpose: string): readonly [Buffer, ...Buffer[]];
  /**
   * The button token of a delivery, always the same, so that it is never stored: 144 bits, 24 characters. `tokenHash`: what was
   * stored of it, where it was given out already, perhaps under an older master secret.
   */
  readonly tokens: {
    of(delivery: { readonly id: string; readonly tokenHash?: string }): string;
    hash(token: string): string;
  };
  /** Encrypts a short secret for the database; `context` (say, the row's id) must be the same when it is opened. */
  seal(plain: string, context: string): string;
  /** Opens what `seal` made. Throws when the text was changed, belongs elsewhere, or was sealed under a master secret that no longer counts. */
  open(sealed: string, context: string): string;
};

/** `bytes` gives the nonces. Each master secret must be at least 32 bytes; `previous` is the one before, while it still counts. */
export function createSecrets({
  master,
  previous,
  bytes,
}: {
  readonly master: string;
  readonly previous?: string | undefined;
  readonly bytes: (length: number) => Buffer;
}): Secrets {
  const older = previous === undefined || previous === master ? [] : [previous];
  if ([master, ...older].some((secret) => Buffer.byteLength(secret) < 32))
    throw new Error("the master secret must be at least 32 bytes long");
  const derived = (secret: string, purpose: string) =>
    Buffer.from(hkdfSync("sha256", secret, "", `loopgate/${purpose}`, 32));
  const key = (purpose: string) => derived(master, purpose);
  const keys = (purpose: string): [Buffer, ...Buffer[]] => [
    key(purpose),
    ...older.map((secret) => derived(secret, purpose)),
  ];
  const sealings = keys("seal");
  const keyIds = keys("seal key id").map((id) => id.toString("hex", 0, 4));
  const [sealing] = sealings;
  const [keyId] = keyIds;
  const tokenKeys = keys("delivery tokens");
  const tokenOf = (tokens: Buffer, deliveryId: string) =>
    createHmac("sha256", tokens).update(deliveryId).digest().subarray(0, 18).toString("base64url");

  return {
    key,
    keys,
    tokens: {
      of({ id, tokenHash: given }) {
        const all = tokenKeys.map((tokens) => tokenOf(tokens, id));
        return all.find((token) => tokenHash(token) === given) ?? tokenOf(tokenKeys[0], id);
      },
      hash: tokenHash,
    },
    seal(plain, context) {
      const nonce = bytes(12);
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([nonce, cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `v1.${keyId}.${body.toString("base64url")}`;
    },
    open(sealed, context) {
      const [format, sealedBy, text] = sealed.split(".");
      if (format !== "v1" || !text) throw new Error("not a sealed secret");
      const opening = sealings[keyIds.indexOf(sealedBy ?? "")];
      if (!opening) throw new Error("sealed under another master secret");
      const body = Buffer.from(text, "base64url");
      const decipher = createDecipheriv("aes-256-gcm", opening, body.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(context)).setAuthTag(body.subarray(-16));
      return decipher.update(body.subarray(12, -16), undefined, "utf8") + decipher.final("utf8");
    },
  };
}

/** What is stored of a token that somebody else keeps: SHA-256 in hex. Only for tokens of at least 128 random bits. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
