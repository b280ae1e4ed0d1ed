import type { Address } from "../../gate/request.ts";
import type { Database } from "../../db/db.ts";
import type { Routes } from "../../http/app.ts";
import type { Texts } from "../../texts/index.ts";
import type { Accounts } from "../accounts/accounts.ts";
import { createSignInFacts } from "../accounts/sign-in-facts.ts";
import type { Tenants } from "../accounts/tenants.ts";
import type { Callers } from "../callers.ts";
import type { Facts } from "../facts.ts";
import type { Fresh } from "../fresh.ts";
import type { InboxIdentities } from "../inbox-identities.ts";
import type { Limits } from "../limits.ts";
import type { AccountResponders } from "../links/account-responders.ts";
import { createBrowserKeys, type BrowserKeys } from "./browser-keys.ts";
import { createFactorChanges, type FactorChanges } from "./changes.ts";
import { factorRoutes } from "./factor-routes.ts";
import { passkeySignIn } from "./passkey-sign-in.ts";
import type { Passkeys } from "./passkeys.ts";
import { createDecisionProofs, type DecisionProofs } from "./proofs.ts";

/** What proves who somebody is, wired. */
export type Factors = {
  readonly decisionProofs: DecisionProofs;
  readonly browserKeys: Pick<BrowserKeys, "isBound">;
  readonly changes: FactorChanges;
  routes(callers: Callers): readonly Routes[];
};

export function createFactors(parts: {
  readonly db: Database;
  readonly facts: Facts;
  readonly texts: Texts;
  readonly accounts: Accounts;
  readonly tenants: Tenants;
  readonly limits: Limits;
  readonly fresh: Fresh;
  readonly passkeys: Passkeys;
  readonly inbox: InboxIdentities;
  readonly responders: AccountResponders;
  readonly url: () => URL;
  readonly tell: (address: Address, words: string) => Promise<unknown>;
}): Factors {
  const { texts, ...rest } = parts;
  const browserKeys = createBrowserKeys(rest);
  const changes = createFactorChanges({ ...rest, noted: createSignInFacts(rest), texts: texts.factors });
  return {
    decisionProofs: createDecisionProofs({ ...rest, browserKeys }),
    browserKeys,
    changes,
    routes: (callers) => [
      factorRoutes({ ...rest, callers, changes, browserKeys }),
      passkeySignIn({ ...rest, callers }),
    ],
  };
}
