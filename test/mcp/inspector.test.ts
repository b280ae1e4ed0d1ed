/** The Inspector, as somebody uses it who looks at an MCP server for the first time, over both wires and in both eras. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../sources.ts";
import { node, openGate, type Gate } from "./gate.fixture.ts";

type Said = { readonly code: number; readonly result: Readonly<Record<string, unknown>>; readonly errors: string };
type Wire = "HTTP" | "stdio";

const CASES = (["HTTP", "stdio"] as const).flatMap((wire) =>
  (["modern", "legacy"] as const).map((era): readonly [Wire, "modern" | "legacy"] => [wire, era]),
);
/** What it is told on its command line to call a tool. */
const callOf = (tool: string, args: object = {}) => {
  const json = JSON.stringify(args);
  return ["--method", "tools/call", "--tool-name", tool, "--tool-args-json", json];
};

describe.each(CASES)("over %s, %s", (wire, era) => {
  let gate: Gate;
  let folder: string;
  beforeAll(async () => {
    gate = await openGate();
    folder = mkdtempSync(join(tmpdir(), "loopgate-inspector-"));
    writeFileSync(join(folder, "mcp.json"), JSON.stringify({ mcpServers: { loopgate: gate.stdio } }));
  }, 60_000);
  afterAll(async () => {
    await gate.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function inspect(...args: readonly string[]): Promise<Said> {
    const program = join(root, "node_modules", ".bin", "mcp-inspector");
    const target =
      wire === "HTTP"
        ? ["--server-url", gate.mcp, "--transport", "http"]
        : ["--config", join(folder, "mcp.json"), "--server", "loopgate"];
    const env = {
      PATH: `${join(node, "..")}:${process.env["PATH"] ?? ""}`,
      HOME: folder,
      MCP_STORAGE_DIR: join(folder, "storage"),
      MCP_INSPECTOR_SECRET_STORE: "memory",
      // It takes one of the two.
      ...(wire === "HTTP" && { MCP_CATALOG_PATH: join(folder, "catalog.json") }),
    };
    const all = [program, "--cli", ...target, "--protocol-era", era, "--format", "json", ...args];
    return new Promise((resolve) => {
      execFile(node, all, { env, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, errors) => {
        const { result } = JSON.parse(stdout || '{"result":{}}') as Pick<Said, "result">;
        resolve({ code: typeof error?.code === "number" ? error.code : 0, result, errors });
      });
    });
  }

  test("the tools are listed, and --strict finds nothing to say of their schemas", async () => {
    const { code, result, errors } = await inspect("--method", "tools/list", "--strict");
    expect(errors).not.toMatch(/Warning|Error/);
    expect(code).toBe(0);
    expect(result["tools"]).toHaveLength(6);
  });

  test("a call asks a person", async () => {
    const ask = { message: "Deploy?", action: { name: "deploy", arguments: {} }, wait_seconds: 0 };
    const { code, result } = await inspect(...callOf("request_human_input", ask));
    expect(code).toBe(0);
    const [asked] = await gate.pending();
    const answer = { request_id: asked?.request_id, status: "pending", approved: false };
    expect(result).toMatchObject({ structuredContent: answer });
  });

  test("a call waits for the person, in the newer era as a task, and is told", async () => {
    const message = "Deploy it now?";
    const told = inspect(...callOf("request_human_input", { message, options: ["Yes", "No"] }));
    await gate.answer(await gate.asked(message), { kind: "pick", values: ["Yes"] });
    const { code, result } = await told;
    expect(code).toBe(0);
    expect(result).toMatchObject({ structuredContent: { status: "completed", approved: true, response: "Yes" } });
  }, 60_000);

  test("of 300 calls, 20 at a time, none fails", async () => {
    const load = ["--load", "--load-requests", "300", "--load-concurrency", "20"];
    const { code, result } = await inspect(...callOf("list_pending_requests"), ...load);
    expect(code).toBe(0);
    expect(result).toMatchObject({ requests: 300, ok: 300, toolErrors: 0, errors: 0 });
  }, 60_000);
});
