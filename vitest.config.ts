import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: ["test/postgres.ts"],
    include: ["**/src/**/*.test.ts", "test/**/*.test.ts"],
    // Real clients are large, and wait for minutes: they have their own run.
    exclude: ["**/node_modules/**", "**/dist/**", "test/mcp/real/**"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
