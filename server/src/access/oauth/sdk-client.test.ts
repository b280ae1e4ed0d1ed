/** The SDK's client walks the whole way: 401 → metadata → registration → PKCE → consent → tool call → refresh → revoke → 401. */
import { afterEach, describe, expect, test } from "vitest";
import { testDatabases } from "../../../../test/databases.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { bearer } from "../accounts.fixture.ts";
import { createBrowser, openOAuth, REDIRECT, sdkClient } from "./oauth.fixture.ts";

const ASK = { message: "Deploy?", action: { name: "deploy", arguments: { version: "v2" } }, wait_seconds: 0 };
const CLIENTS = ["by registering itself", "by a document that describes it"] as const;

describe.each(["SQLite memory", "PostgreSQL"] as const)("the SDK's client is let in, on %s", (name) => {
  const databases = testDatabases(name, MIGRATIONS);
  let close = () => Promise.resolve();
  afterEach(() => close());

  test.each(CLIENTS)("%s", async (how) => {
    const byDocument = how !== CLIENTS[0];
    const open = await openOAuth({ database: await databases.open(), dynamicClients: !byDocument });
    ({ close } = open);
    const clientMetadataUrl = open.documentAt("/client.json");
    open.documents["/client.json"] = {
      client_id: clientMetadataUrl,
      client_name: "SDK client",
      redirect_uris: [REDIRECT],
      token_endpoint_auth_method: "none",
    };
    const sdk = sdkClient(open.app, byDocument ? { clientMetadataUrl } : {});

    const url = await sdk.turnedAway();
    expect(sdk.paths).toEqual([
      "/mcp",
      "/.well-known/oauth-protected-resource/mcp",
      "/.well-known/oauth-authorization-server",
      ...(byDocument ? [] : ["/oauth/register"]),
    ]);
    expect(url.searchParams.get("client_id")).toBe(byDocument ? clientMetadataUrl : sdk.kept.client?.client_id);

    // In a browser that nobody has signed in with yet.
    const answer = await open.consent(url, "allow", createBrowser(open.app));
    expect(`${answer.origin}${answer.pathname}`).toBe(REDIRECT);
    expect(answer.searchParams.get("state")).toBe("state-of-the-sdk");
    await sdk.finish(answer);
    const client = await sdk.connect();

    const asksAs = byDocument ? "client.example (local)" : "SDK client (local)";
    const key = await open.ann.key();
    await open.post("/hitl/register", { session_id: asksAs, client_id: asksAs }, bearer(key.raw));
    const asked = await client.callTool({ name: "request_human_input", arguments: ASK });
    expect(asked.structuredContent).toMatchObject({ status: "pending" });
    const { request_id: id } = asked.structuredContent as { readonly request_id: string };
    expect((await open.get(`/hitl/requests/${id}`, bearer(key.raw))).body).toMatchObject({ client_id: asksAs });

    // An access token that works no more is made anew by the client alone, without its person.
    const before = sdk.kept.tokens;
    if (before) sdk.kept.tokens = { ...before, access_token: `lk_oat_${"0".repeat(64)}` };
    const list = () => client.callTool({ name: "list_pending_requests", arguments: {} });
    expect((await list()).structuredContent).toMatchObject({ count: 1 });
    expect(sdk.kept.tokens?.access_token).not.toBe(before?.access_token);
    expect(sdk.kept.tokens?.refresh_token).not.toBe(before?.refresh_token);

    const { body } = await open.ann.get("/api/user/connections");
    const [connection] = body as unknown as readonly { id: string }[];
    expect(body).toMatchObject([{ client_name: "SDK client", client_id: asksAs, is_active: true }]);
    const revoked = await open.call("DELETE", `/api/user/connections/${connection?.id}`, { headers: open.ann.headers });
    expect(revoked.status).toBe(200);
    expect((await open.useMcp(sdk.kept.tokens?.access_token ?? "")).status).toBe(401);
    await expect(list()).rejects.toThrow("Unauthorized");
    await client.close();
  });
});
