/** For agents of LangChain 1: a middleware that holds tool calls, without a checkpointer. */
import { createMiddleware, ToolMessage } from "langchain";
import { refusal } from "./answer.ts";
import { decide, type GateOptions } from "./deciding.ts";

export type MiddlewareOptions = Omit<GateOptions, "name" | "description" | "argumentsSchema" | "context"> & {
  /** The tools that need a person. Default: every one. */
  readonly tools?: readonly string[] | undefined;
};

/** `middleware: [loopgateMiddleware({ tools: ["deploy"] })]`: the call waits for the person, who may correct its arguments. */
export function loopgateMiddleware({ tools, ...options }: MiddlewareOptions = {}) {
  return createMiddleware({
    name: "LoopgateMiddleware",
    async wrapToolCall(request, handler) {
      const { toolCall, tool } = request;
      const { name, args: input, id = "" } = toolCall;
      if (tools && !tools.includes(name)) return handler(request);
      const { signal } = request.runtime as { readonly signal?: unknown };
      const call = { name, description: tool?.["description"], input, callId: id, signal, from: "langchain" };
      const decided = await decide(call, options);
      if (decided.runs)
        return handler({ ...request, toolCall: { ...toolCall, args: decided.input as typeof toolCall.args } });
      return new ToolMessage({
        tool_call_id: id,
        name,
        status: "error",
        content: refusal(decided.answer),
      });
    },
  });
}
