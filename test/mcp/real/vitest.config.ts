import { defineConfig } from "vitest/config";

/** `make test-clients`: two clients side by side, each of which waits for minutes. */
export default defineConfig({
  test: { include: ["test/mcp/real/*.test.ts"], pool: "forks", maxWorkers: 2, hookTimeout: 300_000 },
});
