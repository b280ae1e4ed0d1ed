import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import type { Log } from "../../kit/log.ts";
import { refusalText, toldRefusal } from "./refusal.ts";
import type { Tool, ToolCall, ToolOutcome } from "./tool.ts";

/** Calls a tool by its name. Throws only what the protocol itself answers: an unknown tool, a state that is none. */
export type Dispatch = (name: string, call: ToolCall) => Promise<ToolOutcome>;

/** Calls in progress can be waited for, so that a stopping server still answers them. */
export function createDispatch({ tools, log }: { readonly tools: readonly Tool[]; readonly log: Log }): {
  readonly dispatch: Dispatch;
  readonly running: () => Promise<void>;
} {
  const byName = new Map(tools.map((tool) => [tool.definition.name, tool]));
  const inProgress = new Set<Promise<ToolOutcome>>();

  async function outcomeOf(tool: Tool, call: ToolCall): Promise<ToolOutcome> {
    try {
      return await tool.call(call);
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      const text = refusalText(toldRefusal(error, log, tool.definition.name));
      return tool.refused?.(text) ?? { kind: "done", isError: true, text };
    }
  }

  return {
    async dispatch(name, call) {
      const tool = byName.get(name);
      if (!tool)
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          `Unknown tool: ${name.slice(0, 100)}. There are ${[...byName.keys()].join(", ")}.`,
        );
      const outcome = outcomeOf(tool, call);
      inProgress.add(outcome);
      return outcome.finally(() => inProgress.delete(outcome));
    },
    async running() {
      await Promise.allSettled(inProgress);
    },
  };
}
