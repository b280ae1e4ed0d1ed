import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PollAnswer } from "@loopgate/contract";
import { recordedShell } from "../recorded-shell.fixture.ts";
import { run } from "../run.ts";
import { runningServer, type RunningServer } from "../running-server.fixture.ts";

describe("loopgate ask", () => {
  let server: RunningServer;
  beforeAll(async () => void (server = await runningServer()));
  afterAll(() => server.close());

  /** Starts `ask` and finds its request once the server has it. */
  async function asking(...args: readonly string[]) {
    const { shell, printed, interrupt } = recordedShell({ variables: server.variables });
    const known = new Set((await server.agent.pending()).pending_requests.map(({ request_id }) => request_id));
    const exit = run(["ask", ...args], shell);
    for (;;) {
      const { pending_requests: open } = await server.agent.pending();
      const request = open.find(({ request_id }) => !known.has(request_id));
      if (request) return { id: request.request_id, request, exit, printed, interrupt };
    }
  }
  const answer = (id: string, ...words: readonly string[]) => server.loopgate(["answer", id, ...words]);
  const choice = ["Deploy v2.1.0?", "--option", "Deploy", "--option", "Hold", "--option", "Look first"];

  test.each([
    [["pick", "Deploy"], 0, "Deploy\n"],
    [["pick", "Hold"], 1, "Hold\n"],
    [["pick", "3"], 1, "Look first\n"],
    [["reject"], 1, "rejected\n"],
  ])("of a choice, %j exits %i", async (words, code, out) => {
    const { id, exit, printed } = await asking(...choice);
    await answer(id, ...words);
    expect(await exit).toBe(code);
    expect(printed).toEqual({ out, err: "" });
  });

  test("of an action, approve exits 0 and edit prints what may run", async () => {
    const action = ["Scale?", "--action", "scale", "--arguments", '{"replicas":9}'];
    const first = await asking(...action);
    await answer(first.id, "approve");
    expect([await first.exit, first.printed.out]).toEqual([0, "approved\n"]);
  });

  test("a text answers with 0, its escapes written out", async () => {
    const { id, exit, printed } = await asking("Which version?");
    await answer(id, "text", "2.1\u001b[2J");
    expect([await exit, printed.out]).toEqual([0, "2.1⟦U+001B⟧[2J\n"]);
  });

  test("a reject's reason goes to stderr", async () => {
    const { id, exit, printed } = await asking("Which version?");
    await answer(id, "reject", "none of them");
    expect([await exit, printed]).toEqual([1, { out: "rejected\n", err: "Reason: none of them\n" }]);
  });

  test("nobody's answer exits 2, and so does a cancel", async () => {
    const late = await asking("Anybody?", "--timeout", "1");
    expect([await late.exit, late.printed.out]).toEqual([2, "timeout\n"]);
    const canceled = await asking("Anybody?");
    await server.agent.cancel(canceled.id);
    expect([await canceled.exit, canceled.printed.out]).toEqual([2, "canceled\n"]);
  });

  test("Ctrl-C cancels the request and exits 130", async () => {
    const { id, exit, interrupt, printed } = await asking("Still there?");
    interrupt();
    expect(await exit).toBe(130);
    expect(printed).toEqual({ out: "", err: "The request was canceled.\n" });
    expect(await server.agent.get(id)).toMatchObject({
      status: "canceled",
      cancel_reason: expect.any(String) as string,
    });
  });

  test("--json prints the whole answer", async () => {
    const { id, exit, printed } = await asking("Which version?", "--json");
    await answer(id, "text", "2.1");
    expect(await exit).toBe(0);
    expect(JSON.parse(printed.out) as PollAnswer).toMatchObject({
      request_id: id,
      response: "2.1",
      decision: { responder: "owner" },
    });
  });

  test("the flags become the request", async () => {
    const flags = [
      "--session",
      "nightly",
      "--client",
      "ci",
      "--risk",
      "high",
      "--timeout",
      "90",
      "--metadata",
      "a=b=c",
      "--metadata",
      "d=",
    ];
    const { id, request, exit } = await asking(
      "Deploy",
      "now?",
      ...flags,
      "--action",
      "deploy",
      "--arguments",
      '{"to":"prod"}',
    );
    expect(request).toMatchObject({
      session_id: "nightly",
      client_id: "ci",
      message: "Deploy now?",
      risk: "high",
      metadata: { a: "b=c", d: "" },
    });
    expect(Date.parse(request.expires_at) - Date.parse(request.created_at)).toBe(90_000);
    expect((await server.agent.get(id)).action).toMatchObject({ name: "deploy", arguments: { to: "prod" } });
    await server.agent.cancel(id);
    await exit;
  });

  test("without flags the session is the user's own", async () => {
    const { id, request, exit } = await asking("Hello?");
    expect(request).toMatchObject({ session_id: "cli-ann", client_id: "loopgate-cli" });
    await server.agent.cancel(id);
    await exit;
  });

  test("the same idempotency key asks once, and both callers get the answer", async () => {
    const first = await asking("Once?", "--idempotency-key", "k1");
    const { shell, printed } = recordedShell({ variables: server.variables });
    const second = run(["ask", "Once?", "--idempotency-key", "k1"], shell);
    await answer(first.id, "text", "yes, once");
    expect([await first.exit, await second]).toEqual([0, 0]);
    expect(printed.out).toBe(first.printed.out);
  });

  test.each([
    [[], "What is to be asked?"],
    [["x", "--arguments", "{}"], "--arguments needs --action."],
    [["x", "--risk", "huge"], "--risk must be one of low, medium, high, critical."],
    [["x", "--timeout", "soon"], "--timeout must be a whole number."],
    [["x", "--metadata", "alone"], '--metadata must be KEY=VALUE, not "alone".'],
    [["x", "--option", "yes", "--option", "YES"], "  options[1]: looks like options[0]"],
    [["x", "--unknown"], "--unknown"],
  ])("%j asks nobody and exits 3", async (args, message) => {
    const { code, err, out } = await server.loopgate(["ask", ...args]);
    expect([code, out, err]).toEqual([3, "", expect.stringContaining(message)]);
    expect((await server.agent.pending()).count).toBe(0);
  });

  test("a server that is not there exits 3, since nothing was decided", async () => {
    const { shell, printed } = recordedShell({ variables: { LOOPGATE_URL: "http://127.0.0.1:9" } });
    expect(await run(["ask", "x"], shell)).toBe(3);
    expect(printed.err).toContain("loopgate serve");
  });

  test("a server that goes away while somebody waits is asked again, and said so once", async () => {
    const { shell, printed } = recordedShell({ variables: server.variables });
    let polls = 0;
    const shaky: typeof fetch = async (input, init) => {
      const isPoll = new Request(input).url.includes("/hitl/poll");
      if (isPoll) polls += 1;
      return isPoll && polls < 3 ? Promise.reject(new TypeError("fetch failed")) : fetch(input, init);
    };
    const exit = run(["ask", "Still?", "--timeout", "1"], { ...shell, world: { ...shell.world, fetch: shaky } });
    expect([await exit, printed]).toEqual([2, { out: "timeout\n", err: "Loopgate does not answer; trying again.\n" }]);
    expect(polls).toBe(3);
  });
});
