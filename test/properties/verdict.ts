/** What every answer of the contract must be like, whatever was sent. */
import { deepEqual, ok } from "node:assert/strict";
import { ERRORS, Problem, type ErrorCode } from "@loopgate/contract";
import type { z } from "zod";
import { STATUS } from "../../server/src/http/problem.ts";
import type { Answer } from "./house.ts";

/** Of a stack, of the parts that we are made of, of SQL. */
const inside =
  /\n\s+at |node:internal|node_modules|\.[tj]s:\d|sqlite|postgres|kysely|zod|hono|better-|insert into|select .+ from|constraint|undefined|\[object|Cannot read/i;

export function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** Throws where a success is not what its schema says, to the field. */
export function checkSuccess(answer: Answer, schema: z.ZodType): void {
  const body: unknown = JSON.parse(answer.text);
  const parsed = schema.safeParse(body);
  ok(parsed.success, `the answer breaks its own schema: ${parsed.error?.message ?? ""}\n${answer.text}`);
  // The contract's objects drop what they do not know: a difference is a field that nobody documented.
  deepEqual(parsed.data, body);
}

/** Throws where a refusal is no problem of the table, or tells what is inside. */
export function checkRefusal(answer: Answer): void {
  ok(answer.status < 500, `a server error: ${answer.status} ${answer.text}`);
  ok(answer.type.startsWith("application/problem+json"), `a refusal as ${answer.type}: ${answer.text}`);
  const body = Problem.parse(JSON.parse(answer.text));
  ok(Object.hasOwn(ERRORS, body.code), `an error code that is not in the table: ${body.code}`);
  const code = body.code as ErrorCode;
  deepEqual([body.status, body.title, answer.status], [STATUS[code], ERRORS[code], STATUS[code]]);
  ok(!inside.test(answer.text), `a refusal tells what is inside: ${answer.text}`);
}
