import { LoopgateError, type OwnerLink, type UseCode } from "@loopgate/contract";
import { timeText } from "../gate/view.ts";
import type { Accounts, SignedIn } from "./accounts/accounts.ts";
import type { OneTimeCodes } from "./accounts/one-time-codes.ts";
import type { Tenants } from "./accounts/tenants.ts";
import { LOCAL_TENANT } from "./authenticate.ts";

/** Makes an account the owner of this machine's tenant, which nobody can become over the network without a code from the machine. */
export type Ownership = {
  /** A new link, good for one hour and once. */
  link(): Promise<OwnerLink>;
  /** The link of a first start; undefined where there was one before. */
  firstLink(): Promise<OwnerLink | undefined>;
  /** Signs in, or registers where the username is free, and makes that account the owner. Throws `code_invalid`, `sign_in_failed`. */
  claim(claim: UseCode): Promise<SignedIn>;
};

const LIFE_MS = 3_600_000;
const PURPOSE = "own the tenant";

export function createOwnership({
  codes,
  accounts,
  tenants,
  url,
}: {
  readonly codes: OneTimeCodes;
  readonly accounts: Pick<Accounts, "named" | "register" | "signIn">;
  readonly tenants: Tenants;
  readonly url: () => URL;
}): Ownership {
  async function link(): Promise<OwnerLink> {
    const { code, expiresAt } = await codes.make(LOCAL_TENANT, PURPOSE, LIFE_MS);
    // In the fragment, which browsers send to nobody.
    return { link: new URL(`/owner#${code}`, url()).href, expires_at: timeText(expiresAt) };
  }

  return {
    link,
    async firstLink() {
      if ((await codes.wasMade(LOCAL_TENANT, PURPOSE)) || (await tenants.hasOwner(LOCAL_TENANT))) return undefined;
      return link();
    },
    async claim({ code, username, password, browser_key: browserKey }) {
      if (!(await codes.isGood(code, PURPOSE))) throw badCode();
      if (!(await accounts.named(username))) await accounts.register(username, password);
      const signedIn = await accounts.signIn(username, password, { browserKey });
      // Used up last, so that a wrong password does not cost it; of two who use it at once one is refused.
      const tenantId = await codes.use(code, PURPOSE);
      if (tenantId === undefined) throw badCode();
      await tenants.join(tenantId, tenantId, { accountId: signedIn.accountId, role: "owner" }, { kind: "operator" });
      return signedIn;
    },
  };
}

function badCode(): LoopgateError {
  return new LoopgateError("code_invalid", "Make a new one where the server runs: loopgate owner create.");
}
