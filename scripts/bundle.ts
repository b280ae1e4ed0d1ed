/** The command line and the server as one npm package: this repo's code inlined, everything else left to its dependencies. */
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { root } from "./steps.ts";

const bundleFolder = join(root, "cli", "dist");
/** Written beside the bundle, for the test that compares it with the package's dependencies; not packed. */
export const metafilePath = join(root, "node_modules", ".cache", "loopgate-bundle.json");

const firstLine = "#!/usr/bin/env node\n";

/** Writes cli/dist anew. */
export async function bundle(): Promise<Metafile> {
  rmSync(bundleFolder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { loopgate: "cli/src/main.ts" },
    outdir: "cli/dist",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    plugins: [ownSources],
  });
  const entry = join(bundleFolder, "loopgate.js");
  const code = readFileSync(entry, "utf8");
  if (!code.startsWith("#!")) writeFileSync(entry, firstLine + code);
  chmodSync(entry, 0o755);
  return metafile;
}

/** `@loopgate/…` is what its package.json exports; any other package stays an import. */
const ownSources: Plugin = {
  name: "own sources",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === "entry-point") return undefined;
      return path.startsWith("@loopgate/") ? { path: sourceOf(path) } : { path, external: true };
    });
  },
};

function sourceOf(specifier: string): string {
  const [, folder = "", ...rest] = specifier.split("/");
  const manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as {
    exports: Record<string, string>;
  };
  const door = manifest.exports[[".", ...rest].join("/")];
  if (door === undefined) throw new Error(`${specifier} is not exported`);
  return join(root, folder, door);
}

/** The packages that the bundle imports when it runs, without Node's own. */
export function importedPackages({ outputs }: Metafile): readonly string[] {
  const external = Object.values(outputs).flatMap(({ imports }) => imports.filter((each) => each.external === true));
  const names = external.map(({ path }) => path).filter((path) => !isBuiltin(path));
  return [...new Set(names.map(packageOf))].toSorted();
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
