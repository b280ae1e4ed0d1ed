import { describe, expect, test } from "vitest";
import { openLoopgate } from "../loopgate.fixture.ts";
import { LARGEST_BODY } from "./input.ts";

const request = { session_id: "main", client_id: "bot", message: "Deploy?" };

/** The paths and messages of what was refused. */
async function fieldsOf(body: unknown): Promise<Record<string, string>> {
  const loopgate = await openLoopgate();
  const answer = await loopgate.post("/hitl/request", body);
  expect(answer.status).toBe(422);
  return Object.fromEntries((answer.body.errors ?? []).map(({ path, message }) => [path, message]));
}

describe("a bad field is named with its path", () => {
  test.each([
    [{ ...request, approved: true }, { approved: "is not a known field" }],
    [{ session_id: "main", message: "x" }, { client_id: "is required" }],
    [{ ...request, timeout_seconds: "5" }, { timeout_seconds: "expected number, received string" }],
    [
      { ...request, options: ["Blue", { value: "Red", approved: true }] },
      { "options[1].approved": "is not a known field" },
    ],
    [{ ...request, options: ["Blue", { value: "Red", effect: "yes" }] }, { "options[1].effect": expect.any(String) }],
    [{ ...request, options: ["Blue", ""] }, { "options[1]": "must not be empty" }],
    [{ ...request, action: { name: "a", arguments: [] } }, { "action.arguments": expect.any(String) }],
    [{ ...request, action: {} }, { "action.name": "is required" }],
    [[], { "(body)": expect.any(String) }],
    ["null", { "(body)": expect.any(String) }],
    [{ ...request, options: ["Deploy", "Dерlоу"] }, { "options[1]": "looks like options[0]; give it another label" }],
    [
      { ...request, schema: { type: "object", properties: { a: { pattern: "a" } } } },
      { "schema.properties.a.pattern": "is not in Loopgate's subset of JSON Schema; leave it out" },
    ],
  ] as [unknown, object][])("in %j", async (body, errors) => {
    expect(await fieldsOf(body)).toEqual(errors);
  });
});

describe("a body is refused", () => {
  test.each([
    ["of another type", "text/plain", "{}", 415, "unsupported_media_type"],
    ["of no type", "", "{}", 415, "unsupported_media_type"],
    ["of a form", "application/x-www-form-urlencoded", "a=1", 415, "unsupported_media_type"],
    ["of a type that only begins like ours", "application/json-patch+json", "{}", 415, "unsupported_media_type"],
    ["that is empty", "application/json", "", 400, "invalid_json"],
    ["that is no UTF-8", "application/json", Buffer.from([0x22, 0xff, 0x22]), 400, "invalid_json"],
    ["that begins with a byte order mark", "application/json", "\ufeff{}", 400, "invalid_json"],
    ["of 10 MB", "application/json", `"${"x".repeat(10_000_000)}"`, 413, "body_too_large"],
    ["of one byte too many", "application/json", `"${"x".repeat(LARGEST_BODY - 1)}"`, 413, "body_too_large"],
    ["of 100 levels", "application/json", "[".repeat(100) + "]".repeat(100), 400, "invalid_json"],
  ] as const)("%s", async (_name, type, body, status, code) => {
    const loopgate = await openLoopgate();
    const answer = await loopgate.call("POST", "/hitl/request", { headers: { "content-type": type }, body });
    expect([answer.status, answer.body["code"]]).toEqual([status, code]);
  });

  test("that comes in pieces without a length, once it is too large", async () => {
    const loopgate = await openLoopgate();
    let sent = 0;
    const pieces = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
    });
    const init = { headers: { "content-type": "application/json" }, body: pieces, duplex: "half" } as RequestInit;
    const answer = await loopgate.call("POST", "/hitl/request", init);
    expect(answer.status).toBe(413);
    expect(sent).toBeLessThan(LARGEST_BODY * 3);
  });

  test.each([[{}], [{ "content-length": "1000" }]])(
    "that breaks off, since its sender has gone: that is no mistake of ours (%j)",
    async (headers) => {
      const loopgate = await openLoopgate();
      const body = new ReadableStream({ pull: (controller) => controller.error(new Error("aborted")) });
      const answer = await loopgate.call("POST", "/hitl/request", {
        headers: { "content-type": "application/json", ...headers },
        body,
        duplex: "half",
      });
      expect([answer.status, answer.body["code"]]).toEqual([400, "invalid_json"]);
    },
  );

  test("and a body of exactly the largest size is read", async () => {
    const loopgate = await openLoopgate();
    const answer = await loopgate.post("/hitl/request", `"${"x".repeat(LARGEST_BODY - 2)}"`);
    expect(answer.status).toBe(422);
  });
});

describe("a query is refused", () => {
  test.each([
    ["a name twice", "request_id=a&request_id=b", "request_id"],
    ["an unknown name", "request_id=019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10&approved=1", "approved"],
    ["__proto__", "request_id=019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10&__proto__=1", "__proto__"],
    ["no id", "", "request_id"],
    ["a broken id", "request_id=1", "request_id"],
    ["too long a wait", "request_id=019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10&wait=56", "wait"],
  ])("with %s", async (_name, query, path) => {
    const loopgate = await openLoopgate();
    const answer = await loopgate.get(`/hitl/poll?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.map((error) => error.path)).toEqual([path]);
  });
});
