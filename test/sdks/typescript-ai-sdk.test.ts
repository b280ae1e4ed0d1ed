/** The AI SDK's own package with its own fake model. */
import { generateText, streamText, jsonSchema, tool, ToolLoopAgent, type ModelMessage } from "ai";
import { convertArrayToReadableStream, MockLanguageModelV4 } from "ai/test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { gate as gated, gateAll } from "../../client/src/index.ts";
import { approvalMessage, loopgateApproval, submitApprovals } from "../../client/src/ai-sdk.ts";
import { openHouse, type House } from "./typescript.fixture.ts";

let house: House;
beforeAll(async () => (house = await openHouse("ai-sdk")));
afterAll(() => house.close());

const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
type Generated = Awaited<ReturnType<MockLanguageModelV4["doGenerate"]>>;

/** A model that calls `deploy` once, and then says that it is done. */
function scripted(input: object = { version: "1" }): MockLanguageModelV4 {
  const call = { type: "tool-call", toolCallId: "call-1", toolName: "deploy", input: JSON.stringify(input) };
  const steps = [
    { content: [call], finishReason: { unified: "tool-calls" }, usage, warnings: [] },
    { content: [{ type: "text", text: "done" }], finishReason: { unified: "stop" }, usage, warnings: [] },
  ];
  let step = 0;
  return new MockLanguageModelV4({
    // One that is resumed has a conversation that ends with what came of the tool.
    async doGenerate({ prompt }) {
      step = Math.max(step, prompt.some(({ role }) => role === "tool") ? 1 : 0);
      return steps[step++] as unknown as Generated;
    },
  });
}

const ran: unknown[] = [];
const deploy = tool({
  description: "Deploys a version.",
  inputSchema: z.object({ version: z.string() }),
  async execute({ version }) {
    ran.push(version);
    return `deployed ${version}`;
  },
});
const stopWhen = ({ steps }: { steps: readonly unknown[] }) => steps.length >= 3;

/** Runs the model with a gated tool; what the model was told in the end. */
async function generated(message: string, more: { signal?: AbortSignal; timeoutSeconds?: number } = {}) {
  const tools = gateAll({ deploy }, ["deploy"], { client: house.client, message, ...more });
  const abortSignal = more.signal;
  const model = scripted();
  const result = await generateText({
    model,
    tools,
    prompt: "Deploy",
    stopWhen,
    maxRetries: 0,
    ...(abortSignal && { abortSignal }),
  });
  const told = result.steps.flatMap(({ content }) => content).find(({ type }) => /^tool-(result|error)$/.test(type));
  return { ...told, text: result.text } as { type: string; output?: unknown; error?: unknown; text: string };
}

describe("gate()", () => {
  test("runs the tool after a yes", async () => {
    const person = house.answered("Yes", { kind: "approve" });
    expect(await generated("Yes")).toMatchObject({ output: "deployed 1", text: "done" });
    const request = await house.client.get(await person);
    expect(request.action).toMatchObject({
      name: "deploy",
      description: "Deploys a version.",
      arguments: { version: "1" },
    });
    expect(request.source).toEqual({ client: "ai-sdk", tool_call_id: "call-1" });
    expect(ran.splice(0)).toEqual(["1"]);
  });

  test("runs it with what a person corrected", async () => {
    const person = house.answered("Edit", { kind: "edit", arguments: { version: "2" } });
    expect(await generated("Edit")).toMatchObject({ output: "deployed 2" });
    await person;
    expect(ran.splice(0)).toEqual(["2"]);
  });

  test("runs nothing where the correction does not fit the tool's own schema", async () => {
    const person = house.answered("Misfit", { kind: "edit", arguments: { version: 2 } });
    const { type, error } = await generated("Misfit");
    await person;
    expect([type, String(error)]).toEqual(["tool-error", expect.stringContaining("do not fit the tool")]);
    expect(ran).toEqual([]);
  });

  test("tells the model of a no, and why", async () => {
    const person = house.answered("No", { kind: "reject", reason: "It is Friday" });
    expect(await generated("No")).toMatchObject({
      output: "This call did not run, and must not be made again as it is. A person did not approve: It is Friday",
      text: "done",
    });
    await person;
    expect(ran).toEqual([]);
  });

  test("tells the model that nobody answered in time", async () => {
    const { output } = await generated("Timeout", { timeoutSeconds: 1 });
    expect(output).toContain("Nobody answered in time");
    expect(ran).toEqual([]);
  });

  test("takes the question back where the run is aborted", async () => {
    const stop = new AbortController();
    const run = generated("Abort", { signal: stop.signal });
    run.catch(() => {});
    const id = await house.gate.asked("Abort");
    stop.abort();
    await expect(run).rejects.toThrow(/abort/i);
    expect(await house.client.wait(id)).toMatchObject({ status: "canceled" });
    expect(ran).toEqual([]);
  });

  test("goes on through a crash of the server", async () => {
    const run = generated("Crash");
    await house.gate.asked("Crash");
    await house.gate.restart("crash");
    await house.answered("Crash", { kind: "approve" });
    expect(await run).toMatchObject({ output: "deployed 1" });
    ran.splice(0);
  });

  test("holds a tool in a stream, also one that streams itself", async () => {
    const streaming = tool({
      inputSchema: jsonSchema<{ version: string }>({ type: "object", properties: { version: { type: "string" } } }),
      async *execute({ version }) {
        yield `deploying ${version}`;
        yield `deployed ${version}`;
      },
    });
    const input = JSON.stringify({ version: "1" });
    const model = new MockLanguageModelV4({
      doStream: {
        stream: convertArrayToReadableStream([
          { type: "stream-start", warnings: [] },
          { type: "tool-call", toolCallId: "call-1", toolName: "deploy", input },
          { type: "finish", finishReason: { unified: "tool-calls", raw: undefined }, usage },
        ]),
      } as never,
    });
    const tools = { deploy: gated(streaming, { client: house.client, name: "deploy", message: "Stream" }) };
    const person = house.answered("Stream", { kind: "approve" });
    const { toolResults } = streamText({ model, tools, prompt: "Deploy" });
    expect((await toolResults).map(({ output }) => output)).toEqual(["deployed 1"]);
    await person;
  });
});

