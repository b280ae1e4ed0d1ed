import { expect, test } from "vitest";
import { z } from "zod";
import { AnyJson } from "./ids.ts";
import { toolSchema } from "./tool-schema.ts";

test("what may be of several types is written as alternatives of one type each", () => {
  const schema = toolSchema(z.object({ text: z.string().max(9).nullable().meta({ description: "Words" }) }), "output");
  expect(schema["properties"]).toEqual({
    text: { description: "Words", anyOf: [{ type: "string", maxLength: 9 }, { type: "null" }] },
  });
});

test("any JSON at all is written as its kinds, without a reference", () => {
  const schema = toolSchema(z.object({ any: AnyJson }), "input");
  expect(schema["properties"]).toEqual({
    any: { anyOf: ["object", "array", "string", "number", "boolean", "null"].map((type) => ({ type })) },
  });
});

test("an open object says nothing of further fields; a closed one does as an argument, and as a result stays open", () => {
  expect(toolSchema(z.looseObject({}), "input")).not.toHaveProperty("additionalProperties");
  expect(toolSchema(z.strictObject({}), "input")).toMatchObject({ additionalProperties: false });
  expect(toolSchema(z.strictObject({}), "output")).not.toHaveProperty("additionalProperties");
});
