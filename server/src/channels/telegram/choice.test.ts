import fc from "fast-check";
import { expect, test } from "vitest";
import { formatChoice, parseChoice, type Choice } from "./choice.ts";

const token = "abcDEF-_0123456789abcdef";
const most = (1n << 50n) - 1n;

const sure = fc.record({ by: fc.integer({ min: 1, max: 2 ** 52 }), until: fc.integer({ min: 0, max: 4e9 }) });

test("every choice survives its own button, and fits it", () => {
  const choices: fc.Arbitrary<Choice> = fc.oneof(
    fc.record({ kind: fc.constant("approve" as const), sure }, { requiredKeys: ["kind"] }),
    fc.constant<Choice>({ kind: "reject" }),
    fc.constant<Choice>({ kind: "write" }),
    fc.record(
      { kind: fc.constant("pick" as const), option: fc.integer({ min: 0, max: 49 }), sure },
      { requiredKeys: ["kind", "option"] },
    ),
    fc.record(
      { kind: fc.constant("send" as const), picks: fc.bigInt({ min: 0n, max: most }), sure },
      { requiredKeys: ["kind", "picks"] },
    ),
    fc.record({
      kind: fc.constant("view" as const),
      page: fc.integer({ min: 0, max: 6 }),
      picks: fc.bigInt({ min: 0n, max: most }),
    }),
  );
  fc.assert(
    fc.property(choices, (choice) => {
      const data = formatChoice(token, choice);
      expect(data.length).toBeLessThanOrEqual(64);
      expect(parseChoice(data)).toEqual({ token, choice });
    }),
  );
});

test.each([
  "",
  "a",
  token,
  `${token}.`,
  `${token}.x`,
  `${token}.a1`,
  `${token}.o`,
  `${token}.o-1`,
  `${token}.vff.0`,
  "short.a",
  `${token}.approve`,
  `${token}.r.1`,
  `${token}.A`,
  `${token}.R.1.1`,
  `${token}.A.1`,
])("made-up data %j means nothing", (data) => expect(parseChoice(data)).toBeUndefined());
