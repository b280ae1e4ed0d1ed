/** OpenAI's Responses, as far as Codex needs it: https://platform.openai.com/docs/api-reference/responses-streaming */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Step, ToolResult } from "./scripted-model.ts";
import { sendEvents } from "./server-sent.ts";

export type OpenAiBody = {
  readonly stream?: boolean;
  readonly tools?: readonly { readonly type: string; readonly name?: string }[];
  readonly input: string | readonly { readonly type?: string; readonly output?: unknown }[];
};

export function toolResultsOfOpenAi({ input }: OpenAiBody): readonly ToolResult[] {
  return (typeof input === "string" ? [] : input)
    .filter(({ type }) => type?.endsWith("_output"))
    .map(({ output }) => ({ isError: false, text: typeof output === "string" ? output : JSON.stringify(output) }));
}

/** OpenAI's Responses, streamed or not. `offered`: a client may offer the tools of a server under one namespace, which a call then names too. */
export function answerOpenAi(
  response: ServerResponse,
  { stream, step, offered }: { readonly stream: boolean; readonly step: Step; readonly offered: readonly string[] },
): void {
  const id = randomUUID();
  const item = "tool" in step ? callOf(step, id, offered) : messageOf(step.text, id);
  const base = { id: `resp_${id}`, object: "response", created_at: 1, model: "scripted", output: [], usage: null };
  const usage = {
    input_tokens: 10,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 5,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 15,
  };
  const completed = { ...base, status: "completed", output: [item], usage };
  if (!stream) {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(completed));
    return;
  }
  const events = [
    { type: "response.created", response: { ...base, status: "in_progress" } },
    { type: "response.output_item.added", output_index: 0, item },
    { type: "response.output_item.done", output_index: 0, item },
    { type: "response.completed", response: completed },
  ];
  sendEvents(response, events);
}

function callOf(
  { tool, input }: Extract<Step, { readonly tool: string }>,
  id: string,
  offered: readonly string[],
): object {
  const namespace = offered.find((name) => tool.startsWith(`${name}__`));
  return {
    type: "function_call",
    id: `fc_${id}`,
    call_id: `call_${id}`,
    ...(namespace === undefined ? { name: tool } : { namespace, name: tool.slice(namespace.length + 2) }),
    arguments: JSON.stringify(input),
    status: "completed",
  };
}

function messageOf(text: string, id: string): object {
  const content = [{ type: "output_text", text, annotations: [] }];
  return { type: "message", id: `msg_${id}`, role: "assistant", status: "completed", content };
}
