/** Every example of the pages about the TypeScript client compiles, with the frameworks' own declarations. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readBlocks } from "../examples/blocks.ts";
import { root } from "../sources.ts";

/** Inside of the repo, so that packages are found. */
const folder = join(root, "node_modules", ".cache", "loopgate-docs");

/** What the examples take from the reader's own program. */
const own = {
  "agent.ts": `
    import { tool, type LanguageModel, type ModelMessage } from "ai";
    import { z } from "zod";
    export declare const model: LanguageModel;
    export const tools = { deploy: tool({ inputSchema: z.object({ version: z.string() }), execute: ({ version }) => version }) };
    type Saved = { messages: ModelMessage[]; ids: string[] };
    export declare function save(run: string, saved: Saved): Promise<void>;
    export declare function load(run: string): Promise<Saved>;`,
  "openai.ts": `
    import { Agent, tool } from "@openai/agents";
    import { z } from "zod";
    export const deploy = tool({ name: "deploy", description: "Deploys.", parameters: z.object({ version: z.string() }),
      needsApproval: true, execute: async ({ version }) => version });
    export const agent = new Agent({ name: "deployer", tools: [deploy] });`,
  "langchain.ts": `
    import { createAgent, tool } from "langchain";
    import { z } from "zod";
    export const model = "openai:gpt";
    export const deploy = tool(({ version }) => version,
      { name: "deploy", description: "Deploys.", schema: z.object({ version: z.string() }) });
    export const { graph } = createAgent({ model, tools: [deploy] });`,
};

test("every example compiles", { timeout: 120_000 }, () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  for (const [name, text] of Object.entries(own)) writeFileSync(join(folder, name), text);
  const examples = ["README.md", "docs/typescript.md", "client/README.md"].flatMap((path) =>
    readBlocks(readFileSync(join(root, path), "utf8"))
      .filter(({ language }) => language === "ts")
      .map(({ line, text }) => ({ name: `${path.replaceAll(/\W/g, "-")}-line-${line}.ts`, text })),
  );
  expect(examples.length).toBeGreaterThanOrEqual(14);
  for (const { name, text } of examples) writeFileSync(join(folder, name), `${text}\nexport {};\n`);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: "es2022",
    lib: ["es2023", "dom", "esnext.disposable"],
    module: "nodenext",
    types: ["node"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  const { stdout } = spawnSync(join(root, "node_modules", ".bin", "tsc"), ["--project", folder], { encoding: "utf8" });
  expect(stdout).toBe("");
});
