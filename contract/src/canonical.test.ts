import { expect, test } from "vitest";
import { canonical } from "./canonical.ts";
import type { Json } from "./ids.ts";

test("the example of RFC 8785 §3.2.2 comes out as its text", () => {
  const input = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`) as Json;
  expect(canonical(input)).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

test("keys are sorted by UTF-16 units, as in RFC 8785 §3.2.3", () => {
  const input = {
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\u{1f600}": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
  };
  const order = [...canonical(input).matchAll(/:"([^"]+)"/g)].map(([, value]) => value);
  expect(order).toEqual([
    "Carriage Return",
    "One",
    "Control",
    "Latin Small Letter O With Diaeresis",
    "Euro Sign",
    "Emoji: Grinning Face",
    "Hebrew Letter Dalet With Dagesh",
  ]);
});

test.each([
  [0, "0"],
  [-0, "0"],
  [4.5, "4.5"],
  [1e21, "1e+21"],
  [1e-7, "1e-7"],
  [999999999999999900000, "999999999999999900000"],
  [5e-324, "5e-324"],
  [-1.7976931348623157e308, "-1.7976931348623157e+308"],
  [9007199254740992, "9007199254740992"],
])("the number %d is written %s", (number, text) => {
  expect(canonical(number)).toBe(text);
});

test("letters beyond ASCII stay as they are, composed or not", () => {
  expect(canonical({ é: "€", "e\u0301": "\u{1F680}" })).toBe('{"e\u0301":"\u{1F680}","é":"€"}');
});

test("the order in which keys were written does not matter", () => {
  expect(canonical({ b: { d: 1, c: 2 }, a: [] })).toBe(canonical({ a: [], b: { c: 2, d: 1 } }));
});

test("a key that is called __proto__ is a key like any other", () => {
  expect(canonical(JSON.parse('{"__proto__":{"a":1},"a":2}') as Json)).toBe('{"__proto__":{"a":1},"a":2}');
});

test.each(["\ud800", "a\udc00b", "\udfff\ud800"])("a lone surrogate is refused as a text and as a key", (text) => {
  expect(() => canonical(text)).toThrow(TypeError);
  expect(() => canonical({ [text]: 1 })).toThrow(TypeError);
});

test.each([Number.NaN, Infinity, -Infinity])("%d is refused", (number) => {
  expect(() => canonical([number])).toThrow(TypeError);
});
