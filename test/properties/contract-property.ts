import { equal, ok } from "node:assert/strict";
import fc from "fast-check";
import type { Operation } from "../../server/src/http/operations.ts";
import { changed, changes, type Change } from "./changes.ts";
import type { Call, House } from "./house.ts";
import { CALLED, nameOf, recipes, type Input, type Sent } from "./recipes.ts";
import { checkRefusal, checkSuccess, isSuccess } from "./verdict.ts";

/** Calls and successes by route. */
export type Tally = ReadonlyMap<string, { calls: number; successes: number }>;

export type Attempt = { readonly route: string; readonly input: Input; readonly change: Change };

const attempts: fc.Arbitrary<Attempt> = fc.oneof(
  ...CALLED.map((operation) => {
    const route = nameOf(operation);
    const arbitrary = fc.record({ route: fc.constant(route), input: recipeOf(route).inputs, change: changes });
    // A backup reads all that the run has made so far.
    return { arbitrary, weight: operation.answerType ? 1 : 2 };
  }),
);

/**
 * Any call on any route: no server error, nothing of the inside told, a refusal from the table that changes nothing, a success
 * that its schema describes. `tally` is filled as it runs.
 */
export function contractProperty(house: House, tally: Map<string, { calls: number; successes: number }>) {
  return fc.asyncProperty(attempts, async (attempt) => {
    const operation = operationOf(attempt.route);
    const sent = await recipeOf(attempt.route).fill(house, attempt.input);
    const { path, call } = callOf(operation, sent, attempt.change, house);
    const before = await house.facts();
    const answer = await house.call(path, call);
    count(tally, attempt.route, isSuccess(answer));
    if (call.method === "HEAD") return equal(answer.text, "");
    if (!isSuccess(answer)) {
      ok(attempt.change.kind !== "none", `a call that follows the contract was refused: ${answer.text}`);
      checkRefusal(answer);
      return equal(await house.facts(), before, `a refusal changed something: ${answer.text}`);
    }
    ok(attempt.change.kind !== "assign" || !isStrict(operation), `a field of the gate's own was taken: ${answer.text}`);
    // Where another method or path was taken, it is another route, with its own schema.
    if (operation.answerType) return equal(answer.type, operation.answerType);
    if (attempt.change.kind !== "method" && attempt.change.kind !== "path") checkSuccess(answer, operation.answer);
  });
}

/** A route that reads fields at all refuses those that it does not know. */
function isStrict({ body, query }: Operation): boolean {
  return body !== undefined || query !== undefined;
}

function callOf(
  operation: Operation,
  { params, input }: Sent,
  change: Change,
  house: House,
): { path: string; call: Call } {
  const fields = changed(input, change);
  const filled = change.kind === "ids" && params ? mapValues(params, () => change.id) : (params ?? {});
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(filled[name])));
  const tail = change.kind === "path" ? change.tail : "";
  const method = change.kind === "method" ? change.method : operation.method.toUpperCase();
  const isPost = operation.method === "post";
  const body = isPost && method !== "GET" && method !== "HEAD" ? bodyOf(fields, change) : undefined;
  const headers = {
    ...(isPost && { "content-type": "application/json" }),
    ...(operation.by === "operator" && { authorization: `Bearer ${house.credential}` }),
    ...((operation.by === "account" || operation.by === "self") && { authorization: `Bearer ${house.token}` }),
    ...(change.kind === "headers" && change.headers),
  };
  const query = isPost ? "" : queryOf(fields, change.kind === "twice");
  return { path: `${path}${tail}${query}`, call: { method, headers, ...(body !== undefined && { body }) } };
}

function bodyOf(fields: Input, change: Change): string | Uint8Array<ArrayBuffer> {
  if (change.kind === "raw") return change.body;
  if (change.kind === "bytes") return Uint8Array.from(change.bytes);
  const text = JSON.stringify(fields);
  // The first name once more, so that the object has it twice.
  const [first] = Object.entries(fields);
  return change.kind === "twice" && first
    ? `{${JSON.stringify(first[0])}:${JSON.stringify(first[1] ?? null)},${text.slice(1)}`
    : text;
}

function queryOf(fields: Input, twice: boolean): string {
  const pairs = Object.entries(fields).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const query = new URLSearchParams([...pairs, ...(twice ? pairs.slice(0, 1) : [])]).toString();
  return query === "" ? "" : `?${query}`;
}

function mapValues(input: Input, to: () => unknown): Input {
  return Object.fromEntries(Object.keys(input).map((name) => [name, to()]));
}

function operationOf(route: string): Operation {
  const found = CALLED.find((operation) => nameOf(operation) === route);
  if (!found) throw new Error(`there is no route ${route}`);
  return found;
}

function recipeOf(route: string) {
  const recipe = recipes[route];
  if (!recipe) throw new Error(`write a recipe for the new route ${route}`);
  return recipe;
}

function count(tally: Map<string, { calls: number; successes: number }>, route: string, success: boolean): void {
  const { calls, successes } = tally.get(route) ?? { calls: 0, successes: 0 };
  tally.set(route, { calls: calls + 1, successes: successes + (success ? 1 : 0) });
}

/** Throws where a route was called less often than `least`, or succeeded in less than 30 % of its calls. */
export function checkTally(tally: Tally, least: number): void {
  for (const operation of CALLED) {
    const { calls, successes } = tally.get(nameOf(operation)) ?? { calls: 0, successes: 0 };
    ok(calls >= least, `${nameOf(operation)} was called ${calls} times only`);
    ok(successes / calls >= 0.3, `${nameOf(operation)} succeeded in ${successes} of ${calls} calls only`);
  }
}

export function tallyText(tally: Tally): string {
  const lines = [...tally].map(
    ([route, { calls, successes }]) =>
      `${route.padEnd(44)} ${String(calls).padStart(7)} calls, ${Math.round((successes / calls) * 100)} % taken`,
  );
  return lines.join("\n");
}
