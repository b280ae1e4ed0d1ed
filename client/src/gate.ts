import { decide, type GateOptions } from "./deciding.ts";
import { NotApproved } from "./answer.ts";
import { isPlainObject } from "./plain.ts";
import { shapeOf } from "./tool-shapes.ts";
import type { JsonObject } from "./wire.ts";

export type { GateOptions } from "./deciding.ts";

/**
 * The same tool, or function, asking a person before each call, or before those for which `when` is true. It runs only after a
 * yes to exactly this call, with the arguments that the person approved, corrections included. Otherwise it does not run: a tool's
 * output tells the model so, a function rejects with `NotApproved`. Where the gate itself fails, so does the call.
 *
 * It knows tools of the AI SDK (Mastra, TanStack: an `execute`), OpenAI Agents, LangChain and Google ADK by their shape, and
 * functions that take one object. A tool without a name needs `name`.
 */
export function gate<Given extends readonly unknown[], Result>(
  run: (...given: Given) => Result,
  options?: GateOptions<Given[0]>,
): (...given: Given) => Promise<Awaited<Result>>;
export function gate<Tool extends object>(tool: Tool, options?: GateOptions<InputOf<Tool>>): Tool;
export function gate(gated: object, options: GateOptions = {}): unknown {
  if (typeof gated === "function") return gatedFunction(gated as AnyFunction, options);
  const name = options.name ?? nameOf(gated);
  if (name === undefined) throw new TypeError("This tool has no name of its own: say gate(tool, { name }).");
  return shapeOf(gated, name).gated((call) => decide({ name, ...call }, options));
}

/** What a tool with an `execute` is given; others do not say. */
type InputOf<Tool> = Tool extends { readonly execute?: infer Run }
  ? NonNullable<Run> extends (input: infer Input, ...context: never[]) => unknown
    ? Input
    : JsonObject
  : JsonObject;

type Tools = Readonly<Record<string, object>> | readonly object[];

/** The same tools, some of them gated: those with these names, or all of them. A name that no tool has is an error. */
export function gateAll<Given extends Tools>(
  tools: Given,
  names?: readonly string[],
  options: GateOptions = {},
): Given {
  const named = Array.isArray(tools)
    ? (tools as readonly object[]).map((tool) => [nameOf(tool) ?? "", tool] as const)
    : Object.entries(tools);
  const missing = names?.find((name) => !named.some(([known]) => known === name));
  if (missing !== undefined) throw new TypeError(`There is no tool ${missing} to gate.`);
  const gated = named.map(([name, tool]) => {
    const isGated = names === undefined || names.includes(name);
    return [name, isGated ? gate(tool, name === "" ? options : { ...options, name }) : tool] as const;
  });
  return (Array.isArray(tools) ? gated.map(([, tool]) => tool) : Object.fromEntries(gated)) as unknown as Given;
}

type AnyFunction = (...given: readonly unknown[]) => unknown;

function gatedFunction(run: AnyFunction, options: GateOptions): AnyFunction {
  const name = options.name ?? run.name;
  if (!name) throw new TypeError("This function has no name of its own: say gate(function, { name }).");
  return async (...given) => {
    const [input, ...context] = given;
    if (context.length > 0 && options.context !== true)
      throw new TypeError(
        `${name} was given more than one argument, and a person is shown the first alone. Take one object, or say { context: true }.`,
      );
    if (input !== undefined && !isPlainObject(input))
      throw new TypeError(`${name} must take one object, whose fields a person is shown by name.`);
    const decided = await decide({ name, input }, options);
    if (!decided.runs) throw new NotApproved(decided.answer);
    return run(...(given.length === 0 ? [] : [decided.input, ...context]));
  };
}

function nameOf(tool: object): string | undefined {
  const { name, id } = tool as { readonly name?: unknown; readonly id?: unknown };
  return [name, id].find((each): each is string => typeof each === "string" && each !== "");
}
