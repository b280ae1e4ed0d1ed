import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonical, LoopgateError, type Json } from "@loopgate/contract";
import { parseStrictJson } from "./strict-json.ts";

const refusal = (text: string): string => {
  try {
    parseStrictJson(text);
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
  return "taken";
};

describe("refused is", () => {
  test.each([
    ["a name that stands twice", '{"a":1,"a":1}', '"a" stands twice'],
    ["a name that stands twice deep inside", '{"x":[{"y":{"a":1,"b":2,"a":3}}]}', '"a" stands twice'],
    ["a name that stands twice by an escape", String.raw`{"a":1,"\u0061":2}`, '"a" stands twice'],
    ["a name that stands twice with blanks around", '{"a" :1 ,\n\t"a": 2}', '"a" stands twice'],
    ["an empty name that stands twice", '{"":1,"":2}', '"" stands twice'],
    ["a whole number that no double holds", '{"id":9007199254740993}', "9007199254740993 cannot be held"],
    ["a decimal that no double holds", "[0.1000000000000000000001]", "cannot be held"],
    ["a number beyond all doubles", "[1e400]", "1e400 cannot be held"],
    ["a number below all doubles", "[1e-400]", "1e-400 cannot be held"],
    ["a negative one too", "[-9007199254740993]", "cannot be held"],
    ["a lone high surrogate", String.raw`["\ud800"]`, "surrogate"],
    ["a lone low surrogate in a name", String.raw`{"\udc00":1}`, "surrogate"],
    ["surrogates in the wrong order", String.raw`["\udc00\ud800"]`, "surrogate"],
    ["the name __proto__", '{"__proto__":{}}', "__proto__"],
    ["the name __proto__ by an escape", String.raw`{"\u005f_proto__":{}}`, "__proto__"],
    ["what comes after the end", '{"a":1} x', "mistake at character"],
    ["two values", "{}{}", "mistake at character"],
    ["nothing", "", "ends too early"],
    ["half a value", '{"a":', "ends too early"],
    ["a byte order mark", "\ufeff{}", "not JSON"],
    ["a comment", "{/* a */}", "Send one JSON object"],
    ["a comma too many", '{"a":1,}', "Send one JSON object"],
    ["single quotes", "{'a':1}", "Send one JSON object"],
    ["NaN", '{"a":NaN}', "Send one JSON object"],
    ["a leading zero", '{"a":01}', "Send one JSON object"],
    ["a plus sign", '{"a":+1}', "Send one JSON object"],
    ["a raw line feed in a text", '{"a":"\n"}', "Send one JSON object"],
    ["100 levels of lists", "[".repeat(100) + "]".repeat(100), "100 levels deep"],
    ["33 levels of objects", '{"a":'.repeat(33) + "1" + "}".repeat(33), "33 levels deep"],
  ])("%s", (_name, text, why) => {
    expect(refusal(text)).toContain("invalid_json: ");
    expect(refusal(text)).toContain(why);
  });

  test("a long number, without thinking about it for long", () => {
    const long = `[1${"0".repeat(250_000)}1, 0.${"0".repeat(5)}1]`;
    expect(refusal(long)).toContain("cannot be held exactly");
    expect(refusal(`[0.${"0".repeat(200_000)}1${"0".repeat(40_000)}1]`)).toContain("cannot be held exactly");
  }, 1_000);

  test("deep nesting before anything else looks at it", () => {
    expect(refusal("[".repeat(200_000))).toContain("levels deep");
  });
});

describe("taken is", () => {
  test.each([
    ["0.1"],
    ["1.50"],
    ["-0"],
    ["0e5"],
    ["1E3"],
    ["1.0"],
    ["9007199254740992"],
    ["9007199254740993.0e0".replace("3.0e0", "2.0e0")],
    ["1e21"],
    ["5e-324"],
    ["1.7976931348623157e308"],
    ["100000000000000000000000"],
    ["true"],
    [" [ ] "],
    ['{"a":{"a":{"a":1}},"b":["a","a"]}'],
    [String.raw`"\ud83d\ude80 \" \\ \/ \u00e9"`],
    ['"[{[{"'],
    ['{"constructor":1,"prototype":2}'],
    ["[".repeat(32) + "]".repeat(32)],
  ])("%s, as JSON.parse reads it", (text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  });
});

/** Any JSON text, with blanks and escapes where they may stand, and now and then a name twice. */
const blank = fc.constantFrom("", " ", "\n", "\t ");
const written = fc.letrec<{ value: string; text: string }>((tie) => ({
  text: fc
    .string({ unit: "binary", maxLength: 6 })
    .chain((text) =>
      fc.constantFrom(
        JSON.stringify(text),
        `"${[...text].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"`,
      ),
    ),
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("null", "true", "false", "0", "-0", "1.50", "1e21", "0.1", "1e400", "9007199254740993"),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
    tie("text"),
    fc.array(fc.tuple(blank, tie("value"), blank)).map((items) => `[${items.map((item) => item.join("")).join(",")}]`),
    fc
      .array(fc.tuple(blank, fc.oneof(fc.constantFrom('"a"', '"b"'), tie("text")), blank, tie("value")))
      .map(
        (members) => `{${members.map(([before, name, gap, value]) => `${before}${name}${gap}:${value}`).join(",")}}`,
      ),
  ),
})).value;

/** What is taken, as a value; undefined where it is refused in the way that a caller is told. */
function read(text: string): { readonly value: Json } | undefined {
  try {
    return { value: parseStrictJson(text) as Json };
  } catch (error) {
    if (error instanceof LoopgateError && error.code === "invalid_json") return undefined;
    throw error;
  }
}

test("whatever is taken is what JSON.parse reads, and its canonical text reads the same again", () => {
  const counts = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(written, (text) => {
      const got = read(text);
      counts[got ? "taken" : "refused"]++;
      const again = got && canonical(got.value);
      expect(got?.value).toEqual(got && JSON.parse(text));
      expect(again && canonical(parseStrictJson(again) as Json)).toBe(again);
    }),
    { numRuns: 3_000 },
  );
  expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(100);
});

test("text that JSON.parse does not take is refused", () => {
  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const noise = fc.string({ unit: fc.constantFrom(...'{}[]":,\\0123.eE-+ \n\tabu'), maxLength: 40 });
  const counts = { read: 0 };
  fc.assert(
    fc.property(noise, (text) => {
      counts.read++;
      expect(read(text) === undefined || isJson(text)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
  expect(counts.read).toBe(3_000);
});
