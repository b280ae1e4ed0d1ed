import { describe, expect, test } from "vitest";
import { RegisterAccount } from "./accounts.ts";
import { passwordFault, usernameFault } from "./credentials.ts";

describe("a username", () => {
  test.each([
    ["an", "short"],
    ["a".repeat(65), "long"],
    ["-ann", "shape"],
    ["ann.", "shape"],
    ["ann lee", "shape"],
    ["änn", "shape"],
    ["ann", undefined],
    ["a-n.n_1", undefined],
  ])("%s: %s, as the server's schema has it", (username, fault) => {
    expect(usernameFault(username)).toBe(fault);
    const taken = RegisterAccount.safeParse({ username, password: "long words are fine" }).success;
    expect(taken).toBe(fault === undefined);
  });
});

describe("a password", () => {
  test.each([
    ["elevenchars", "short"],
    ["a1b2c3".repeat(50), "long"],
    ["Ann-and-her-dog-7", "holds_username"],
    ["abababababababab", "few_different"],
    ["123456789012", "common"],
    ["Password123!!!", "common"],
    ["long words are fine", undefined],
  ])("%s: %s", (password, fault) => {
    expect(passwordFault("ann", password)).toBe(fault);
  });

  test("holds no username that nobody has typed yet", () => {
    expect(passwordFault("", "long words are fine")).toBeUndefined();
  });
});
