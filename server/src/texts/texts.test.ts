import { describe, expect, test } from "vitest";
import { textsFor, type Texts } from "./index.ts";

const [en, de] = [textsFor("en"), textsFor("de")];
/** What only the command line says, which speaks English. */
const COMMAND_LINE: readonly (keyof Texts)[] = ["hook", "mcp", "terminal"];
/** It only puts together what an agent says. */
const WORDLESS = ".permission.asks";

/** Every text with its path; one that is made of values is its source. */
function textsIn(value: unknown, path = ""): readonly (readonly [string, string])[] {
  if (typeof value === "string" || typeof value === "function") return [[path, String(value)]];
  return Object.entries(value as object).flatMap(([key, member]) => textsIn(member, `${path}.${key}`));
}

describe("German", () => {
  test("has every text that English has", () => {
    const paths = (texts: Texts) => textsIn(texts).map(([path]) => path);
    expect(paths(de).toSorted()).toEqual(paths(en).toSorted());
  });

  test("is German, but for the command line", () => {
    const english = new Map(textsIn(en));
    const same = textsIn(de)
      .filter(([path, text]) => /\p{L}{3} \p{L}{3}/u.test(text) && path !== WORDLESS && english.get(path) === text)
      .map(([path]) => path.split(".")[1] ?? "");
    expect([...new Set(same)].toSorted()).toEqual(COMMAND_LINE);
  });

  test("is found by any of its tags, and English stands in for what there is not", () => {
    expect(textsFor("de-AT")).toBe(de);
    expect(textsFor("fr")).toBe(en);
  });
});
