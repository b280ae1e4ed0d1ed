import { describe, expect, test } from "vitest";
import { testDatabases } from "../../../../test/databases.ts";
import { bearer, person } from "../../access/accounts.fixture.ts";
import { connectClient } from "../../access/oauth/connected.fixture.ts";
import type { TenantId } from "../../gate/request.ts";
import { openLoopgate, PORT } from "../../loopgate.fixture.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { CLIENTS, connect } from "./clients.fixture.ts";
import { modern } from "./raw.fixture.ts";
import { TASKS_EXTENSION } from "./tasks.ts";

const ASK = { message: "Deploy?", action: { name: "deploy", arguments: { version: "v2" } } };

describe.each(["SQLite memory", "PostgreSQL"] as const)("/mcp where agents need keys, on %s", (name) => {
  const databases = testDatabases(name, MIGRATIONS);
  async function opened() {
    const world = { database: await databases.open() };
    const loopgate = await openLoopgate({ config: { mode: "served", auth: "keys" }, world });
    return { ...loopgate, ...world, ann: await person(loopgate, "ann") };
  }

  test("a call without a good key is told where to find out how it would be let in (RFC 9728)", async () => {
    const { post, get, app } = await opened();
    const metadata = `http://localhost:${PORT}/.well-known/oauth-protected-resource/mcp`;
    for (const headers of [{}, bearer(`lk_pub_${"0".repeat(64)}`), bearer("nothing")] as Record<string, string>[]) {
      const refused = await post("/mcp", { jsonrpc: "2.0", id: 1, method: "tools/list" }, headers);
      expect(refused).toMatchObject({ status: 401, body: { code: "key_required" } });
      expect(refused.headers.get("www-authenticate")).toBe(`Bearer resource_metadata="${metadata}"`);
    }
    expect((await get(new URL(metadata).pathname)).body).toEqual({
      resource: `http://localhost:${PORT}/mcp`,
      resource_name: "Loopgate",
      authorization_servers: [`http://localhost:${PORT}`],
      bearer_methods_supported: ["header"],
      scopes_supported: ["requests:write", "requests:read", "callbacks"],
    });
    await expect(connect(app, "v1")).rejects.toThrow("API key");
  });

  test.each(CLIENTS)("the client %s asks by its key, in the key's tenant, as the key's client", async (kind) => {
    const { ann, app, post, get } = await opened();
    const { raw, id: keyId } = await ann.key({ client_id: "bot" });
    await post("/hitl/register", { session_id: "bot", client_id: "bot" }, bearer(raw));
    const { call, close } = await connect(app, kind, { key: raw });
    const asked = await call("request_human_input", { ...ASK, wait_seconds: 0 });
    expect(asked.answer).toMatchObject({ status: "pending" });
    const view = await get(`/hitl/requests/${asked.answer.request_id}`, bearer(raw));
    expect(view.body).toMatchObject({ client_id: "bot", session_id: "bot" });
    const refused = await call("request_human_input", { ...ASK, client_id: "other" });
    expect([refused.isError, refused.text]).toEqual([true, expect.stringContaining('"bot" only')]);
    await ann.revoke(keyId);
    await expect(call("list_pending_requests", {})).rejects.toThrow("key_required");
    await close();
  });

  test("a key without the scope for callbacks has no answer sent anywhere, by whichever door", async () => {
    const { ann, app, post } = await opened();
    const { raw } = await ann.key({ scopes: ["requests:write"] });
    await post("/hitl/register", { session_id: "bot", client_id: "bot" }, bearer(raw));
    const asking = { ...ASK, session_id: "bot", client_id: "bot", callback_url: "https://agent.example/told" };
    expect((await post("/hitl/request", asking, bearer(raw))).body["code"]).toBe("scope_missing");
    const { call, close } = await connect(app, "v1", { key: raw });
    const refused = await call("request_human_input", { ...asking, wait_seconds: 0 });
    expect([refused.isError, refused.text]).toEqual([true, expect.stringContaining("scope callbacks")]);
    await close();
    const { raw: wide } = await ann.key({ scopes: ["requests:write", "callbacks"] });
    expect((await post("/hitl/request", asking, bearer(wide))).status).toBe(200);
  });

  test("what a key's scopes do not reach is told as the caller's to change, not as a mistake of ours", async () => {
    const { ann, app } = await opened();
    const { raw } = await ann.key({ scopes: ["callbacks"] });
    const told = async (method: string, params: Record<string, unknown>) => {
      const how = { headers: bearer(raw), capabilities: { extensions: { [TASKS_EXTENSION]: {} } } };
      return (await modern(app, method, params, how)).last.error;
    };
    const missing = { code: -32_600, data: { code: "scope_missing" } };
    const taskId = "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10";
    expect(await told("resources/read", { uri: "loopgate://pending" })).toMatchObject(missing);
    expect(await told("tasks/get", { taskId })).toMatchObject(missing);
    expect(await told("tasks/cancel", { taskId })).toMatchObject(missing);
  });

  test("a key that is revoked ends the call that waits by it, without an answer", async () => {
    const { ann, app, post } = await opened();
    const [key, other] = [await ann.key(), await ann.key()];
    await post("/hitl/register", { session_id: "test-agent", client_id: "test-agent" }, bearer(key.raw));
    const { call, close } = await connect(app, "2025-11-25", { key: key.raw });
    const watching = await connect(app, "2025-11-25", { key: other.raw });
    const waiting = call("request_human_input", ASK, { onprogress: () => {} });
    const pending = async () => (await watching.call("list_pending_requests", {})).structured["count"];
    await expect.poll(pending).toBe(1);
    await ann.revoke(key.id);
    const cut = await waiting;
    expect([cut.isError, cut.text]).toEqual([true, expect.stringContaining("revoked")]);
    expect(cut.structured).toBeUndefined();
    expect(await pending()).toBe(1);
    await Promise.all([close(), watching.close()]);
  });

  test("a connection that is revoked ends the call that waits by its access token, without an answer", async () => {
    const { ann, app, post, call: http, database } = await opened();
    const { access, id } = await connectClient(database, ann.id as TenantId);
    const asksAs = "client.example (local)";
    const key = await ann.key();
    await post("/hitl/register", { session_id: asksAs, client_id: asksAs }, bearer(key.raw));
    const { call, close } = await connect(app, "2025-11-25", { key: access });
    const watching = await connect(app, "2025-11-25", { key: key.raw });
    const waiting = call("request_human_input", ASK, { onprogress: () => {} });
    const pending = async () => (await watching.call("list_pending_requests", {})).structured["count"];
    await expect.poll(pending).toBe(1);
    await http("DELETE", `/api/user/connections/${id}`, { headers: ann.headers });
    const cut = await waiting;
    expect([cut.isError, cut.text]).toEqual([true, expect.stringContaining("connection has expired, or was revoked")]);
    expect(cut.structured).toBeUndefined();
    expect(await pending()).toBe(1);
    await Promise.all([close(), watching.close()]);
  });

  test("another tenant's request is unknown by every tool, resource and task", async () => {
    const loopgate = await opened();
    const ben = await person(loopgate, "ben");
    const [mine, foreign] = [await loopgate.ann.key(), await ben.key()];
    await loopgate.post("/hitl/register", { session_id: "a", client_id: "a" }, bearer(mine.raw));
    const { body } = await loopgate.post(
      "/hitl/request",
      { session_id: "a", client_id: "a", message: "?" },
      bearer(mine.raw),
    );
    const id = String(body["request_id"]);
    const { call, client, close } = await connect(loopgate.app, "2025-11-25", { key: foreign.raw });
    const unknown = "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10";
    for (const tool of ["check_request_status", "cancel_request"])
      expect(await call(tool, { request_id: id })).toEqual(await call(tool, { request_id: unknown }));
    const hook = { url: "https://example.com/hook" };
    expect((await call("register_callback", { ...hook, request_id: id })).isError).toBe(true);
    await expect(client.readResource({ uri: `loopgate://requests/${id}` })).rejects.toThrow("Resource not found");
    expect((await call("list_pending_requests", {})).structured["count"]).toBe(0);
    await close();
  });
});
