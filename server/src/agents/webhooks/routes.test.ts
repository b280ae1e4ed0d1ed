import { describe, expect, test, vi } from "vitest";
import { bearer, person } from "../../access/accounts.fixture.ts";
import { openLoopgate } from "../../loopgate.fixture.ts";
import { openReceiver } from "./receiver.fixture.ts";

const HOOK = "http://localhost:3000/hook";
const asking = { session_id: "main", client_id: "bot", message: "Deploy?" };
const until = (happens: () => unknown) => vi.waitFor(happens, { timeout: 5_000, interval: 20 });

async function opened() {
  const loopgate = await openLoopgate();
  const ann = await person(loopgate, "ann");
  const headers = bearer((await ann.key()).raw);
  const register = (input: object, by: Record<string, string> = headers) =>
    loopgate.post("/hitl/callbacks", { url: HOOK, ...input }, by);
  const ask = async (by: Record<string, string> = headers) =>
    String((await loopgate.post("/hitl/request", asking, by)).body["request_id"]);
  const list = async (query = "", by: Record<string, string> = headers) => {
    const { body } = await loopgate.get(`/hitl/callbacks${query}`, by);
    return body["callbacks"] as Record<string, unknown>[];
  };
  const remove = (id: unknown, by: Record<string, string> = headers) =>
    loopgate.call("DELETE", `/hitl/callbacks/${String(id)}`, { headers: by });
  return { ...loopgate, ann, headers, register, ask, list, remove };
}

describe("callbacks over HTTP", () => {
  test("are registered, listed without a secret, and deleted", async () => {
    const { register, list, remove } = await opened();
    const { status, body } = await register({ client_id: "bot", body: { text: "{{response}}" } });
    expect([status, body]).toEqual([
      200,
      {
        callback_id: expect.any(String),
        url: HOOK,
        client_id: "bot",
        request_id: null,
        secret: expect.stringMatching(/^whsec_/),
      },
    ]);
    const listed = await list("?client_id=bot");
    expect(listed).toMatchObject([
      { callback_id: body["callback_id"], state: "active", has_body: true, due: 0, failed: 0, last: null },
    ]);
    expect(JSON.stringify(listed)).not.toContain("whsec_");
    expect((await remove(body["callback_id"])).status).toBe(200);
    expect(await list()).toEqual([]);
    expect((await remove(body["callback_id"])).body["code"]).toBe("callback_not_found");
  });

  test("are found page by page, and by their request", async () => {
    const { register, ask, get, list, headers } = await opened();
    const id = await ask();
    await register({ request_id: id });
    for (let at = 0; at < 4; at++) await register({ client_id: "bot", url: `${HOOK}/${at}` });
    expect(await list(`?request_id=${id}`)).toMatchObject([{ request_id: id, client_id: "bot" }]);
    const first = await get("/hitl/callbacks?limit=3", headers);
    const rest = await list(`?limit=3&cursor=${String(first.body["next_cursor"])}`);
    const urls = [...(first.body["callbacks"] as { url: string }[]), ...(rest as { url: string }[])].map(
      ({ url }) => url,
    );
    expect(urls).toEqual([`${HOOK}/3`, `${HOOK}/2`, `${HOOK}/1`, `${HOOK}/0`, HOOK]);
  });

  test("of every request need a key, which those of one request do not", async () => {
    const { post, call, ask } = await opened();
    const all = await post("/hitl/callbacks", { url: HOOK, client_id: "bot" });
    expect([all.status, all.body["code"]]).toEqual([401, "key_required"]);
    const one = await post("/hitl/callbacks", { url: HOOK, request_id: await ask({}) });
    expect(one.status).toBe(200);
    expect((await call("DELETE", `/hitl/callbacks/${String(one.body["callback_id"])}`)).status).toBe(200);
  });

  test("of a client are unknown to a key that speaks for another", async () => {
    const { ann, post, register, list, remove } = await opened();
    const other = bearer((await ann.key({ client_id: "other" })).raw);
    const id = String((await register({ client_id: "bot" })).body["callback_id"]);
    expect(await list("", other)).toEqual([]);
    expect((await remove(id, other)).body["code"]).toBe("callback_not_found");
    expect((await post(`/hitl/callbacks/${id}/rotate`, {}, other)).body["code"]).toBe("callback_not_found");
    expect((await register({ client_id: "bot" }, other)).body["code"]).toBe("client_not_allowed");
    expect((await register({}, other)).body["client_id"]).toBe("other");
  });

  test.each([
    ["no client and no request", {}, "client_id"],
    ["an address that the owner has not allowed", { client_id: "bot", url: "https://hooks.example.com/" }, "url"],
    ["a template that cannot be filled", { client_id: "bot", body: ["{{secrets.all}}"] }, "body[0]"],
    ["the gate's own name", { client_id: "loopgate" }, "client_id"],
  ])("refuse %s", async (_, input, path) => {
    const { register } = await opened();
    const { status, body } = await register(input);
    expect([status, body.errors?.map((error) => error.path)]).toEqual([422, [path]]);
  });

  test("show what became of what was sent, and send it again when they are asked to", async () => {
    const { register, ask, post, list, headers } = await opened();
    const receiver = await openReceiver((response) => response.writeHead(410).end());
    const { body } = await register({ client_id: "bot", url: receiver.url });
    const id = await ask();
    await post("/hitl/cancel", { request_id: id }, headers);
    await until(async () =>
      expect(await list()).toMatchObject([
        {
          state: "ended",
          due: 0,
          last: { request_id: id, state: "dropped", status: 410, error: "it answered 410", next_at: null },
        },
      ]),
    );
    receiver.answers((response) => response.end());
    const [{ last }] = (await list()) as [{ last: { event_id: string } }];
    const replay = `/hitl/callbacks/${String(body["callback_id"])}/replay`;
    expect((await post(replay, {}, headers)).body["replayed"]).toBe(0);
    expect((await post(replay, { event_id: last.event_id }, headers)).body["replayed"]).toBe(1);
    await until(async () =>
      expect(await list()).toMatchObject([{ state: "active", last: { state: "told", status: 200 } }]),
    );
    expect(receiver.received.map((call) => call.headers["webhook-id"])).toEqual([last.event_id, last.event_id]);
  });

  test("keep what failed for a while, with the reason, and say when it is tried again", async () => {
    const { register, ask, post, list, headers } = await opened();
    const receiver = await openReceiver((response) => response.writeHead(302, { location: "/" }).end());
    await register({ client_id: "bot", url: receiver.url });
    await post("/hitl/cancel", { request_id: await ask() }, headers);
    await until(async () =>
      expect(await list()).toMatchObject([
        { due: 1, last: { state: "due", attempts: 1, status: 302, error: expect.stringContaining("redirects") } },
      ]),
    );
    expect(receiver.received).toHaveLength(1);
  });
});
