import type { SignInWays } from "@loopgate/contract";
import type { Routes } from "../http/app.ts";
import type { Registration } from "./account-routes.ts";
import type { Tenants } from "./accounts/tenants.ts";
import { LOCAL_TENANT } from "./authenticate.ts";
import { partyAt } from "./factors/party.ts";

/** What the page says to whoever is not signed in. It names nobody. */
export function waysRoutes({
  tenants,
  registration,
  url,
}: {
  readonly tenants: Pick<Tenants, "hasOwner">;
  readonly registration: Registration;
  readonly url: () => URL;
}): Routes {
  return (app) => {
    app.get("/api/auth/ways", async (context) =>
      context.json({
        registration,
        owned: await tenants.hasOwner(LOCAL_TENANT),
        passkeys: partyAt(url()) !== undefined,
      } satisfies SignInWays),
    );
  };
}
