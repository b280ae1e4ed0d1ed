/** Google's generateContent, as far as Gemini CLI needs it: https://ai.google.dev/api/generate-content */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Step, ToolResult } from "./scripted-model.ts";

type Part = { readonly functionResponse?: { readonly response?: Readonly<Record<string, unknown>> } };

export type GeminiBody = {
  readonly contents?: readonly { readonly parts?: readonly Part[] }[];
  readonly tools?: readonly { readonly functionDeclarations?: readonly { readonly name: string }[] }[];
};

export function toolResultsOfGemini({ contents = [] }: GeminiBody): readonly ToolResult[] {
  return contents
    .flatMap(({ parts = [] }) => parts)
    .flatMap(({ functionResponse }) => (functionResponse ? [functionResponse.response ?? {}] : []))
    .map((response) => ({ isError: "error" in response, text: JSON.stringify(response) }));
}

export function offeredByGemini({ tools = [] }: GeminiBody): readonly string[] {
  return tools.flatMap(({ functionDeclarations = [] }) => functionDeclarations).map(({ name }) => name);
}

export function answerGemini(response: ServerResponse, isStream: boolean, step: Step): void {
  const part =
    "tool" in step
      ? { functionCall: { id: `call_${randomUUID()}`, name: step.tool, args: step.input } }
      : { text: step.text };
  const chunk = {
    candidates: [{ index: 0, content: { role: "model", parts: [part] }, finishReason: "STOP" }],
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
    modelVersion: "scripted",
  };
  response.writeHead(200, { "content-type": isStream ? "text/event-stream" : "application/json" });
  response.end(isStream ? `data: ${JSON.stringify(chunk)}\n\n` : JSON.stringify(chunk));
}
