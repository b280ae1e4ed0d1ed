import { createHash } from "node:crypto";
import {
  canonical,
  challengeText,
  LoopgateError,
  type NewPasskeyAsked,
  type Passkey,
  type PasskeyAsked,
  type PasskeyProof,
  type RegistrationResponse,
  type Statement,
} from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import { isUniqueViolation } from "../../db/unique-violation.ts";
import type { Actor } from "../../gate/transition.ts";
import { timeText } from "../../gate/view.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import type { Facts } from "../facts.ts";
import { NONCE_LIFE_MS, type Nonces } from "./nonces.ts";
import { mustParty, partyAt } from "./party.ts";
import type { FactorTables } from "./tables.ts";
import { ALGORITHMS, assertedCounter, newCredential } from "./webauthn.ts";

/** Who is signed in, and by which sign-in: what is asked of one is answered by no other. */
export type Signed = { readonly accountId: string; readonly signInId: string; readonly username: string };

/** People's passkeys. Each refusal is a LoopgateError. */
export type Passkeys = {
  list(accountId: string): Promise<readonly Passkey[]>;
  /** Throws `too_many_passkeys`, `passkeys_need_https`. */
  askNew(by: Signed): Promise<NewPasskeyAsked>;
  /** Throws `passkey_failed`, and what `askNew` throws. */
  add(
    by: Signed,
    made: { readonly name?: string | undefined; readonly nonce: string; readonly response: RegistrationResponse },
  ): Promise<Passkey>;
  /** Answers its name. Throws `passkey_not_found`. */
  remove(accountId: string, id: string, by: Actor): Promise<string>;
  /** What one of the account's passkeys has to sign; without an account any passkey that the browser has of us. */
  ask(statement: Statement, by: Signed | undefined): Promise<PasskeyAsked>;
  /** Whose passkey signed the statement, and which. Throws `passkey_failed`; the nonce is used up only by what is right. */
  use(
    proof: PasskeyProof,
    statement: Statement,
    by: Signed | undefined,
  ): Promise<{ readonly accountId: string; readonly id: string }>;
};

type Row = FactorTables["passkeys"];
const MOST = 20;
const UNNAMED = "Passkey";

