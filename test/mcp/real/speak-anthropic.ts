/** Anthropic's Messages, as far as Claude Code needs it: https://docs.anthropic.com/en/api/messages-streaming */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Step, ToolResult } from "./scripted-model.ts";
import { sendEvents } from "./server-sent.ts";

type Block = {
  readonly type: string;
  readonly text?: string;
  readonly is_error?: boolean;
  readonly content?: string | readonly Block[];
};

export type AnthropicBody = {
  readonly model: string;
  readonly stream?: boolean;
  readonly tools?: readonly { readonly name: string }[];
  readonly messages: readonly { readonly content: string | readonly Block[] }[];
};

export function toolResultsOfAnthropic({ messages }: Pick<AnthropicBody, "messages">): readonly ToolResult[] {
  return messages
    .flatMap(({ content }) => (typeof content === "string" ? [] : content))
    .filter(({ type }) => type === "tool_result")
    .map((block) => ({ isError: block.is_error === true, text: textOf(block.content) }));
}

function textOf(content: Block["content"]): string {
  return typeof content === "string" ? content : (content ?? []).map(({ text }) => text ?? "").join("\n");
}

const usage = { input_tokens: 10, output_tokens: 5, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };

export function answerAnthropic(
  response: ServerResponse,
  { model, stream }: Pick<AnthropicBody, "model" | "stream">,
  step: Step,
): void {
  const block =
    "tool" in step
      ? { type: "tool_use", id: `toolu_${randomUUID().replaceAll("-", "")}`, name: step.tool, input: step.input }
      : { type: "text", text: step.text };
  const stop = { stop_reason: "tool" in step ? "tool_use" : "end_turn", stop_sequence: null };
  const message = { id: `msg_${randomUUID()}`, type: "message", role: "assistant", model, usage };
  if (stream !== true) {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ...message, content: [block], ...stop }));
    return;
  }
  const [opened, delta] =
    "tool" in step
      ? [
          { ...block, input: {} },
          { type: "input_json_delta", partial_json: JSON.stringify(step.input) },
        ]
      : [
          { type: "text", text: "" },
          { type: "text_delta", text: step.text },
        ];
  const events = [
    { type: "message_start", message: { ...message, content: [], stop_reason: null, stop_sequence: null } },
    { type: "content_block_start", index: 0, content_block: opened },
    { type: "content_block_delta", index: 0, delta },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: stop, usage: { output_tokens: 5 } },
    { type: "message_stop" },
  ];
  sendEvents(response, events);
}
