import type { Database } from "../../db/db.ts";
import type { Routes } from "../../http/app.ts";
import type { Outgoing } from "../../http/outgoing.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import type { Texts } from "../../texts/index.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Tenants } from "../accounts/tenants.ts";
import type { Callers } from "../callers.ts";
import type { Limits } from "../limits.ts";
import { createClients } from "./clients.ts";
import { connectionRoutes } from "./connection-routes.ts";
import type { Connections } from "./connections.ts";
import { consentRoutes } from "./consent-routes.ts";
import { createIssuing } from "./issuing.ts";
import { tokenRoutes } from "./token-routes.ts";

/** OAuth 2.1 for clients of `/mcp`: every route of it. */
export function oauthRoutes(parts: {
  readonly db: Database;
  readonly ids: Pick<Ids, "bytes">;
  readonly clock: Clock;
  readonly outgoing: Outgoing;
  /** 32 bytes, the same on every node. */
  readonly key: Buffer;
  readonly connections: Connections;
  readonly callers: Callers;
  readonly accounts: Pick<Accounts, "signIn">;
  readonly tenants: Pick<Tenants, "membershipsOf">;
  readonly limits: Limits;
  readonly url: () => URL;
  readonly resource: () => string;
  readonly texts: Texts["consent"];
  readonly dynamicClients: boolean;
}): readonly Routes[] {
  const { db, ids, clock, outgoing, key, connections, ...rest } = parts;
  const clients = createClients({ outgoing, clock, key });
  const issuing = createIssuing({ db, ids, clock, connections });
  return [
    consentRoutes({ ...rest, clients, connections }),
    tokenRoutes({ ...rest, clients, issuing }),
    connectionRoutes({ ...rest, connections }),
  ];
}
