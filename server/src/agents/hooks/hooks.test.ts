import { describe, expect, test } from "vitest";
import { QUESTION } from "../mcp/approve.fixture.ts";
import { opened, PAYLOADS } from "./hook-calls.fixture.ts";

const CLAUDE = "claude-code PreToolUse";
const GEMINI = "gemini BeforeTool";
const decision = (body: Readonly<Record<string, unknown>>) => {
  const { hookSpecificOutput: own } = body as { hookSpecificOutput?: { permissionDecision?: string } };
  return own?.permissionDecision ?? body["decision"];
};

describe("the same call", () => {
  test("asks once while it is open, by the client's id of it", async () => {
    const { hook, asked, pending } = await opened();
    const first = await hook(CLAUDE, { query: "wait=0" });
    const again = await hook(CLAUDE, { query: "wait=0" });
    expect([first.status, again.body]).toEqual([202, { request_id: await asked(), status: "pending" }]);
    expect(await pending()).toHaveLength(1);
  });

  test("is told its answer again, when the first telling was lost", async () => {
    const { hook, asked, answer } = await opened();
    await hook(CLAUDE, { query: "wait=0" });
    await answer(await asked(), { kind: "approve" });
    for (const _ of [1, 2]) expect(decision((await hook(CLAUDE, { query: "wait=0" })).body)).toBe("allow");
  });

  test("with other arguments is refused: an answer holds for what was shown", async () => {
    const { hook, asked, answer } = await opened();
    await hook(CLAUDE, { query: "wait=0" });
    await answer(await asked(), { kind: "approve" });
    const { status, body } = await hook(CLAUDE, { more: { tool_input: { command: "rm -rf /" } } });
    expect([status, body["code"]]).toEqual([409, "idempotency_conflict"]);
  });

  test.each([
    ["another id", { tool_use_id: "toolu_2" }],
    ["another session", { session_id: "s2" }],
    ["another hook", { hook_event_name: "PermissionRequest" }],
  ])("is not one with %s", async (_, more) => {
    const { hook, pending } = await opened();
    await hook(CLAUDE, { query: "wait=0" });
    await hook(CLAUDE, { query: "wait=0", more });
    expect(await pending()).toHaveLength(2);
  });

  test("of a client without ids is the process of its hook, by Idempotency-Key", async () => {
    const { hook, pending } = await opened();
    const from = (key: string) => hook(GEMINI, { query: "wait=0", headers: { "idempotency-key": key } });
    await from("process 1");
    await from("process 1");
    expect(await pending()).toHaveLength(1);
    await from("process 2");
    expect(await pending()).toHaveLength(2);
  });

  test("without either joins what is open, and never takes an answer that was given", async () => {
    const { hook, asked, answer, pending } = await opened();
    await hook(GEMINI, { query: "wait=0" });
    await hook(GEMINI, { query: "wait=0" });
    const id = await asked();
    await answer(id, { kind: "approve" });
    expect(decision((await hook(GEMINI, { query: "wait=0" })).body)).toBe("allow");
    expect((await hook(GEMINI, { query: "wait=0" })).status).toBe(202);
    expect(await pending()).not.toContain(id);
  });

  test("twice at once by its content alone is allowed once", async () => {
    const { hook, asked, answer } = await opened();
    const calls = [hook(GEMINI), hook(GEMINI)];
    await answer(await asked(), { kind: "approve" });
    const told = (await Promise.all(calls)).map(({ body }) => decision(body));
    expect(new Set(told)).toEqual(new Set(["allow", "deny"]));
  });

  test("cannot be asked for beforehand: no agent knows its key", async () => {
    const { hook, post, answer, pending } = await opened();
    const forged = await post("/hitl/request", {
      session_id: "claude-code",
      client_id: "claude-code",
      message: "Harmless",
      request_type: "confirmation",
      idempotency_key: "claude-code:s1:PreToolUse:toolu_1",
    });
    await answer(String(forged.body["request_id"]), { kind: "approve" });
    expect((await hook(CLAUDE, { query: "wait=0" })).status).toBe(202);
    expect(await pending()).toHaveLength(1);
  });
});

