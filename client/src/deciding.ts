import type { Answer } from "./answer.ts";
import type { Asking, AskingOptions } from "./asking.ts";
import { createClient } from "./client.ts";
import { isPlainObject, plain, plainObject, taken } from "./plain.ts";
import type { Action, JsonInput, JsonObject } from "./wire.ts";

/** `Input` is what a call is given. Where a framework does not say, it is the JSON that people are shown. */
export type GateOptions<Input = JsonObject> = Pick<
  AskingOptions,
  "session" | "risk" | "timeoutSeconds" | "metadata" | "signal"
> & {
  /** Default: one made by `createClient()`. */
  readonly client?: Pick<Asking, "approve"> | undefined;
  /** What the card calls it, if not by its own name. */
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** Which calls need a person. Default: every one. */
  readonly when?: ((input: Input) => boolean | Promise<boolean>) | undefined;
  /** What the agent says about the call, in its own words. */
  readonly message?: string | ((input: Input) => string) | undefined;
  /** Whether people may correct the arguments. Default: true. */
  readonly edit?: boolean | undefined;
  /** What corrected arguments must satisfy, in Loopgate's subset of JSON Schema; the tool's own schema is held to besides. */
  readonly argumentsSchema?: JsonInput | undefined;
  /**
   * An id of this run of the agent, which no other run ever has: a call that is repeated after a crash then finds the question that it
   * asked. Without it each call asks anew, since the ids that models give to their calls come again in other runs.
   */
  readonly run?: string | undefined;
  /** A function's further arguments are a framework's context: passed on, and shown to nobody. */
  readonly context?: boolean | undefined;
};

export type GatedCall = {
  readonly name: string;
  readonly description?: unknown;
  readonly input: unknown;
  readonly callId?: unknown;
  readonly signal?: unknown;
  /** What the tool itself makes of corrected arguments; rejects where they do not fit. */
  readonly fitted?: ((edited: unknown) => Promise<unknown>) | undefined;
  /** Which framework calls. */
  readonly from?: string | undefined;
};

export type Decided =
  | { readonly runs: true; readonly input: unknown }
  | { readonly runs: false; readonly answer: Answer };

/** Asks about one call. Whatever goes wrong is thrown, and nothing runs. */
export async function decide(call: GatedCall, options: GateOptions): Promise<Decided> {
  const { name, fitted = async (edited) => edited } = call;
  // Read once: what is shown is what is judged and what runs.
  const input = taken(call.input);
  const shown = shownOf(input);
  const given = (isPlainObject(input) ? input : shown) as JsonObject;
  if (options.when && !(await options.when(given))) return { runs: true, input };
  const answer = await (options.client ?? createClient()).approve(actionOf(call, shown, options), {
    ...askingOf(call, options),
    message: typeof options.message === "function" ? options.message(given) : options.message,
    edit: options.edit ?? true,
  });
  if (!answer.approved) return { runs: false, answer };
  if (answer.decision?.outcome === "edit") return { runs: true, input: await fitted(inputOf(answer, input)) };
  if (JSON.stringify(shownOf(call.input)) !== JSON.stringify(shown))
    throw new TypeError(`The arguments of ${name} changed while a person looked at them, so it does not run.`);
  return { runs: true, input };
}

/** The arguments by name, as a person sees them. What is no object, such as a text, is shown as `input`. */
function shownOf(input: unknown): JsonObject {
  if (input === undefined) return {};
  return isPlainObject(input) ? plainObject(input, "arguments") : { input: plain(input, "arguments") };
}

/** The way back from what was shown. */
function inputOf({ arguments: edited }: Answer, input: unknown): unknown {
  if (!edited) throw new TypeError("The answer is an edit without arguments, so nothing runs.");
  if (input === undefined || isPlainObject(input)) return edited;
  if (!("input" in edited) || Object.keys(edited).length > 1)
    throw new TypeError("The edited arguments must hold `input` and nothing else.");
  return edited["input"];
}

function actionOf({ name, description }: GatedCall, shown: JsonObject, options: GateOptions): Action {
  const told = options.description ?? description;
  return {
    name,
    arguments: shown,
    ...(typeof told === "string" && told !== "" && { description: told.slice(0, 2000) }),
    ...(options.argumentsSchema && { arguments_schema: options.argumentsSchema }),
  };
}

function askingOf({ name, callId, signal, from }: GatedCall, options: GateOptions): AskingOptions {
  const { session, risk, timeoutSeconds, metadata, run } = options;
  const id = typeof callId === "string" && callId !== "" ? callId : undefined;
  const source = {
    ...(from !== undefined && { client: from }),
    ...(run !== undefined && { run_id: run }),
    ...(id !== undefined && { tool_call_id: id }),
  };
  return {
    session,
    risk,
    timeoutSeconds,
    metadata,
    ...(Object.keys(source).length > 0 && { source }),
    ...(run !== undefined && id !== undefined && { idempotencyKey: `${run}:${name}:${id}` }),
    signal: eitherOf(options.signal, signal),
  };
}

function eitherOf(first: AbortSignal | undefined, second: unknown): AbortSignal | undefined {
  if (!(second instanceof AbortSignal)) return first;
  return first ? AbortSignal.any([first, second]) : second;
}
