import { Scope } from "@loopgate/contract";
import type { Database } from "../../db/db.ts";
import type { TenantId } from "../../gate/request.ts";
import { systemClock } from "../../kit/clock.ts";
import { systemIds } from "../../kit/ids.ts";
import { eventRows } from "../../store/event-rows.ts";
import type { AccountTables } from "../accounts/tables.ts";
import { createConnections } from "./connections.ts";
import { createIssuing } from "./issuing.ts";
import { challengeOf, REDIRECT, RESOURCE, VERIFIER } from "./oauth.fixture.ts";

/** A client that the owner of a tenant has let in, without the way through a browser. */
export async function connectClient(db: Database, tenantId: TenantId) {
  const clock = systemClock;
  const ids = systemIds(clock);
  const connections = createConnections({
    db,
    ids,
    clock,
    facts: (fact) => eventRows({ ...fact, id: ids.id(), at: clock.now() }),
    failed: () => {},
  });
  const client = {
    id: "https://client.example/client.json",
    name: "Tool",
    redirectUris: [REDIRECT],
    host: "client.example",
  };
  await db
    .query<AccountTables>()
    .insertInto("members")
    .values({ tenant_id: tenantId, account_id: tenantId, role: "owner", joined_at: clock.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const code = await connections.create(tenantId, tenantId, {
    client,
    clientId: "client.example (local)",
    verified: false,
    redirect: new URL(REDIRECT),
    redirectUri: REDIRECT,
    scopes: Scope.options,
    resource: RESOURCE,
    challenge: challengeOf(VERIFIER),
    state: undefined,
  });
  const issuing = createIssuing({ db, ids, clock, connections });
  const given = { code, client: client.id, verifier: VERIFIER, redirectUri: REDIRECT, resource: RESOURCE };
  const { access_token: access } = await issuing.exchange(given);
  const id = (await connections.check(access))?.id ?? "";
  return { access, id };
}
