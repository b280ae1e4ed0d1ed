import { describe, expect, test } from "vitest";
import { bearer, person } from "../../access/accounts.fixture.ts";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { connect } from "./clients.fixture.ts";

const URL = "http://localhost:3000/told";
/** An agent with a key. */
async function opened() {
  const loopgate = await openLoopgate();
  const ann = await person(loopgate, "ann");
  const { raw: key } = await ann.key();
  const { call } = await connect(loopgate.app, "2026-07-28", { key });
  const register = (args: object) => call("register_callback", { url: URL, ...args });
  const asking = { session_id: "main", client_id: "bot", message: "Deploy?" };
  const ask = async () => String((await loopgate.post("/hitl/request", asking, bearer(key))).body["request_id"]);
  const cancel = (id: string) => loopgate.post("/hitl/cancel", { request_id: id }, bearer(key));
  return { ...loopgate, tenantId: ann.id, register, ask, cancel };
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
    });
    expect(text).toContain("posted there");
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
    const { register, database, tenantId } = await opened();
    const { structured } = await register({});
    const rows = await database
      .query<{ callbacks: { tenant_id: string; sealed_secret: string } }>()
      .selectFrom("callbacks")
      .selectAll()
      .where("tenant_id", "=", tenantId)
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
    const { register, ask, cancel } = await opened();
    const id = await ask();
    expect((await register({ request_id: id, client_id: "other" })).text).toContain("request_not_found");
    await cancel(id);
    expect((await register({ request_id: id })).text).toContain("request_ended");
  });

  test("without a key remembers an address for one request, but not for all", async () => {
    const { app, ask } = await openLoopgate();
    const { call } = await connect(app, "2026-07-28");
    const one = await call("register_callback", { url: URL, request_id: await ask() });
    expect(one.structured["secret"]).toMatch(/^whsec_/);
    const all = await call("register_callback", { url: URL });
    expect([all.isError, all.text]).toEqual([true, expect.stringContaining("needs an API key")]);
  });

  test("refuses an address where the owner's rule sends nothing, and says what to do", async () => {
    const { register } = await opened();
    const { isError, text } = await register({ url: "https://hooks.example.com/x" });
    expect([isError, text]).toEqual([true, expect.stringContaining("CALLBACK_HOSTS=hooks.example.com")]);
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
