/** For interrupts of LangGraph 1, whose graph has a checkpointer: those of `humanInTheLoopMiddleware`, of agent-inbox, and any other. */
import { Command } from "@langchain/langgraph";
import type { Asking, AskingOptions } from "./asking.ts";
import { createClient } from "./client.ts";
import { answersTo } from "./interrupts.ts";
import { together } from "./together.ts";

export type InterruptOptions = Pick<AskingOptions, "session" | "risk" | "timeoutSeconds" | "metadata" | "signal"> & {
  /** Default: one made by `createClient()`. */
  readonly client?: Pick<Asking, "ask" | "approve"> | undefined;
};

export type Interrupted = { readonly id?: string; readonly value?: unknown };

/**
 * Asks people about interrupts and resolves with what `new Command({ resume })` takes. The same interrupt asks the same request again,
 * also in another process. A question that nobody answers rejects with `NotApproved`, and the graph stays where it is.
 */
export async function resolveInterrupts(
  interrupts: readonly Interrupted[],
  { thread, client = createClient(), signal, ...shared }: InterruptOptions & { readonly thread: string },
): Promise<Readonly<Record<string, unknown>>> {
  const answers = await together(interrupts, signal, async ({ id, value }, either) => {
    if (id === undefined) throw new TypeError("An interrupt without an id cannot be resumed by it.");
    const place = { thread, interruptId: id };
    return [id, await answersTo(value, { client, place, shared: { ...shared, signal: either } })] as const;
  });
  return Object.fromEntries(answers);
}

type Graph<Input, Output> = { invoke(input: Input, config: GraphConfig): Promise<Output> };

export type GraphConfig = {
  readonly configurable: { readonly thread_id: string };
  readonly signal?: AbortSignal;
};

/** `graph.invoke(input, config)` that has people asked whatever it is interrupted for, until it ends. */
export async function invokeWithHumans<Input, Output>(
  graph: Graph<Input, Output>,
  input: Input,
  config: GraphConfig,
  options: InterruptOptions = {},
): Promise<Output> {
  const { thread_id: thread } = config.configurable;
  const signal = options.signal ?? config.signal;
  for (let next = input; ;) {
    const output = await graph.invoke(next, config);
    const { __interrupt__: interrupts = [] } = output as { readonly __interrupt__?: readonly Interrupted[] };
    if (interrupts.length === 0) return output;
    const resume = await resolveInterrupts(interrupts, { ...options, thread, ...(signal && { signal }) });
    next = new Command({ resume }) as Input;
  }
}
