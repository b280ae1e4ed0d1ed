import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openGate, type Gate } from "../mcp/gate.fixture.ts";
import { root } from "../sources.ts";
import { openPerson } from "./person.fixture.ts";

const folder = join(root, "client-go");
let gate: Gate;
let person: Awaited<ReturnType<typeof openPerson>>;

beforeAll(async () => {
  gate = await openGate();
  person = await openPerson(gate);
});
afterAll(async () => {
  person.close();
  await gate.close();
});

type Line = { readonly Action: string; readonly Test?: string; readonly Output?: string };

test("the Go client does against a real server what its tests say", { timeout: 300_000 }, async () => {
  const { stdio } = gate;
  const { stdout } = await promisify(execFile)("go", ["test", "-count=1", "-json", "./..."], {
    cwd: folder,
    maxBuffer: 1 << 26,
    env: {
      ...process.env,
      ...stdio.env,
      LOOPGATE_TEST_URL: gate.url,
      LOOPGATE_TEST_CONTROL: person.url,
      LOOPGATE_TEST_MCP: [stdio.command, ...stdio.args].join(" "),
    },
  }).catch((error: unknown) => error as { readonly stdout: string });
  const lines = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  const failed = lines.filter(({ Action, Test }) => Action === "fail" && Test !== undefined).map(({ Test }) => Test);
  expect(failed, lines.map(({ Output = "" }) => Output).join("")).toEqual([]);
  expect(lines.filter(({ Action, Test }) => Action === "pass" && Test !== undefined).length).toBeGreaterThanOrEqual(15);
});

test("the Go client is formatted, vetted, and needs nothing but the standard library", () => {
  const run = (program: string, ...args: string[]) => spawnSync(program, args, { cwd: folder, encoding: "utf8" });
  expect(run("gofmt", "-l", ".", "../examples").stdout).toBe("");
  expect(run("go", "vet", "./...")).toMatchObject({ status: 0 });
  expect(run("go", "list", "-m", "all").stdout.trim()).toBe("client-go");
});
