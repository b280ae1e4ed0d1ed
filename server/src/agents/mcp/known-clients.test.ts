import { expect, test } from "vitest";
import { lookSecondsOf, patienceOf } from "./known-clients.ts";

test.each([
  ["claude-code/2.1.330 loopgate-stdio/0.1.0", 240_000, 1_800_000],
  ["Claude-Code", 240_000, 1_800_000],
  ["codex-mcp-client/0.169.0", 240_000, 240_000],
  ["Visual Studio Code", 240_000, 240_000],
  ["Visual-Studio-Code/1.140.0 loopgate-stdio/0.1.0", 240_000, 240_000],
  ["gemini-cli-mcp-client", 500_000, 500_000],
  ["not-claude-code", 45_000, 45_000],
  ["", 45_000, 45_000],
])("%s is held for %d ms, with progress for %d", (client, plain, progress) => {
  expect(patienceOf(client, false)).toBe(plain);
  expect(patienceOf(client, true)).toBe(progress);
  expect(lookSecondsOf(client, false) * 1000).toBeLessThan(plain);
});