export function createPasskeys(parts: {
  readonly db: Database;
  readonly ids: Pick<Ids, "id">;
  readonly clock: Clock;
  readonly nonces: Nonces;
  readonly facts: Facts;
  readonly url: () => URL;
}): Passkeys {
  const { db, ids, clock, nonces, facts, url } = parts;
  const sql = db.query<FactorTables>();

  const of = (accountId: string) =>
    sql
      .selectFrom("passkeys")
      .selectAll()
      .where("account_id", "=", accountId)
      .orderBy("created_at")
      .orderBy("id")
      .execute();

  async function mustHaveRoom(accountId: string): Promise<readonly Row[]> {
    const rows = await of(accountId);
    if (rows.length < MOST) return rows;
    throw new LoopgateError("too_many_passkeys", `Remove one first: an account has ${MOST} at most.`);
  }

  const fact = (type: "factor.added" | "factor.removed", accountId: string, id: string, actor: Actor) =>
    facts({
      tenantId: accountId,
      type,
      subject: accountId,
      actor,
      data: { account_id: accountId, factor: "passkey", factor_id: id },
    });

  return {
    list: async (accountId) => (await of(accountId)).map(told),
    async askNew(by) {
      const party = mustParty(url());
      const rows = await mustHaveRoom(by.accountId);
      const nonce = nonces.make({ kind: "add_passkey", whose: whose(by) });
      return {
        nonce,
        options: {
          challenge: challengeOf({ kind: "add_passkey" }, nonce),
          timeout: NONCE_LIFE_MS,
          rp: { id: party.id, name: "Loopgate" },
          user: { id: handleOf(by.accountId), name: by.username, displayName: by.username },
          pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
          excludeCredentials: rows.map(descriptor),
          authenticatorSelection: {
            residentKey: "required",
            requireResidentKey: true,
            userVerification: "required",
          },
          attestation: "none",
        },
      };
    },
    async add(by, { name = UNNAMED, nonce, response }) {
      const party = mustParty(url());
      await mustHaveRoom(by.accountId);
      const isGood = nonces.isGood(nonce, { kind: "add_passkey", whose: whose(by) });
      const challenge = challengeOf({ kind: "add_passkey" }, nonce);
      const credential = isGood ? await newCredential(response, { party, challenge }) : undefined;
      if (!credential || !(await nonces.use(nonce))) throw failed();
      const row: Row = {
        id: ids.id(),
        account_id: by.accountId,
        credential_id: credential.id,
        public_key: credential.publicKey,
        counter: credential.counter,
        transports: JSON.stringify(credential.transports),
        rp_id: party.id,
        name,
        created_at: clock.now(),
        last_used_at: null,
      };
      const rows = [fact("factor.added", by.accountId, row.id, { kind: "account", id: by.accountId })];
      try {
        await db.write(by.accountId, { guard: sql.insertInto("passkeys").values(row).compile(), rows });
      } catch (error) {
        if (isUniqueViolation(error)) throw failed({ cause: error });
        throw error;
      }
      return told(row);
    },
    async remove(accountId, id, by) {
      const row = (await of(accountId)).find((one) => one.id === id);
      const guard = sql.deleteFrom("passkeys").where("account_id", "=", accountId).where("id", "=", id).compile();
      if (row && (await db.write(accountId, { guard, rows: [fact("factor.removed", accountId, id, by)] })))
        return row.name;
      throw new LoopgateError("passkey_not_found", "List yours with GET /api/user/passkeys.");
    },
    async ask(statement, by) {
      const party = mustParty(url());
      const rows = by ? (await of(by.accountId)).filter(({ rp_id: id }) => id === party.id) : [];
      const nonce = nonces.make({ kind: statement.kind, whose: whose(by) });
      return {
        nonce,
        options: {
          challenge: challengeOf(statement, nonce),
          timeout: NONCE_LIFE_MS,
          rpId: party.id,
          allowCredentials: rows.map(descriptor),
          userVerification: "required",
        },
      };
    },
    async use({ nonce, assertion }, statement, by) {
      const party = mustParty(url());
      if (!nonces.isGood(nonce, { kind: statement.kind, whose: whose(by) })) throw failed();
      const row = await sql
        .selectFrom("passkeys")
        .selectAll()
        .where("credential_id", "=", assertion.id)
        .executeTakeFirst();
      const handle = assertion.response.userHandle ?? undefined;
      if (!row || (by && row.account_id !== by.accountId)) throw failed();
      if (handle !== undefined && handle !== handleOf(row.account_id)) throw failed();
      const counter = await assertedCounter(assertion, {
        party,
        challenge: challengeOf(statement, nonce),
        credential: { id: row.credential_id, publicKey: row.public_key, counter: row.counter },
      });
      if (counter === undefined || !(await nonces.use(nonce))) throw failed();
      // Of two that sign with one counter, one is a copy of the passkey (WebAuthn Level 3, 6.1.1); many count nothing, and stay at 0.
      const counted = await sql
        .updateTable("passkeys")
        .set({ counter, last_used_at: clock.now() })
        .where("id", "=", row.id)
        .where("counter", counter === 0 ? "=" : "<", counter)
        .returning("id")
        .execute();
      if (counted.length === 0) throw failed();
      return { accountId: row.account_id, id: row.id };
    },
  };
}

/** Whether a passkey of the account works at this address. */
export function worksAt(url: URL, passkeys: readonly Passkey[]): boolean {
  return passkeys.some(({ rp_id: id }) => id === partyAt(url)?.id);
}

/** SHA-256 over the statement with the nonce in it: what is signed says what for. */
function challengeOf(statement: Statement, nonce: string): string {
  return createHash("sha256")
    .update(canonical(challengeText(statement, nonce)))
    .digest("base64url");
}

function whose(by: Signed | undefined): string {
  return by ? `${by.accountId} ${by.signInId}` : "";
}

/** By which a passkey names its account. */
function handleOf(accountId: string): string {
  return Buffer.from(accountId).toString("base64url");
}

function descriptor({ credential_id: id, transports }: Row) {
  return { id, type: "public-key" as const, transports: JSON.parse(transports) as string[] };
}

function told({ id, name, rp_id, created_at: at, last_used_at: used }: Row): Passkey {
  return { id, name, rp_id, created_at: timeText(at), last_used_at: used === null ? null : timeText(used) };
}

function failed(options: { readonly cause?: unknown } = {}): LoopgateError {
  return new LoopgateError("passkey_failed", "Ask for new options, and use a passkey of this account.", [], options);
}
