/** The tools that the conformance suite calls by name. They exist only here. */
import {
  MissingRequiredClientCapabilityError,
  type InputRequest,
  type InputRequests,
} from "@modelcontextprotocol/server";
import type { Legs } from "../../../server/src/agents/mcp/legs.ts";
import { TASKS_EXTENSION } from "../../../server/src/agents/mcp/tasks.ts";
import type { Tool, ToolCall, ToolOutcome } from "../../../server/src/agents/mcp/tool.ts";
import type { Jobs } from "./jobs.ts";

export function suiteTools({ jobs, legs }: { readonly jobs: Jobs; readonly legs: Legs }): readonly Tool[] {
  return [...taskTools(jobs), ...roundTools(legs), ...plainTools];
}

/** Those that run as tasks where their client takes them. */
function taskTools(jobs: Jobs): readonly Tool[] {
  return [
    tool("greet", ({ args }) => done(`Hello, ${String(args["name"])}!`)),
    tool("slow_compute", async ({ args, takesTasks }) => {
      const ms = Number(args["seconds"]) * 1000;
      const text = `computed ${String(args["label"])}`;
      if (takesTasks && ms > 0) return { kind: "task", task: jobs.endsAfter(ms, completed(text)) };
      await pause(ms);
      return done(text);
    }),
    tool("failing_job", (call) => {
      mustTakeTasks(call);
      return { kind: "task", task: jobs.endsAfter(100, completed("It went wrong.", true)) };
    }),
    tool("protocol_error_job", (call) => {
      mustTakeTasks(call);
      const error = { code: -32_603, message: "It broke." };
      return { kind: "task", task: jobs.endsAfter(100, { status: "failed", error }) };
    }),
    tool("confirm_delete", () => {
      const task = jobs.asks({ confirm: elicit("Delete it?", "confirm", "boolean") }, () => completed("deleted"));
      return { kind: "task", task };
    }),
    tool("multi_input", () => {
      const both = { first: elicit("First?", "name", "string"), second: elicit("Second?", "name", "string") };
      return { kind: "task", task: jobs.asks(both, () => completed("both are here")) };
    }),
    tool("test_tool_with_task", (call) => {
      mustTakeTasks(call);
      const name = contentOf(call, "user_name")["name"];
      if (typeof name !== "string")
        return { kind: "again", inputRequests: { user_name: elicit("What is your name?", "name", "string") } };
      return { kind: "task", task: jobs.endsAfter(50, completed(`Hello, ${name}!`)) };
    }),
  ];
}

/** Those that ask their client in between, in rounds that a signed `requestState` holds together. */
function roundTools(legs: Legs): readonly Tool[] {
  const asking = (name: string, inputRequests: InputRequests) =>
    tool(name, ({ inputResponses = {} }) =>
      Object.keys(inputRequests).every((key) => key in inputResponses)
        ? done(`state-ok ${JSON.stringify(inputResponses)}`)
        : { kind: "again", inputRequests },
    );
  const signed = (name: string, rounds: readonly InputRequests[]) =>
    tool(name, ({ requestState, inputResponses }) => {
      const binding = { caller: "suite", method: name, argsDigest: "none" };
      const at = requestState === undefined ? 1 : legs.read(requestState, binding).number;
      const asked = rounds[at - 1];
      if (!asked) return done(`state-ok ${JSON.stringify(inputResponses)}`);
      const leg = { requestId: "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10", number: at + 1 };
      return { kind: "again", inputRequests: asked, requestState: legs.mint(leg, binding) };
    });
  const user_name = elicit("What is your name?", "name", "string");
  const client_roots: InputRequest = { method: "roots/list", params: {} };
  return [
    asking("test_input_required_result_elicitation", { user_name }),
    asking("test_input_required_result_sampling", { capital_question: sample("What is the capital of France?") }),
    asking("test_input_required_result_list_roots", { client_roots }),
    signed("test_input_required_result_request_state", [{ confirm: elicit("Please confirm", "ok", "boolean") }]),
    signed("test_input_required_result_tampered_state", [{ confirm: elicit("Please confirm", "ok", "boolean") }]),
    signed("test_input_required_result_multiple_inputs", [
      { user_name, greeting: sample("Generate a greeting"), client_roots },
    ]),
    signed("test_input_required_result_multi_round", [
      { step1: elicit("Step 1: What is your name?", "name", "string") },
      { step2: elicit("Step 2: What is your favorite color?", "color", "string") },
    ]),
    asking("test_missing_capability", { question: sample("Anything?") }),
    asking("test_streaming_elicitation", { user_name }),
  ];
}

const plainTools: readonly Tool[] = [
  tool("test_simple_text", () => done("This is a simple text response for testing.")),
  tool("test_error_handling", () => done("This tool intentionally returns an error for testing", true)),
  tool("test_logging_tool", () => done("Nothing is logged here.")),
  tool("test_tool_with_progress", async ({ progress }) => {
    for (const at of [0, 50, 100]) {
      await progress?.({ progress: at, total: 100, message: `${at} of 100` });
      await pause(50);
    }
    return done("All of it was told.");
  }),
];

type Call = Omit<ToolCall, "args"> & { readonly args: Readonly<Record<string, unknown>> };

function tool(name: string, call: (call: Call) => ToolOutcome | Promise<ToolOutcome>): Tool {
  return {
    definition: { name, description: `The conformance suite's ${name}.`, inputSchema: { type: "object" } },
    call: async (given) => call({ ...given, args: given.args as Call["args"] }),
  };
}

function done(text: string, isError = false): Extract<ToolOutcome, { kind: "done" }> {
  return { kind: "done", text, isError };
}

function completed(text: string, isError = false) {
  return { status: "completed", outcome: done(text, isError) } as const;
}

function mustTakeTasks({ takesTasks }: Call): void {
  if (!takesTasks)
    throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } });
}

function contentOf({ inputResponses = {} }: Call, key: string): Readonly<Record<string, unknown>> {
  const response = inputResponses[key] as { readonly content?: Record<string, unknown> } | undefined;
  return response?.content ?? {};
}

function elicit(message: string, field: string, type: "string" | "boolean"): InputRequest {
  const schema = type === "string" ? ({ type: "string" } as const) : ({ type: "boolean" } as const);
  return {
    method: "elicitation/create",
    params: {
      mode: "form",
      message,
      requestedSchema: { type: "object", properties: { [field]: schema }, required: [field] },
    },
  };
}

function sample(text: string): InputRequest {
  const message = { role: "user", content: { type: "text", text } } as const;
  return { method: "sampling/createMessage", params: { messages: [message], maxTokens: 100 } };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
