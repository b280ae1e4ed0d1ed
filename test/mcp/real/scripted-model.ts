/** A model that costs nothing and needs no account: it says what a script tells it, in the protocols of its clients. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerAnthropic, toolResultsOfAnthropic, type AnthropicBody } from "./speak-anthropic.ts";
import { answerChat, toolResultsOfChat, type ChatBody } from "./speak-chat.ts";
import { answerGemini, offeredByGemini, toolResultsOfGemini, type GeminiBody } from "./speak-gemini.ts";
import { answerOpenAi, toolResultsOfOpenAi, type OpenAiBody } from "./speak-openai.ts";

/** What the model does next: call a tool of its client, or say a text, which ends the turn. */
export type Step = { readonly tool: string; readonly input: object } | { readonly text: string };

/** What a tool gave back to the model, the first call's first. */
export type ToolResult = { readonly isError: boolean; readonly text: string };

/** The next step by what came back so far. */
export type Script = (results: readonly ToolResult[]) => Step;

export type ScriptedModel = {
  /** Where the vendors' own paths begin. */
  readonly url: string;
  /** The results that the model has been given, as of the latest turn. */
  results(): readonly ToolResult[];
  /** The names of the tools that its client offers it. */
  offered(): readonly string[];
  close(): Promise<void>;
};

export async function startScriptedModel(script: Script): Promise<ScriptedModel> {
  let results: readonly ToolResult[] = [];
  let offered: readonly string[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => answer(request.url ?? "", body, response));
  });

  function answer(path: string, body: unknown, response: ServerResponse): void {
    if (/\/messages(\?|$)/.test(path)) {
      const { tools = [], ...rest } = body as AnthropicBody;
      // Beside the conversation the client asks for titles and the like, with no tools to call.
      if (tools.length === 0) return answerAnthropic(response, rest, { text: "A title" });
      results = toolResultsOfAnthropic(rest);
      offered = tools.map(({ name }) => name);
      return answerAnthropic(response, rest, script(results));
    }
    if (/\/responses(\?|$)/.test(path)) {
      const given = body as OpenAiBody;
      results = toolResultsOfOpenAi(given);
      offered = (given.tools ?? []).map(({ name, type }) => name ?? type);
      return answerOpenAi(response, { stream: given.stream === true, step: script(results), offered });
    }
    if (/\/chat\/completions(\?|$)/.test(path)) {
      const given = body as ChatBody;
      if ((given.tools ?? []).length === 0) return answerChat(response, given, { text: "A title" });
      results = toolResultsOfChat(given);
      offered = (given.tools ?? []).map((tool) => tool.function?.name ?? "");
      return answerChat(response, given, script(results));
    }
    if (/enerateContent(\?|$)/.test(path)) {
      const given = body as GeminiBody;
      const isStream = path.includes("streamGenerateContent");
      // Which model to take is asked of a model too.
      if (offeredByGemini(given).length === 0) return answerGemini(response, isStream, { text: "{}" });
      results = toolResultsOfGemini(given);
      offered = offeredByGemini(given);
      return answerGemini(response, isStream, script(results));
    }
    const known = /count_?tokens/i.test(path)
      ? { input_tokens: 10, totalTokens: 10 }
      : { object: "list", data: [], models: [] };
    const isKnown = /count_?tokens|\/models(\?|$)/i.test(path);
    response.writeHead(isKnown ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(isKnown ? known : { error: { message: "There is no such path." } }));
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    results: () => results,
    offered: () => offered,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text === "" ? {} : JSON.parse(text);
}
