/** LangChain's and LangGraph's own packages with their own fake model. */
import { fakeModel } from "@langchain/core/testing";
import { Annotation, Command, END, interrupt, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { AIMessage, createAgent, humanInTheLoopMiddleware, tool } from "langchain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { gate as gated } from "../../client/src/index.ts";
import { loopgateMiddleware } from "../../client/src/langchain.ts";
import { invokeWithHumans, resolveInterrupts } from "../../client/src/langgraph.ts";
import { openHouse, type House } from "./typescript.fixture.ts";

let house: House;
beforeAll(async () => (house = await openHouse("langchain")));
afterAll(() => house.close());

const ran: string[] = [];
const deploy = tool(
  ({ version }) => {
    ran.push(version);
    return `deployed ${version}`;
  },
  { name: "deploy", description: "Deploys a version.", schema: z.object({ version: z.string() }) },
);
const input = { messages: [{ role: "user", content: "Deploy" }] };

/** A model that calls `deploy` as often as is said in one answer, and then says that it is done. */
function scripted(...versions: readonly string[]) {
  const calls = versions.map((version, at) => ({ name: "deploy", args: { version }, id: `call-${at}` }));
  return fakeModel().respondWithTools(calls).respond(new AIMessage("done"));
}

type Said = { readonly messages: readonly { readonly content: unknown }[] };
/** What the model read and said, in one text. */
const said = ({ messages }: Said) => JSON.stringify(messages.map(({ content }) => content));

describe("loopgateMiddleware()", () => {
  const invoke = (message: string, more: object = {}, signal?: AbortSignal) =>
    createAgent({
      model: scripted("1"),
      tools: [deploy],
      middleware: [loopgateMiddleware({ client: house.client, tools: ["deploy"], message, ...more })],
    }).invoke(input, signal && { signal });

  test("runs the tool after a yes", async () => {
    const person = house.answered("Yes", { kind: "approve" });
    expect(said(await invoke("Yes"))).toContain("deployed 1");
    const request = await house.client.get(await person);
    expect(request.action).toMatchObject({
      name: "deploy",
      description: "Deploys a version.",
      arguments: { version: "1" },
    });
    expect(ran.splice(0)).toEqual(["1"]);
  });

  test("runs it with what a person corrected", async () => {
    const person = house.answered("Edit", { kind: "edit", arguments: { version: "2" } });
    expect(said(await invoke("Edit"))).toContain("deployed 2");
    await person;
    expect(ran.splice(0)).toEqual(["2"]);
  });

  test("tells the model of a no, and of a timeout", async () => {
    const person = house.answered("No", { kind: "reject", reason: "Friday" });
    expect(said(await invoke("No"))).toContain("A person did not approve: Friday");
    await person;
    expect(said(await invoke("Late", { timeoutSeconds: 1 }))).toContain("Nobody answered in time");
    expect(ran).toEqual([]);
  });

  test("takes the question back where the run is aborted", async () => {
    const stop = new AbortController();
    const run = invoke("Abort", {}, stop.signal);
    run.catch(() => {});
    const id = await house.gate.asked("Abort");
    stop.abort(new Error("stopped"));
    await expect(run).rejects.toThrow(/abort|stopped/i);
    expect(await house.client.wait(id)).toMatchObject({ status: "canceled" });
    expect(ran).toEqual([]);
  });

  test("goes on through a crash of the server, and lets other tools be", async () => {
    const run = invoke("Crash");
    await house.gate.asked("Crash");
    await house.gate.restart("crash");
    await house.answered("Crash", { kind: "approve" });
    expect(said(await run)).toContain("deployed 1");
    await invoke("Unasked", { tools: ["refund"] });
    expect(ran.splice(0)).toEqual(["1", "1"]);
  });
});

describe("gate()", () => {
  const invoke = (message: string) =>
    createAgent({ model: scripted("1"), tools: [gated(deploy, { client: house.client, message })] }).invoke(input);

  test("runs a tool with what a person corrected, where that fits the tool's own schema", async () => {
    const edit = house.answered("Edit", { kind: "edit", arguments: { version: "3" } });
    expect(said(await invoke("Edit"))).toContain("deployed 3");
    const request = await house.client.get(await edit);
    expect(request.source).toEqual({ client: "langchain", tool_call_id: "call-0" });
    const misfit = house.answered("Misfit", { kind: "edit", arguments: { version: 3 } });
    await invoke("Misfit").catch(() => {});
    await misfit;
    expect(ran.splice(0)).toEqual(["3"]);
  });

  test("tells the model of a no", async () => {
    const person = house.answered("No", { kind: "reject" });
    expect(said(await invoke("No"))).toContain("A person said no.");
    await person;
    expect(ran).toEqual([]);
  });
});

let threads = 0;
const thread = () => ({ configurable: { thread_id: `thread-${++threads}` } });

describe("humanInTheLoopMiddleware", () => {
  const review = {
    allowedDecisions: ["approve", "edit", "reject"],
    description: ({ args }: { readonly args: Readonly<Record<string, unknown>> }) =>
      `Deploy ${String(args["version"])}?`,
  };
  const agent = (...versions: string[]) =>
    createAgent({
      model: scripted(...versions),
      tools: [deploy],
      checkpointer: new MemorySaver(),
      middleware: [
        // Its declarations do not hold under `exactOptionalPropertyTypes`.
        humanInTheLoopMiddleware({ interruptOn: { deploy: review } } as never) as unknown as ReturnType<
          typeof loopgateMiddleware
        >,
      ],
    });
  const invoke = (versions: readonly string[], more: object = {}) =>
    invokeWithHumans(agent(...versions), input, thread(), { client: house.client, ...more });

  test("is answered with a yes and a correction, each for its own call", async () => {
    const people = [
      house.answered("Deploy 2?", { kind: "edit", arguments: { version: "2b" } }),
      house.answered("Deploy 1?", { kind: "approve" }),
    ];
    expect(said(await invoke(["1", "2"]))).toContain("done");
    await Promise.all(people);
    expect(ran.splice(0).toSorted()).toEqual(["1", "2b"]);
  });

  test("tells the model of a no", async () => {
    const person = house.answered("Deploy 3?", { kind: "reject", reason: "Friday" });
    expect(said(await invoke(["3"]))).toContain("A person did not approve: Friday");
    await person;
    expect(ran).toEqual([]);
  });

  test("runs nothing where nobody answers in time", async () => {
    expect(said(await invoke(["4"], { timeoutSeconds: 1 }))).toContain("Nobody answered in time");
    expect(ran).toEqual([]);
  });

  test("takes all its questions back with the signal", async () => {
    const stop = new AbortController();
    const run = invoke(["5", "6"], { signal: stop.signal });
    run.catch(() => {});
    const ids = [await house.gate.asked("Deploy 5?"), await house.gate.asked("Deploy 6?")];
    stop.abort(new Error("stopped"));
    await expect(run).rejects.toThrow("stopped");
    for (const id of ids) expect(await house.client.get(id)).toMatchObject({ status: "canceled" });
    expect(ran).toEqual([]);
  });

  test("is resumed by another process, which finds the question that the first one asked", async () => {
    const graph = agent("7");
    const config = thread();
    const stop = new AbortController();
    const first = invokeWithHumans(graph, input, config, { client: house.client });
    first.catch(() => {});
    const id = await house.gate.asked("Deploy 7?");
    await house.gate.restart("stop");
    const { tasks } = await graph.graph.getState(config);
    const interrupts = tasks.flatMap((task) => task.interrupts);
    const options = { client: house.client, thread: config.configurable.thread_id, signal: stop.signal };
    const second = resolveInterrupts(interrupts, options);
    expect(await house.answered("Deploy 7?", { kind: "approve" })).toBe(id);
    const resume = await second;
    expect(said((await graph.invoke(new Command({ resume }), config)) as Said)).toContain("deployed 7");
    await first.catch(() => {});
    ran.splice(0);
  });
});

describe("any other interrupt", () => {
  const graphOf = (value: unknown) => {
    const State = Annotation.Root({ answer: Annotation<unknown>() });
    return new StateGraph(State)
      .addNode("ask", () => ({ answer: interrupt(value) }))
      .addEdge(START, "ask")
      .addEdge("ask", END)
      .compile({ checkpointer: new MemorySaver() });
  };
  const answer = async (value: unknown, more: object = {}) =>
    (await invokeWithHumans(graphOf(value), { answer: null }, thread(), { client: house.client, ...more })).answer;

  test("is a question, whose answer is the person's own words", async () => {
    const person = house.answered("Which region?", { kind: "text", text: "eu" });
    expect(await answer("Which region?")).toBe("eu");
    await person;
  });

  test("is not resumed where nobody answers, so that no graph takes that for a yes", async () => {
    await expect(answer("Proceed?", { timeoutSeconds: 1 })).rejects.toThrow("Nobody answered in time");
    const person = house.answered("Delete?", { kind: "reject", reason: "no" });
    await expect(answer("Delete?")).rejects.toThrow("A person did not approve: no");
    await person;
  });

  const inbox = (config: object, description: string) => [
    { action_request: { action: "deploy", args: { version: "1" } }, config, description },
  ];
  const all = { allow_accept: true, allow_edit: true, allow_respond: true, allow_ignore: true };

  test.each([
    ["accept", all, { kind: "approve" }, { type: "accept", args: null }],
    [
      "edit",
      all,
      { kind: "edit", arguments: { version: "2" } },
      { type: "edit", args: { action: "deploy", args: { version: "2" } } },
    ],
    ["response", all, { kind: "reject", reason: "Use 3" }, { type: "response", args: "Use 3" }],
    ["ignore", { ...all, allow_respond: false }, { kind: "reject", reason: "x" }, { type: "ignore", args: null }],
    ["words alone", { allow_respond: true }, { kind: "text", text: "Later" }, { type: "response", args: "Later" }],
  ] as const)("of agent-inbox is answered as such: %s", async (name, config, reply, response) => {
    const person = house.answered(`Inbox ${name}`, reply);
    expect(await answer(inbox(config, `Inbox ${name}`))).toEqual([response]);
    await person;
  });

  test("of agent-inbox is ignored where nobody answers", async () => {
    expect(await answer(inbox(all, "Inbox late"), { timeoutSeconds: 1 })).toEqual([{ type: "ignore", args: null }]);
  });
});
