import { LoopgateError, type DecisionChallenge, type DecisionProof, type DecisionStatement } from "@loopgate/contract";
import type { Accounts } from "../accounts/accounts.ts";
import type { Limits } from "../limits.ts";
import type { AccountPrincipal } from "../principal.ts";
import type { BrowserKeys } from "./browser-keys.ts";
import type { Passkeys } from "./passkeys.ts";

/** Shows that the person of a sign-in decides. Its cookie alone never does, and neither does any token or key. */
export type DecisionProofs = {
  /** What one of the account's passkeys has to sign. Throws `passkeys_need_https`, and `proof_required` where the account has none. */
  challenge(account: AccountPrincipal, statement: DecisionStatement): Promise<DecisionChallenge>;
  /** How surely he decides. Throws `proof_required` without a proof, `proof_wrong` for one that shows something else. */
  verify(said: {
    readonly request: Request;
    readonly account: AccountPrincipal;
    readonly statement: DecisionStatement;
    readonly proof: DecisionProof | undefined;
  }): Promise<"session" | "passkey">;
};

export function createDecisionProofs({
  accounts,
  passkeys,
  browserKeys,
  limits,
}: {
  readonly accounts: Pick<Accounts, "hasPassword">;
  readonly passkeys: Pick<Passkeys, "ask" | "use">;
  readonly browserKeys: Pick<BrowserKeys, "signed">;
  readonly limits: Pick<Limits, "signIn">;
}): DecisionProofs {
  return {
    async challenge(account, statement) {
      const { nonce, options } = await passkeys.ask(statement, account);
      const { challenge, rpId: id, allowCredentials: credentials } = options;
      if (credentials.length > 0) return { nonce, challenge, rp_id: id, allow_credentials: credentials };
      throw new LoopgateError(
        "proof_required",
        "The account has no passkey for this address. Add one, and answer again.",
      );
    },
    async verify({ request, account, statement, proof }) {
      // A program holds the token: no person is there.
      if (account.by !== "cookie") throw wrong("A token cannot decide. Sign in with a browser.");
      if (proof === undefined)
        throw new LoopgateError("proof_required", "Sign with the browser's key, use a passkey, or enter the password.");
      if ("passkey" in proof) {
        await passkeys.use(proof.passkey, statement, account).catch(retold);
        return "passkey";
      }
      if ("password" in proof) {
        limits.signIn(request, account.username);
        if (await accounts.hasPassword(account.accountId, proof.password)) return "session";
        throw wrong("Enter the password of the account that is signed in.");
      }
      if (await browserKeys.signed(account.signInId, statement, proof.browser_signature)) return "session";
      throw wrong("The key that is bound to this sign-in has not signed this answer. Sign in again.");
    },
  };
}

function retold(error: unknown): never {
  if (!(error instanceof LoopgateError) || error.code !== "passkey_failed") throw error;
  throw wrong("Ask for a new challenge for this answer, and sign it with a passkey of this account.", error);
}

function wrong(message: string, cause?: unknown): LoopgateError {
  return new LoopgateError("proof_wrong", message, [], { cause });
}
