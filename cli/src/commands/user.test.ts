import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "@loopgate/client";
import { runningServer, type RunningServer } from "../running-server.fixture.ts";

describe("whoever runs the server", () => {
  let server: RunningServer;
  beforeAll(async () => void (server = await runningServer({ LOOPGATE_AUTH: "keys" })));
  afterAll(() => server.close());
  const post = async (path: string, body: object, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(`${server.variables.LOOPGATE_URL}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  test("adds, lists and resets accounts; the password alone goes to stdout", async () => {
    expect(await server.loopgate(["user", "list"])).toMatchObject({ code: 0, out: "There is no account yet.\n" });
    const added = await server.loopgate(["user", "add", "ann", "--role", "admin"]);
    expect(added).toMatchObject({ code: 0, out: expect.stringMatching(/^[\w-]{32}\n$/) });
    const listed = await server.loopgate(["user", "list"]);
    expect(listed.out).toMatch(/^ann {2}[0-9a-f-]{36} {2}local: admin, ann: owner\n$/);
    const reset = await server.loopgate(["user", "reset-password", "ann", "--json"]);
    const { password } = JSON.parse(reset.out) as { password: string };
    expect(password).not.toBe(added.out.trim());
    expect((await post("/api/auth/login", { username: "ann", password })).status).toBe(200);
    const without = await server.loopgate(["user", "reset-password", "ann", "--remove-passkeys", "--json"]);
    expect(JSON.parse(without.out)).toMatchObject({ username: "ann", passkeys: 0 });
    expect(await server.loopgate(["user", "reset-password", "nobody"])).toMatchObject({ code: 3 });
  });

  test("makes a link to become the owner, which works once", async () => {
    const { code, out } = await server.loopgate(["owner", "create"]);
    expect([code, out]).toEqual([0, expect.stringMatching(/^http:\/\/localhost:\d+\/owner#[\w-]{32}\n$/)]);
  });

  test.each([["user"], ["user", "add"], ["user", "drop", "x"], ["user", "list", "x"], ["owner"], ["owner", "make"]])(
    "is told how these are called where %j cannot be understood",
    async (...args) => {
      expect(await server.loopgate(args)).toMatchObject({ code: 3, err: expect.stringContaining("loopgate ") });
    },
  );

  test("an owner is no role that the terminal gives", async () => {
    const told = await server.loopgate(["user", "add", "ben", "--role", "owner"]);
    expect(told).toMatchObject({ code: 3, err: expect.stringContaining("admin, responder, viewer") });
  });

  test("asks with LOOPGATE_API_KEY where agents need a key, in a session that it makes itself", async () => {
    const { out: password } = await server.loopgate(["user", "add", "carla"]);
    const signedIn = await post("/api/auth/login", { username: "carla", password: password.trim() });
    const authorization = `Bearer ${String(signedIn.body["token"])}`;
    const { body } = await post("/api/user/apikeys", {}, { authorization });
    const apiKey = String(body["raw_key"]);
    const variables = { ...server.variables, LOOPGATE_API_KEY: apiKey };
    const asking = server.loopgate(["ask", "Deploy?", "--option", "Yes", "--json"], { variables });
    const agent = createClient({ url: server.variables.LOOPGATE_URL, apiKey });
    await expect.poll(async () => (await agent.pending()).count).toBe(1);
    const [request] = (await agent.pending()).pending_requests;
    await agent.cancel(request?.request_id ?? "");
    expect(await asking).toMatchObject({ code: 2 });
    const without = await server.loopgate(["ask", "Deploy?", "--option", "Yes"]);
    expect(without).toMatchObject({ code: 3, err: expect.stringContaining("API key") });
  });
});
