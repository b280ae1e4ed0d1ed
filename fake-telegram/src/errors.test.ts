import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { errorCatalogue, type ErrorKey, errorKeyOf, Refusal } from "./errors.ts";

const here = new URL(".", import.meta.url);
const sources = readdirSync(here).filter((name) => name.endsWith(".ts") && !/\.test\.ts$|^errors\.ts$/.test(name));
const keys = Object.keys(errorCatalogue) as ErrorKey[];

it("no file but the catalogue writes a description", () => {
  expect(sources.length).toBeGreaterThan(20);
  for (const name of sources) {
    const source = `${name}\n${readFileSync(new URL(name, here), "utf8")}`;
    expect(source).not.toMatch(/["'`](Bad Request|Forbidden|Conflict|Unauthorized|Not Found|Too Many Requests)/);
  }
});

it("every entry is used", () => {
  const all = sources.map((name) => readFileSync(new URL(name, here), "utf8")).join("\n");
  expect(keys.filter((key) => !all.includes(`"${key}"`))).toEqual([]);
});

it.each(keys)("%s can be told from all others by its text", (key) => {
  const values = {
    tag: "b",
    offset: 3,
    expected: "b",
    found: "i",
    seconds: 7,
    method: "m",
    url: "u",
    reason: "r",
    type: "t",
  };
  const refusal = new Refusal(key, values);
  expect(refusal.message).not.toMatch(/[{}]|undefined/);
  expect(errorKeyOf(refusal.message)).toBe(key);
});

it("a description begins with the words of its code", () => {
  const words: Record<number, string> = {
    400: "Bad Request: ",
    401: "Unauthorized",
    403: "Forbidden: ",
    404: "Not Found",
    409: "Conflict: ",
    429: "Too Many Requests: ",
    501: "Not Implemented: ",
  };
  const wrong = keys.filter(
    (key) => !errorCatalogue[key].description.startsWith(words[errorCatalogue[key].code] ?? "?"),
  );
  expect(wrong).toEqual([]);
});

it("a text that is in no catalogue has no key", () => {
  expect(errorKeyOf("Bad Request: something went wrong")).toBeUndefined();
});
