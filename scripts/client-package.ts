/** The client as one npm package that needs no other: client/dist is what is published, and holds all of it. */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { build, type Metafile } from "esbuild";
import { root, toolEnvironment } from "./steps.ts";

const source = join(root, "client");
export const clientPackage = join(source, "dist");
/** Written beside the package, for the test that reads what it imports; not packed. */
export const clientMetafilePath = join(root, "node_modules", ".cache", "loopgate-client.json");

/** Doors that only this repo's command line takes. */
const unpublished = new Set(["./caller", "./world"]);

/**
 * What the adapters go with; whoever uses one has its framework. Told to npm in the package only: in the workspace it would install them
 * with the server.
 */
const frameworks = {
  "@langchain/langgraph": "^1.4.0",
  "@openai/agents": ">=0.20.0 <1.0.0",
  ai: "^7.0.0",
  langchain: "^1.5.0",
};

type Manifest = {
  readonly private: true;
  readonly exports: Readonly<Record<string, string>>;
};

/** Writes client/dist anew. */
export async function buildClient(): Promise<Metafile> {
  rmSync(clientPackage, { recursive: true, force: true });
  mkdirSync(clientPackage, { recursive: true });
  const { private: _unpublished, ...manifest } = JSON.parse(
    readFileSync(join(source, "package.json"), "utf8"),
  ) as Manifest;
  const doors = Object.entries(manifest.exports).filter(([door]) => !unpublished.has(door));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: doors.map(([, path]) => join("client", path)),
    outdir: "client/dist",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    packages: "external",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    metafile: true,
  });
  execFileSync("tsc", ["--project", "client/tsconfig.build.json"], {
    cwd: root,
    env: toolEnvironment(),
    stdio: ["ignore", "inherit", "inherit"],
  });
  // The compiler leaves the names of sources in declarations; there are none in the package.
  for (const name of readdirSync(clientPackage).filter((each) => each.endsWith(".d.ts"))) {
    const path = join(clientPackage, name);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(/ from "(\.\/[\w-]+)\.ts"/g, ' from "$1.js"'));
  }
  const exports = Object.fromEntries(
    doors.map(([door, path]) => {
      const name = basename(path, ".ts");
      return [door, { types: `./${name}.d.ts`, default: `./${name}.js` }];
    }),
  );
  const published = {
    ...manifest,
    exports,
    peerDependencies: frameworks,
    peerDependenciesMeta: Object.fromEntries(Object.keys(frameworks).map((name) => [name, { optional: true }])),
  };
  writeFileSync(join(clientPackage, "package.json"), `${JSON.stringify(published, undefined, 2)}\n`);
  for (const path of [join(source, "README.md"), join(root, "LICENSE")])
    if (existsSync(path)) copyFileSync(path, join(clientPackage, basename(path)));
  mkdirSync(dirname(clientMetafilePath), { recursive: true });
  writeFileSync(clientMetafilePath, JSON.stringify(metafile));
  return metafile;
}
