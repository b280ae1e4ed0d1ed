import { expect, test } from "vitest";
import { formatPlace, parsePlace } from "./place.ts";

test.each(["5", "-1001234567890", "-1001234567890/17"])("%s is a place, and is written as it was read", (place) => {
  const read = parsePlace(place);
  expect(read && formatPlace(read)).toBe(place);
});

test("the general topic is the chat itself", () => {
  expect(parsePlace("-100/1")).toEqual({ chatId: "-100" });
});

test.each(["", "0", "-0", "05", "5/", "5/0", "a", "5/1/2", "1e3", " 5", "@name"])("%j is no place", (place) => {
  expect(parsePlace(place)).toBeUndefined();
});
