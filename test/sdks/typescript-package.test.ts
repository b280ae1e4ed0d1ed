/** `@loopgate/client` as a stranger gets it: packed, installed alone into an empty folder, run on an old Node, and compiled against. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientMetafilePath, clientPackage } from "../../scripts/client-package.ts";
import { assertBuilt } from "../built.fixture.ts";
import { openGate, type Gate } from "../mcp/gate.fixture.ts";
import { root } from "../sources.ts";

const folder = mkdtempSync(join(tmpdir(), "loopgate-client-"));
const tools = join(root, "node_modules", ".bin");
let gate: Gate;
let packed: readonly string[];

beforeAll(async () => {
  assertBuilt(clientMetafilePath);
  const said = run("npm", ["pack", "--json", "--pack-destination", folder], clientPackage);
  const [tarball] = Object.values(
    JSON.parse(said) as Record<string, { filename: string; files: readonly { path: string }[] }>,
  );
  packed = tarball?.files.map(({ path }) => path) ?? [];
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", `./${tarball?.filename}`]);
  gate = await openGate();
}, 120_000);
afterAll(async () => {
  await gate.close();
  rmSync(folder, { recursive: true, force: true });
});

function run(program: string, args: readonly string[], cwd = folder, env: Record<string, string> = {}): string {
  const stdio = ["ignore", "pipe", "pipe"] as const;
  return execFileSync(program, args, { cwd, encoding: "utf8", stdio: [...stdio], env: { ...process.env, ...env } });
}

/** Node 20 where the machine has it: the oldest that the package promises. The repo's own is another. */
function oldestNode(): string {
  const machines = (process.env["PATH"] ?? "").split(":").filter((path) => !path.startsWith(root));
  const found = machines.map((path) => join(path, "node")).find((path) => existsSync(path));
  return found && run(found, ["--version"]).startsWith("v20.") ? found : join(tools, "node");
}

describe("the packed client", () => {
  test("brings nothing else with it", () => {
    const installed = readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."));
    expect(installed).toEqual(["@loopgate"]);
    expect(readdirSync(join(folder, "node_modules", "@loopgate"))).toEqual(["client"]);
    const others = packed.filter((path) => !/^[\w-]+\.(js|d\.ts)$/.test(path));
    expect(others.toSorted()).toEqual(["LICENSE", "README.md", "package.json"]);
  });

  test("imports nothing but itself, and an adapter its own framework", () => {
    const { outputs } = JSON.parse(readFileSync(clientMetafilePath, "utf8")) as Metafile;
    const imported = Object.entries(outputs).flatMap(([path, { imports }]) =>
      imports.filter(({ external }) => external).map((each) => `${path.replace("client/dist/", "")}: ${each.path}`),
    );
    expect(imported.toSorted()).toEqual([
      "langchain.js: langchain",
      "langgraph.js: @langchain/langgraph",
      "openai-agents.js: @openai/agents",
    ]);
  });

  test("names no module of Node, so that browsers and workers run it", () => {
    const code = packed
      .filter((path) => path.endsWith(".js"))
      .map((path) => readFileSync(join(clientPackage, path), "utf8"));
    expect(code.filter((text) => /["']node:|\brequire\(|\bBuffer\b|\b__dirname\b/.test(text))).toEqual([]);
  });

  test("asks and is answered on the oldest Node that it promises", async () => {
    const asking = `
      import { createClient } from "@loopgate/client";
      const answer = await createClient({ clientId: "packed" }).approve(
        { name: "deploy", arguments: { version: "2.1.0" } }, { message: "From the package" });
      console.log(JSON.stringify([answer.approved, answer.arguments, process.version]));`;
    writeFileSync(join(folder, "ask.js"), asking);
    const answered = gate.asked("From the package").then((id) => gate.answer(id, { kind: "approve" }));
    const { execFile } = await import("node:child_process");
    const said = await new Promise<string>((resolve, reject) => {
      const env = { ...process.env, LOOPGATE_URL: gate.url };
      execFile(oldestNode(), ["ask.js"], { cwd: folder, env }, (error, out) => (error ? reject(error) : resolve(out)));
    });
    await answered;
    expect(JSON.parse(said)).toEqual([true, { version: "2.1.0" }, expect.stringMatching(/^v2[0-9]/)]);
  });

  test.each(["nodenext", "bundler"])(
    "is typed under strict, with modules of kind %s, and with no types of Node",
    (kind) => {
      const consumer = `
      import { createClient, gate, type Answer } from "@loopgate/client";
      import { verifyWebhook } from "@loopgate/client/webhooks";
      import { loopgateCanUseTool } from "@loopgate/client/claude-agent-sdk";
      const client = createClient({ url: "http://localhost:8080", apiKey: "lk_pub_", session: "s" });
      export const answer: Promise<Answer> = client.approve({ name: "deploy", arguments: { version: "1" } });
      export const refund: (input: { amount: number }) => Promise<string> = gate(
        function refund({ amount }: { amount: number }) { return String(amount); },
        { client, when: ({ amount }) => amount > 100 },
      );
      export async function POST(request: Request): Promise<boolean> {
        const event = await verifyWebhook({ payload: await request.text(), headers: request.headers, secret: "whsec_" });
        return event.data.approved;
      }
      export const canUseTool = loopgateCanUseTool({ client });
      // @ts-expect-error an answer is not a yes by itself
      export const wrong: boolean = answer;
    `;
      writeFileSync(join(folder, "consumer.ts"), consumer);
      const module = kind === "bundler" ? "esnext" : kind;
      const options = [
        "--strict",
        "--exactOptionalPropertyTypes",
        "--noUncheckedIndexedAccess",
        "--noEmit",
        "--types",
        "",
      ];
      const how = ["--target", "es2022", "--lib", "es2022,dom", "--module", module, "--moduleResolution", kind];
      expect(run(join(tools, "tsc"), [...options, ...how, "consumer.ts"])).toBe("");
    },
  );

  test("has declarations that name neither zod nor this repo", () => {
    const declarations = packed.filter((path) => path.endsWith(".d.ts"));
    const texts = declarations.map((path) => readFileSync(join(clientPackage, path), "utf8"));
    expect(texts.filter((text) => /zod|@loopgate\/contract|from "[^"]+\.ts"/.test(text))).toEqual([]);
  });
});
