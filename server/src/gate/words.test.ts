import { expect, test } from "vitest";
import { exactly } from "./words.ts";

test.each(["yes", "YES", " Yes! ", "yes.", "✅ yes"])("%s is exactly a yes", (text) => {
  expect(exactly(text)).toBe("yes");
});

test.each(["no", "No!", "NO."])("%s is exactly a no", (text) => {
  expect(exactly(text)).toBe("no");
});

test.each(["yes?", "yes please", "yes no", "y e s", "yes, no", "yess", "", "ok", "approve", "not yes", "¿yes"])(
  "%j is neither",
  (text) => {
    expect(exactly(text)).toBeUndefined();
  },
);
