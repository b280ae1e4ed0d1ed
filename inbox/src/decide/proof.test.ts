import { expect, test } from "vitest";
import { proofKindOf } from "./proof.ts";

const bound = { browser_key: true };

test("a yes to what needs a passkey is signed by one; a no never is", () => {
  const critical = { confirm: "passkey", needs: "passkey" } as const;
  expect(proofKindOf(critical, { kind: "approve" }, bound)).toBe("passkey");
  expect(proofKindOf(critical, { kind: "pick", values: ["x"] }, bound)).toBe("passkey");
  expect(proofKindOf(critical, { kind: "reject" }, bound)).not.toBe("passkey");
  expect(proofKindOf({ confirm: "hold", needs: "passkey" }, { kind: "approve" }, bound)).toBe("passkey");
});

test("where this browser has no key for the sign-in, the password is asked for", () => {
  const usual = { confirm: "press", needs: "chat" } as const;
  expect(proofKindOf(usual, { kind: "approve" }, { browser_key: false })).toBe("password");
  // Node keeps no keys: it has no IndexedDB.
  expect(proofKindOf(usual, { kind: "approve" }, bound)).toBe("password");
});
