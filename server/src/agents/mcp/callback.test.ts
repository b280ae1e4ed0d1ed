import { describe, expect, test } from "vitest";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { connect } from "./clients.fixture.ts";

const URL = "https://example.com/told";
async function opened() {
  const loopgate = await openLoopgate();
  const { call } = await connect(loopgate.app, "2026-07-28");
  const register = (args: object) => call("register_callback", { url: URL, ...args });
  return { ...loopgate, register };
}

describe("register_callback", () => {
  test("remembers an address for all of the client's requests, and tells its secret once", async () => {
    const { register } = await opened();
    const { structured, text } = await register({});
    expect(structured).toMatchObject({
      url: URL,
      client_id: "test-agent",
      request_id: null,
      secret: expect.stringMatching(/^whsec_[\w+/=]{44}$/),
      delivers: false,
    });
    expect(text).toContain("later version");
    const again = await register({});
    expect(again.structured).toMatchObject({ callback_id: structured["callback_id"], secret: null });
    expect(again.text).not.toContain("whsec_");
  });

  test("gives a new secret where it is asked to", async () => {
    const { register } = await opened();
    const { structured: first } = await register({});
    const { structured: second } = await register({ rotate: true });
    expect(second["callback_id"]).toBe(first["callback_id"]);
    expect(second["secret"]).toMatch(/^whsec_/);
    expect(second["secret"]).not.toBe(first["secret"]);
  });

  test("keeps no secret that can be read", async () => {
    const { register, database } = await opened();
    const { structured } = await register({});
    const rows = await database
      .query<{ callbacks: { tenant_id: string; sealed_secret: string } }>()
      .selectFrom("callbacks")
      .selectAll()
      .where("tenant_id", "=", "local")
      .execute();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(String(structured["secret"]));
  });

  test("remembers an address for one request of another agent, apart from that for all", async () => {
    const { register, ask } = await opened();
    const id = await ask();
    const one = await register({ request_id: id });
    expect(one.structured).toMatchObject({ request_id: id, client_id: "bot" });
    const all = await register({ client_id: "bot" });
    expect(all.structured["callback_id"]).not.toBe(one.structured["callback_id"]);
  });

  test.each([
    ["an address that is none", { url: "example.com" }, "url"],
    ["an address of a file", { url: "file:///etc/passwd" }, "url"],
    ["a request that nobody made", { request_id: "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10" }, "request_not_found"],
    ["a field that is not known", { secret: "mine" }, "secret"],
  ])("refuses %s", async (_, args, told) => {
    const { register } = await opened();
    const { isError, text } = await register(args);
    expect([isError, text]).toEqual([true, expect.stringContaining(told)]);
  });

  test.each(["loopgate", "l\u043eopgate"])("refuses the gate's own name, by which it asks itself: %s", async (name) => {
    const { register } = await opened();
    const { isError, text } = await register({ client_id: name });
    expect([isError, text]).toEqual([true, expect.stringContaining("- client_id: may not be")]);
    expect(text).not.toContain("whsec_");
  });

  test("refuses a request that has ended, and one of another client than it names", async () => {
    const { register, ask, post } = await opened();
    const id = await ask();
    expect((await register({ request_id: id, client_id: "other" })).text).toContain("request_not_found");
    await post("/hitl/cancel", { request_id: id });
    expect((await register({ request_id: id })).text).toContain("request_ended");
  });

  test("remembers a hundred of one client, and one address once of many at a time", async () => {
    const { register } = await opened();
    const same = await Promise.all(Array.from({ length: 20 }, () => register({})));
    expect(new Set(same.map(({ structured }) => structured["callback_id"])).size).toBe(1);
    expect(same.filter(({ structured }) => structured["secret"] !== null)).toHaveLength(1);
    for (let at = 1; at < 100; at++) await register({ url: `${URL}/${at}` });
    expect((await register({ url: `${URL}/more` })).isError).toBe(true);
    expect((await register({})).isError).toBe(false);
  });
});