describe("a held call", () => {
  /** The call as its client sees it come in. */
  async function held(query = "") {
    const house = await opened();
    const leaving = new AbortController();
    const response = await house.app.request(`/hitl/hooks/claude-code?${query}`, {
      method: "POST",
      headers: { host: "127.0.0.1:8080", "content-type": "application/json" },
      body: JSON.stringify(PAYLOADS[CLAUDE]),
      signal: leaving.signal,
    });
    if (!response.body) throw new Error("the call was answered without a body");
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const read = async (): Promise<string> => {
      for (;;) {
        const { done, value = "" } = await reader.read();
        text += value;
        if (done) return text;
      }
    };
    return { ...house, leaving, reader, all: read() };
  }

  test("is kept alive with white space, which JSON allows before its value", async () => {
    const { all, clock, asked, answer } = await held("timeout=600");
    const id = await asked();
    await clock.advance(46_000);
    await answer(id, { kind: "approve" });
    const text = await all;
    expect(text).toMatch(/^ {3}\{/);
    expect(decision(JSON.parse(text) as Record<string, unknown>)).toBe("allow");
  });

  test.each(["the connection", "the reading"])(
    "that is closed at %s takes its request back, so that cards say why",
    async (what) => {
      const { leaving, reader, asked, request, all } = await held();
      const id = await asked();
      if (what === "the connection") leaving.abort();
      else await reader.cancel();
      await expect
        .poll(async () => request(id))
        .toMatchObject({
          status: "canceled",
          cancel_reason: "Answered in the terminal, or the agent has stopped waiting.",
        });
      expect(await all.catch(() => "")).toBe("");
    },
  );

  test("is told no when Loopgate stops, and nobody is asked any longer", async () => {
    const { all, asked, close } = await held();
    await asked();
    await close();
    expect(decision(JSON.parse(await all) as Record<string, unknown>)).toBe("deny");
  });

  test("has nine minutes where it names no time: Claude Code and Codex give up after ten", async () => {
    const { asked, request, leaving } = await held();
    const { created_at: from, expires_at: until } = await request(await asked());
    expect(Date.parse(String(until)) - Date.parse(String(from))).toBe(540_000);
    leaving.abort();
  });
});

describe("a call that comes again", () => {
  test("waits, and is told the answer as soon as there is one", async () => {
    const { hook, asked, answer, clock } = await opened();
    const waiting = hook(CLAUDE, { query: "wait=55" });
    const id = await asked();
    await clock.advance(55_000);
    expect(await waiting).toMatchObject({ status: 202, body: { request_id: id, status: "pending" } });
    const again = hook(CLAUDE, { query: "wait=55" });
    await answer(id, { kind: "reject" });
    expect(decision((await again).body)).toBe("deny");
  });

  test("leaves its request open when its connection is lost", async () => {
    const { app, asked, request, clock } = await opened();
    const leaving = new AbortController();
    const calling = app.request("/hitl/hooks/claude-code?wait=55", {
      method: "POST",
      headers: { host: "127.0.0.1:8080", "content-type": "application/json" },
      body: JSON.stringify(PAYLOADS[CLAUDE]),
      signal: leaving.signal,
    });
    const id = await asked();
    leaving.abort();
    await calling;
    await clock.advance(1_000);
    expect(await request(id)).toMatchObject({ status: "pending" });
  });
});

describe("an agent that is put off", () => {
  test("goes at once, and finds the same request when it is resumed, also after the answer", async () => {
    const { hook, asked, answer, pending, request } = await opened();
    const deferred = { hookSpecificOutput: { hookEventName: "PreToolUse", permissionDecision: "defer" } };
    for (const _ of [1, 2]) expect((await hook(CLAUDE, { query: "mode=defer" })).body).toEqual(deferred);
    const id = await asked();
    const { created_at: from, expires_at: until } = await request(id);
    expect(Date.parse(String(until)) - Date.parse(String(from))).toBe(172_800_000);
    await answer(id, { kind: "edit", arguments: { command: "ls" } });
    expect((await hook(CLAUDE, { query: "mode=defer" })).body).toMatchObject({
      hookSpecificOutput: { permissionDecision: "allow", updatedInput: { command: "ls" } },
    });
    expect(await pending()).toEqual([]);
  });

  test.each(["claude-code PermissionRequest", "codex PreToolUse", GEMINI] as const)(
    "cannot be one at %s",
    async (name) => {
      const { hook, pending } = await opened();
      const { status, body } = await hook(name, { query: "mode=defer" });
      expect([status, body.errors?.[0]?.path]).toEqual([422, "mode"]);
      expect(await pending()).toEqual([]);
    },
  );
});

describe("after the time is over, where the hook says on_timeout=ask", () => {
  test.each([
    [CLAUDE, { hookSpecificOutput: { permissionDecision: "ask" } }],
    ["claude-code PermissionRequest", {}],
    ["codex PreToolUse", { hookSpecificOutput: { permissionDecision: "deny" } }],
    [GEMINI, { decision: "deny" }],
    ["copilot preToolUse", { permissionDecision: "deny" }],
    ["cursor preToolUse", { permission: "deny" }],
  ] as const)("%s is told %j", async (name, told) => {
    const { hook, asked, clock } = await opened();
    const calling = hook(name, { query: "timeout=60&on_timeout=ask" });
    await asked();
    await clock.advance(63_000);
    expect((await calling).body).toMatchObject(told);
  });
});

describe("a tool of Claude Code that has run", () => {
  const PERMISSION = "claude-code PermissionRequest";
  const ran = { ...PAYLOADS[PERMISSION], hook_event_name: "PostToolUse", tool_response: {} };

  test("was allowed in its dialog, if its question is still open: the card ends, and whoever held the call is told no", async () => {
    const { hook, post, asked, request } = await opened();
    const calling = hook(PERMISSION);
    const id = await asked();
    expect((await post("/hitl/hooks/claude-code", ran)).body).toEqual({});
    expect(await request(id)).toMatchObject({
      status: "canceled",
      cancel_reason: "Answered in the terminal, or the agent has stopped waiting.",
    });
    expect((await calling).body).toMatchObject({ hookSpecificOutput: { decision: { behavior: "deny" } } });
  });

  test.each([
    ["in another session", { session_id: "s2" }],
    ["with other arguments", { tool_input: { command: "ls" } }],
    ["by another name", { tool_name: "Write" }],
  ])("%s ends nothing", async (_, more) => {
    const { hook, post, asked, request } = await opened();
    await hook(PERMISSION, { query: "wait=0" });
    await post("/hitl/hooks/claude-code", { ...ran, ...more });
    expect(await request(await asked())).toMatchObject({ status: "pending" });
  });

  test("ends no question that was asked before a tool, nor one of another client", async () => {
    const { hook, post, pending } = await opened();
    await hook(CLAUDE, { query: "wait=0" });
    await hook("codex PermissionRequest", { query: "wait=0" });
    await post("/hitl/hooks/claude-code", ran);
    expect(await pending()).toHaveLength(2);
  });
});

describe("questions of Claude Code to its user", () => {
  const ask = { tool_name: "AskUserQuestion", tool_input: { questions: [QUESTION] } };

  test("are a choice, and the answer goes back as if it were given at the terminal", async () => {
    const { hook, asked, answer, request } = await opened();
    const calling = hook(CLAUDE, { more: ask });
    const id = await asked();
    expect(await request(id)).toMatchObject({ request_type: "choice", options: [{ label: "staging" }, {}] });
    await answer(id, { kind: "pick", values: ["staging"] });
    expect((await calling).body).toMatchObject({
      hookSpecificOutput: {
        permissionDecision: "allow",
        updatedInput: { questions: [QUESTION], answers: { "Which env?": "staging" } },
      },
    });
  });

  test("that nobody answers are a no", async () => {
    const { hook, asked, answer } = await opened();
    const calling = hook(CLAUDE, { more: ask });
    await answer(await asked(), { kind: "reject" });
    expect(decision((await calling).body)).toBe("deny");
  });
});

describe("what is no hook's call", () => {
  test.each([
    ["another event", "claude-code", "", { ...PAYLOADS[CLAUDE], hook_event_name: "Stop" }, "hook_event_name"],
    ["an unknown query", "claude-code", "allow=1", PAYLOADS[CLAUDE], "allow"],
    ["a time without end", "claude-code", "timeout=2592001", PAYLOADS[CLAUDE], "timeout"],
    ["arguments that are no object", "codex", "", { ...PAYLOADS[CLAUDE], tool_input: "ls" }, "tool_input"],
    ["a tool with a hidden name", "codex", "", { ...PAYLOADS[CLAUDE], tool_name: "a\u202eb" }, "tool_name"],
  ])("%s is a 422 that names it", async (_, client, query, payload, path) => {
    const { post, pending } = await opened();
    const { status, headers, body } = await post(`/hitl/hooks/${client}?${query}`, payload);
    expect([status, body.errors?.[0]?.path]).toEqual([422, path]);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(await pending()).toEqual([]);
  });

  test.each([
    ["an unknown client", "/hitl/hooks/other", "{}", 404],
    ["no JSON", "/hitl/hooks/codex", "{", 400],
    ["no object", "/hitl/hooks/codex", "[]", 422],
    ["a name twice", "/hitl/hooks/codex", '{"tool_name":"a","tool_name":"b"}', 400],
    ["too much", "/hitl/hooks/codex", JSON.stringify({ tool_input: { content: "x".repeat(300_000) } }), 413],
  ])("%s is a problem and no answer", async (_, path, text, expected) => {
    const { post } = await opened();
    const { status, body } = await post(path, text);
    expect([status, body["hookSpecificOutput"]]).toEqual([expected, undefined]);
  });

  test("a header that is no key is refused", async () => {
    const { hook } = await opened();
    const { status, body } = await hook(GEMINI, { headers: { "idempotency-key": "k".repeat(256) } });
    expect([status, body.errors?.[0]?.path]).toEqual([422, "Idempotency-Key"]);
  });
});
