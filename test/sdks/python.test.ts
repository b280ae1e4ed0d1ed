import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openGate, type Gate } from "../mcp/gate.fixture.ts";
import { preparePython } from "../python.fixture.ts";
import { root } from "../sources.ts";
import { openPerson } from "./person.fixture.ts";

const folder = join(root, "client-python");
let python: string;
let gate: Gate;
let person: Awaited<ReturnType<typeof openPerson>>;

beforeAll(async () => {
  python = preparePython(join(folder, "tests", "requirements.txt"));
  gate = await openGate();
  person = await openPerson(gate);
}, 300_000);
afterAll(async () => {
  person.close();
  await gate.close();
});

test("the Python client does against a real server what its tests say", { timeout: 300_000 }, async () => {
  const report = join(root, "node_modules", ".cache", "loopgate-pytest.xml");
  const { stdout } = await promisify(execFile)(python, ["-m", "pytest", "-q", `--junitxml=${report}`], {
    cwd: folder,
    maxBuffer: 1 << 26,
    env: { ...process.env, LOOPGATE_TEST_URL: gate.url, LOOPGATE_TEST_CONTROL: person.url },
  }).catch((error: unknown) => error as { readonly stdout: string });
  const summary = /tests="(\d+)"/.exec(readFileSync(report, "utf8"));
  expect(stdout).toMatch(/^\d+ passed in/m);
  expect(Number(summary?.[1])).toBeGreaterThanOrEqual(85);
});

test(
  "the Python client is typed throughout, and keeps the rules of ruff, as the stories do",
  { timeout: 120_000 },
  () => {
    const run = (...args: string[]) => spawnSync(python, ["-m", ...args], { cwd: folder, encoding: "utf8" });
    expect(run("mypy").stdout).toMatch(/^Success: no issues found/);
    expect(run("ruff", "check", ".", "../examples").stdout).toBe("All checks passed!\n");
    expect(run("ruff", "format", "--check", ".", "../examples").status).toBe(0);
  },
);
