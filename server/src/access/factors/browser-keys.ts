import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { canonical, LoopgateError, type DecisionStatement, type JsonObject } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { AccountTables } from "../accounts/tables.ts";

/**
 * Keys that browsers keep for one origin and give out to nobody: a cookie goes to every port of a host, so whoever holds one is not yet
 * at a page of ours.
 */
export type BrowserKeys = {
  isBound(signInId: string): Promise<boolean>;
  /** Throws `browser_key_bound` where the sign-in has one. */
  bind(signInId: string, browserKey: string): Promise<void>;
  /** Whether the key that is bound to the sign-in signed the statement. */
  signed(signInId: string, statement: DecisionStatement, signature: string): Promise<boolean>;
};

export function createBrowserKeys({ db }: { readonly db: Database }): BrowserKeys {
  const sql = db.query<AccountTables>();

  async function keyOf(signInId: string): Promise<string | undefined> {
    const row = await sql.selectFrom("sign_ins").select("browser_key").where("id", "=", signInId).executeTakeFirst();
    return row?.browser_key ?? undefined;
  }

  return {
    isBound: async (signInId) => (await keyOf(signInId)) !== undefined,
    async bind(signInId, browserKey) {
      const bound = await sql
        .updateTable("sign_ins")
        .set({ browser_key: browserKey })
        .where("id", "=", signInId)
        .where("browser_key", "is", null)
        .returning("id")
        .execute();
      if (bound.length > 0) return;
      throw new LoopgateError("browser_key_bound", "Sign out, and sign in with the new key.");
    },
    async signed(signInId, statement, signature) {
      const key = await keyOf(signInId);
      if (key === undefined) return false;
      const said = Buffer.from(canonical(statement as JsonObject));
      // WebCrypto signs as r and s one after the other (W3C Web Cryptography, 23.7.3).
      const by = { key: p256(key), dsaEncoding: "ieee-p1363" } as const;
      return verify("sha256", said, by, Buffer.from(signature, "base64url"));
    },
  };
}

/** The key as it is stored. Throws `invalid_request` for what is no public key on P-256. */
export function checkedBrowserKey<Given extends string | undefined>(browserKey: Given): Given {
  if (browserKey !== undefined) p256(browserKey);
  return browserKey;
}

function p256(browserKey: string): KeyObject {
  const key = readSpki(browserKey);
  if (key?.asymmetricKeyDetails?.namedCurve === "prime256v1") return key;
  throw new LoopgateError("invalid_request", "Correct the field that is named, and send it again.", [
    { path: "browser_key", message: "must be a P-256 public key: SPKI in base64url" },
  ]);
}

function readSpki(text: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(text, "base64url"), format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}
