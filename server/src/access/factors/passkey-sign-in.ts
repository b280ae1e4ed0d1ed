import { LoopgateError, SignInByPasskey } from "@loopgate/contract";
import type { Routes } from "../../http/app.ts";
import { readBody } from "../../http/input.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Callers } from "../callers.ts";
import type { Limits } from "../limits.ts";
import { signedInAnswer } from "../signed-in-answer.ts";
import { checkedBrowserKey } from "./browser-keys.ts";
import type { Passkeys } from "./passkeys.ts";

/** Signing in with a passkey: nobody says who he is, the passkey does. */
export function passkeySignIn(parts: {
  readonly callers: Pick<Callers, "stranger">;
  readonly limits: Pick<Limits, "spendFrom">;
  readonly accounts: Pick<Accounts, "enter">;
  readonly passkeys: Pick<Passkeys, "ask" | "use" | "list">;
}): Routes {
  const { callers, limits, accounts, passkeys } = parts;
  const statement = { kind: "sign_in" } as const;

  return (app) => {
    app.post("/api/auth/passkey/options", async (context) => {
      callers.stranger(context.req.raw);
      return context.json(await passkeys.ask(statement, undefined));
    });
    app.post("/api/auth/passkey", async (context) => {
      callers.stranger(context.req.raw);
      const { browser_key: browserKey, ...proof } = await readBody(context.req.raw, SignInByPasskey);
      checkedBrowserKey(browserKey);
      // Nobody guesses a signature; whoever tries for long is held up all the same.
      limits.spendFrom("sign-in of one address", context.req.raw);
      const { accountId, id } = await passkeys.use(proof, statement, undefined);
      const counts = async () => (await passkeys.list(accountId)).some((one) => one.id === id);
      return signedInAnswer(context, await accounts.enter(accountId, { browserKey, counts }).catch(retold));
    });
  };
}

/** The passkey was removed in that moment. */
function retold(error: unknown): never {
  if (!(error instanceof LoopgateError) || error.code !== "sign_in_failed") throw error;
  throw new LoopgateError("passkey_failed", "This passkey was removed.", [], { cause: error });
}