describe("loopgateApproval()", () => {
  const approval = (more: object = {}) =>
    generateText({
      model: scripted(),
      tools: { deploy },
      prompt: "Deploy",
      stopWhen,
      toolApproval: loopgateApproval({ client: house.client, ...more }),
    });

  test("lets the run go on after a yes", async () => {
    const person = house.answered("May deploy run?", { kind: "approve" });
    expect((await approval()).steps[0]?.toolResults[0]?.output).toBe("deployed 1");
    await person;
    expect(ran.splice(0)).toEqual(["1"]);
  });

  test("denies with what the person said", async () => {
    const person = house.answered("May deploy run?", { kind: "reject", reason: "Not today" });
    const { text, responseMessages } = await approval();
    await person;
    expect(text).toBe("done");
    expect(JSON.stringify(responseMessages)).toContain("A person did not approve: Not today");
    expect(ran).toEqual([]);
  });

  test("denies what nobody answered, and asks about no other tool", async () => {
    const { responseMessages } = await approval({ timeoutSeconds: 1 });
    expect(JSON.stringify(responseMessages)).toContain("Nobody answered in time");
    expect(ran).toEqual([]);
    await approval({ tools: ["refund"] });
    expect(ran.splice(0)).toEqual(["1"]);
  });

  test("takes the question back with its signal", async () => {
    const stop = new AbortController();
    const run = approval({ signal: stop.signal });
    run.catch(() => {});
    const id = await house.gate.asked("May deploy run?");
    stop.abort(new Error("stopped"));
    await expect(run).rejects.toThrow("stopped");
    expect(await house.client.wait(id)).toMatchObject({ status: "canceled" });
    expect(ran).toEqual([]);
  });
});

describe("a run that is parted from its approval", () => {
  const agent = (model = scripted()) =>
    new ToolLoopAgent({
      model,
      tools: { deploy },
      toolApproval: { deploy: "user-approval" },
      experimental_toolApprovalSecret: "a secret of this test, longer than thirty-two bytes",
    });

  /** The run until it asks, as it is saved: text. */
  async function parted(run: string) {
    const messages: ModelMessage[] = [{ role: "user", content: "Deploy" }];
    const result = await agent().generate({ messages });
    const options = { client: house.client, run };
    const requests = await submitApprovals(result, options);
    const again = await submitApprovals(result, options);
    expect(again.map((request) => request.request_id)).toEqual(requests.map((request) => request.request_id));
    const ids = requests.map((request) => request.request_id);
    return JSON.stringify({ messages: [...messages, ...result.responseMessages], ids });
  }

  /** As another process would, which knows nothing but the text. */
  async function resumed(saved: string) {
    const { messages, ids } = JSON.parse(saved) as { messages: ModelMessage[]; ids: string[] };
    const requests = await Promise.all(ids.map((id) => house.client.get(id)));
    const model = scripted();
    const { text } = await agent(model).generate({ messages: [...messages, approvalMessage(requests)] });
    return { text, told: JSON.stringify(model.doGenerateCalls[0]?.prompt) };
  }

  test("goes on with a yes that came while no run was there, through a restart of the server", async () => {
    const saved = await parted("run-yes");
    await house.gate.restart("stop");
    await house.answered("May deploy run?", { kind: "approve" });
    expect((await resumed(saved)).text).toBe("done");
    expect(ran.splice(0)).toEqual(["1"]);
  });

  test("goes on with a no, and runs nothing", async () => {
    const saved = await parted("run-no");
    await house.answered("May deploy run?", { kind: "reject", reason: "too risky" });
    const { text, told } = await resumed(saved);
    expect(text).toBe("done");
    expect(told).toContain("A person did not approve: too risky");
    expect(ran).toEqual([]);
  });

  test("does not go on while nobody has answered", async () => {
    const saved = await parted("run-open");
    await expect(resumed(saved)).rejects.toThrow("has not ended yet");
    expect(ran).toEqual([]);
  });
});
