import { refusal } from "./answer.ts";
import type { Decided, GatedCall } from "./deciding.ts";
import { fitting } from "./fitting.ts";

type Tool = Readonly<Record<string, unknown>>;
type Method = (...given: readonly unknown[]) => unknown;
type Decide = (call: Omit<GatedCall, "name">) => Promise<Decided>;

/** How the tools of one framework are told from others, and where a call of theirs is held. */
type Shape = {
  readonly fits: (tool: Tool) => boolean;
  readonly method: string;
  readonly gated: (run: Method, decide: Decide, tool: Tool) => Method;
};

/** Checked in this order. */
const shapes: readonly Shape[] = [
  {
    // @openai/agents: FunctionTool.invoke(runContext, argumentsAsJson, details), which parses them by the tool's own schema.
    fits: ({ type, invoke }) => type === "function" && typeof invoke === "function",
    method: "invoke",
    gated:
      (run, decide, { description }) =>
      async (context, json, details) => {
        const { toolCall, signal } = (details ?? {}) as { toolCall?: { callId?: unknown }; signal?: unknown };
        const input: unknown = JSON.parse(typeof json === "string" && json !== "" ? json : "{}");
        const call = { description, input, callId: toolCall?.callId, signal, from: "openai-agents" };
        const decided = await decide(call);
        return decided.runs ? run(context, JSON.stringify(decided.input), details) : refusal(decided.answer);
      },
  },
  {
    // @langchain/core: StructuredTool._call(input, runManager, config)
    fits: ({ lc_namespace: namespace, _call: call }) => namespace !== undefined && typeof call === "function",
    method: "_call",
    gated:
      (run, decide, { description, schema }) =>
      async (input, manager, config) => {
        const { toolCall, signal } = (config ?? {}) as { toolCall?: { id?: unknown }; signal?: unknown };
        const call = { description, input, callId: toolCall?.id, signal, fitted: fitting(schema), from: "langchain" };
        const decided = await decide(call);
        return decided.runs ? run(decided.input, manager, config) : refusal(decided.answer);
      },
  },
  {
    // @google/adk: BaseTool.runAsync({ args, toolContext })
    fits: ({ runAsync }) => typeof runAsync === "function",
    method: "runAsync",
    gated:
      (run, decide, { description }) =>
      async (request) => {
        const { args, toolContext } = request as { args?: unknown; toolContext?: { functionCallId?: unknown } };
        const call = { description, input: args, callId: toolContext?.functionCallId, from: "google-adk" };
        const decided = await decide(call);
        return decided.runs
          ? run({ ...(request as object), args: decided.input })
          : { result: refusal(decided.answer) };
      },
  },
  {
    // ai: Tool.execute(input, { toolCallId, abortSignal }); Mastra and TanStack have the same.
    fits: ({ execute }) => typeof execute === "function",
    method: "execute",
    gated:
      (run, decide, { description, inputSchema }) =>
      async (input, options) => {
        const { toolCallId, abortSignal } = (options ?? {}) as { toolCallId?: unknown; abortSignal?: unknown };
        const call = { description, input, callId: toolCallId, signal: abortSignal, fitted: fitting(inputSchema) };
        const decided = await decide({ ...call, from: "ai-sdk" });
        return decided.runs ? lastOf(run(decided.input, options)) : refusal(decided.answer);
      },
  },
];

/** Throws where no framework's tool looks like this one. */
export function shapeOf(given: object, name: string): { readonly gated: (decide: Decide) => object } {
  const tool = given as Tool;
  const shape = shapes.find(({ fits }) => fits(tool));
  if (!shape) throw new TypeError(`${name} is no tool that gate() knows: it has nothing that runs here.`);
  const { method } = shape;
  return {
    gated(decide) {
      const run: Method = (...params) => (tool[method] as Method).call(given, ...params);
      const copy = Object.assign(Object.create(Object.getPrototypeOf(given) as object | null) as object, given);
      return Object.assign(copy, { [method]: shape.gated(run, decide, tool) });
    },
  };
}

/** A tool that streams is looked at once it has been asked for, which is too late to stream: its last output is its output. */
async function lastOf(output: unknown): Promise<unknown> {
  if (typeof output !== "object" || output === null || !(Symbol.asyncIterator in output)) return output;
  let last: unknown;
  for await (const each of output as AsyncIterable<unknown>) last = each;
  return last;
}
