/** Chat Completions, as far as Copilot CLI needs it: https://platform.openai.com/docs/api-reference/chat */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Step, ToolResult } from "./scripted-model.ts";

export type ChatBody = {
  readonly model: string;
  readonly stream?: boolean;
  readonly tools?: readonly { readonly function?: { readonly name: string } }[];
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
};

export function toolResultsOfChat({ messages }: ChatBody): readonly ToolResult[] {
  return messages
    .filter(({ role }) => role === "tool")
    .map(({ content }) => ({ isError: false, text: typeof content === "string" ? content : JSON.stringify(content) }));
}

export function answerChat(response: ServerResponse, { model, stream }: ChatBody, step: Step): void {
  const id = `chatcmpl-${randomUUID()}`;
  const calls =
    "tool" in step
      ? [
          {
            index: 0,
            id: `call_${randomUUID()}`,
            type: "function",
            function: { name: step.tool, arguments: JSON.stringify(step.input) },
          },
        ]
      : undefined;
  const message = {
    role: "assistant",
    content: "text" in step ? step.text : "",
    ...(calls && { tool_calls: calls }),
  };
  const finish = calls ? "tool_calls" : "stop";
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  if (stream !== true) {
    response.writeHead(200, { "content-type": "application/json" });
    const choices = [{ index: 0, message, finish_reason: finish }];
    response.end(JSON.stringify({ id, object: "chat.completion", created: 1, model, choices, usage }));
    return;
  }
  const base = { id, object: "chat.completion.chunk", created: 1, model };
  const chunks = [
    { ...base, choices: [{ index: 0, delta: message, finish_reason: null }] },
    { ...base, choices: [{ index: 0, delta: {}, finish_reason: finish }] },
    { ...base, choices: [], usage },
  ];
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  response.end("data: [DONE]\n\n");
}
