/** The npm package as a stranger gets it: packed, installed into an empty folder, started there. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importedPackages } from "../scripts/bundle.ts";
import { assertBuilt } from "./built.fixture.ts";
import { startServed } from "./served.fixture.ts";
import { root } from "./sources.ts";

const entry = "cli/dist/loopgate.js";
const folder = mkdtempSync(join(tmpdir(), "loopgate-package-"));
const installed = join(folder, "node_modules", "loopgate");
const node = join(root, "node_modules", ".bin", "node");
let metafile: Metafile;
let packed: readonly string[];

beforeAll(() => {
  metafile = assertBuilt();
  const said = npm(join(root, "cli"), "pack", "--json", "--pack-destination", folder);
  const [tarball] = Object.values(
    JSON.parse(said) as Record<string, { filename: string; files: readonly { path: string }[] }>,
  );
  packed = tarball?.files.map(({ path }) => path) ?? [];
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  // No install script is needed: the driver of SQLite comes built.
  npm(folder, "install", "--ignore-scripts", "--no-audit", "--no-fund", `./${tarball?.filename}`);
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The machine's own npm, as a user calls it; what it says on standard output. */
function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** What is loaded with these files of the bundle: themselves, and all that they import not only when it is needed. */
function reachedFrom(paths: readonly string[]): readonly string[] {
  const reached = new Set<string>();
  const walk = (path: string) => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const next of metafile.outputs[path]?.imports ?? []) if (next.kind === "import-statement") walk(next.path);
  };
  paths.forEach(walk);
  return [...reached];
}

describe("the bundle", () => {
  test("imports exactly the packages that the package depends on", () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, "cli", "package.json"), "utf8")) as {
      dependencies: object;
    };
    expect(importedPackages(metafile)).toEqual(Object.keys(dependencies).toSorted());
  });

  test("checks the version of Node before it imports anything that needs it", () => {
    const imports = metafile.outputs[entry]?.imports.filter(({ kind }) => kind === "import-statement") ?? [];
    const reached = reachedFrom(imports.map(({ path }) => path));
    expect(reached.filter((path) => !path.startsWith("cli/dist/") && !isBuiltin(path))).toEqual([]);
  });

  test("carries MCP to a running server without loading one", () => {
    const chunk = Object.keys(metafile.outputs).find((path) =>
      metafile.outputs[path]?.entryPoint?.endsWith("commands/mcp.ts"),
    );
    const reached = reachedFrom([String(chunk)]);
    expect(reached.filter((path) => !path.startsWith("cli/dist/") && !isBuiltin(path))).toEqual([]);
    const sources = reached.flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}));
    expect(sources).toContain("cli/src/bridge/bridge.ts");
    expect(sources.filter((path) => /^server\/(?!src\/texts\/)/.test(path))).toEqual([]);
  });

  test("is a program, and names no folder of the machine that built it", () => {
    expect(statSync(join(root, entry)).mode & 0o111).toBe(0o111);
    expect(readFileSync(join(root, entry), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    const code = Object.keys(metafile.outputs).map((path) => readFileSync(join(root, path), "utf8"));
    expect(code.filter((text) => text.includes(root))).toEqual([]);
  });
});

test("a clone that was built has the command where npx looks for it", () => {
  const told = spawnSync(join(root, "node_modules", ".bin", "loopgate"), ["version"], { encoding: "utf8" });
  expect([told.status, told.stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+/)]);
});

describe("the package", () => {
  test("holds the bundle, the page, the licence and the README, and nothing else", () => {
    const others = packed.filter((path) => !/^dist\/([\w-]+\.js$|inbox\/)/.test(path));
    expect(others.toSorted()).toEqual(["LICENSE", "README.md", "package.json"]);
    expect(packed).toContain("dist/loopgate.js");
    expect(packed).toContain("dist/inbox/index.html.br");
  });

  test("tells its version", () => {
    const { version } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as { version: string };
    const said = execFileSync(node, [join(folder, "node_modules", ".bin", "loopgate"), "--version"], {
      encoding: "utf8",
    });
    expect(said).toContain(version);
  });

  test("starts in an empty folder, answers, and stops with code 0", async () => {
    const data = join(folder, "data");
    const command = [node, join(folder, "node_modules", ".bin", "loopgate"), "serve"] as const;
    const served = await startServed({ command, cwd: folder, env: { DATA_DIR: data } });
    const answer = await fetch(`${served.url}/health`);
    expect(await answer.json()).toMatchObject({ status: "healthy", service: "loopgate" });
    const page = await fetch(served.url.replace("127.0.0.1", "localhost"));
    expect(await page.text()).toContain('<div id="root">');
    expect(await served.stop(), served.said()).toBe(0);
    expect(existsSync(join(data, "loopgate.db"))).toBe(true);
  });

  test("tells an old Node what to do, before anything else", () => {
    const old = `Object.defineProperty(process, "version", { value: "v20.0.0" });`;
    const preload = join(folder, "old.mjs");
    writeFileSync(preload, old);
    const { status, stderr } = spawnSync(node, ["--import", preload, join(installed, "dist", "loopgate.js"), "serve"], {
      encoding: "utf8",
    });
    expect(stderr).toMatch(/^Loopgate needs Node 22\.19 or newer; this is v20\.0\.0\./);
    expect(status).toBe(3);
  });
});
