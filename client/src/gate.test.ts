import { describe, expect, test } from "vitest";
import type { Answer } from "./answer.ts";
import type { ApproveOptions } from "./asking.ts";
import { gate, gateAll } from "./gate.ts";
import type { Action, JsonObject, Outcome } from "./wire.ts";

const ran: unknown[] = [];
const runs = async (input: unknown) => `ran ${ran.push(input)}`;

/** A tool of each framework, and a call of it as the framework makes it. */
const tools = {
  "a function": { tool: runs, call: (tool: typeof runs) => tool({ a: 1 }) },
  "the AI SDK": {
    tool: { execute: runs },
    call: ({ execute }: { execute: (input: unknown, options: object) => unknown }) =>
      execute({ a: 1 }, { toolCallId: "call-1" }),
  },
  "OpenAI Agents": {
    tool: { type: "function", invoke: (_: unknown, json: string) => runs(JSON.parse(json)) },
    call: ({ invoke }: { invoke: (context: object, json: string, details: object) => unknown }) =>
      invoke({}, '{"a":1}', { toolCall: { callId: "call-1" } }),
  },
  LangChain: {
    tool: { lc_namespace: [], _call: runs },
    call: ({ _call: call }: { _call: (input: unknown, manager: undefined, config: object) => unknown }) =>
      call({ a: 1 }, undefined, { toolCall: { id: "call-1" } }),
  },
  "the Google ADK": {
    tool: { runAsync: ({ args }: { args: unknown }) => runs(args) },
    call: ({ runAsync }: { runAsync: (request: object) => unknown }) =>
      runAsync({ args: { a: 1 }, toolContext: { functionCallId: "call-1" } }),
  },
} as const;

type Asked = { readonly action: Action; readonly options: ApproveOptions };

/** A client whose person says this to everything. */
function clientSaying(outcome: Outcome | Error, edited: JsonObject | null = null) {
  const asked: Asked[] = [];
  return {
    asked,
    async approve(action: Action | string, options: ApproveOptions = {}): Promise<Answer> {
      if (typeof action !== "string") asked.push({ action, options });
      if (outcome instanceof Error) throw outcome;
      const approved = outcome === "approve" || outcome === "edit";
      const given = { requestId: "r", status: "completed", approved, text: null, options: [], values: null } as const;
      const decision = { outcome } as Answer["decision"];
      return { ...given, arguments: edited, reason: "no", responder: "Ann", decision };
    },
  };
}

describe.each(Object.entries(tools))("a tool of %s", (_, { tool, call }) => {
  const called = async (client: ReturnType<typeof clientSaying>, options: object = {}) => {
    const gated = gate(tool as object, { client, name: "deploy", ...options });
    return (call as (tool: object) => unknown)(gated);
  };

  test("runs once after a yes", async () => {
    await called(clientSaying("approve"));
    expect(ran.splice(0)).toEqual([{ a: 1 }]);
  });

  test("runs what was corrected", async () => {
    await called(clientSaying("edit", { a: 2 }));
    expect(ran.splice(0)).toEqual([{ a: 2 }]);
  });

  test("does not run after a no, nor after a correction without arguments, nor where asking fails", async () => {
    await Promise.allSettled([
      called(clientSaying("reject")),
      called(clientSaying("respond")),
      called(clientSaying("edit", null)),
    ]);
    await expect(called(clientSaying(new Error("down")))).rejects.toThrow("down");
    expect(ran).toEqual([]);
  });

  test("has a key only in a run of its own, since models give ids of calls again in other runs", async () => {
    const client = clientSaying("approve");
    await called(client);
    await called(client, { run: "run-1" });
    const keys = client.asked.map(({ options }) => options.idempotencyKey);
    expect(keys).toEqual([undefined, tool === runs ? undefined : "run-1:deploy:call-1"]);
    ran.splice(0);
  });
});

test("what is no object is shown as `input`, and comes back from there", async () => {
  const client = clientSaying("edit", { input: "b" });
  const { _call: call } = gate(
    { lc_namespace: [], name: "search", _call: (input: unknown) => runs(input) },
    { client },
  );
  await call("a");
  expect(client.asked[0]?.action).toEqual({ name: "search", arguments: { input: "a" } });
  expect(ran.splice(0)).toEqual(["b"]);
  const other = { client: clientSaying("edit", { input: "b", more: 1 }) };
  await expect(gate({ name: "search", execute: runs }, other).execute("a")).rejects.toThrow("and nothing else");
  expect(ran).toEqual([]);
});

test("gateAll holds the tools that it is told to, of a record or a list, and all where it is told none", async () => {
  const client = clientSaying("reject");
  const pair = { deploy: { execute: runs }, search: { execute: runs } };
  const some = gateAll(pair, ["deploy"], { client });
  expect(some.search).toBe(pair.search);
  expect(await some.deploy.execute({})).toContain("did not run");
  const list = gateAll(
    [
      { name: "deploy", execute: runs },
      { name: "search", execute: runs },
    ],
    undefined,
    { client },
  );
  for (const { execute } of list) expect(await execute({})).toContain("did not run");
  expect(client.asked.map(({ action }) => action.name)).toEqual(["deploy", "deploy", "search"]);
  expect(ran).toEqual([]);
});

/** What a person saw, and what ran after his yes; each tool reads its argument as often as it likes. */
async function seenAndRun(input: object) {
  const client = clientSaying("approve");
  const tool = { name: "run", execute: async (given: Record<string, unknown>) => ran.push(given["command"]) };
  await gate(tool, { client }).execute(input as Record<string, unknown>);
  return [client.asked[0]?.action.arguments, ran.splice(0)];
}

test("what a person has seen runs, whatever the arguments answer when they are read again", async () => {
  let reads = 0;
  const read = () => (reads++ < 2 ? "ls" : "rm -rf /");
  const seen = [{ command: "ls" }, ["ls"]];
  expect(await seenAndRun({ get command() { return read(); } })).toEqual(seen); // prettier-ignore
  reads = 0;
  const target = { command: "ls" };
  expect(await seenAndRun(new Proxy(target, { get: (_, name) => (name === "command" ? read() : undefined) }))).toEqual(
    seen,
  );
});

test("what a person is not shown does not run", async () => {
  const nothing = [{}, [undefined]];
  expect(await seenAndRun(Object.defineProperty({}, "command", { value: "rm -rf /" }))).toEqual(nothing);
  const inherited: object = Object.create(Object.assign(Object.create(null), { command: "rm -rf /" }));
  expect(await seenAndRun(inherited)).toEqual(nothing);
});

test("a tool is given what was approved, dates as dates, and cannot be changed by who still holds the arguments", async () => {
  const at = new Date(0);
  const given = { steps: [{ command: "ls", at, left: undefined }] };
  const client = clientSaying("approve");
  const seen: unknown[] = [];
  const gated = gate(
    async (input: typeof given) => {
      await Promise.resolve();
      seen.push(structuredClone(input));
    },
    { client, name: "run" },
  );
  const run = gated(given);
  await Promise.resolve();
  await run;
  expect(seen).toEqual([given]);
  expect(client.asked[0]?.action.arguments).toEqual({ steps: [{ command: "ls", at: "1970-01-01T00:00:00.000Z" }] });
});
