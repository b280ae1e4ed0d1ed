/** On what everything runs: the repo's own Node 24, and exactly the packages that were tried. */
import { execFileSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { VERSION } from "../server/src/version.ts";
import { root } from "./sources.ts";

type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly workspaces: readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
};

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
}

const workspace = manifest(".");
const folders = [".", ...workspace.workspaces];
const lockfile = readFileSync(join(root, "package-lock.json"), "utf8");

type Locked = {
  readonly integrity?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly optionalDependencies?: object;
};
const locked = (JSON.parse(lockfile) as { packages: Readonly<Record<string, Locked>> }).packages;

describe("the Node that runs", () => {
  test("is 24, in the version of the devDependency", () => {
    expect(process.version).toBe(`v${workspace.devDependencies?.["node"]}`);
    expect(process.version).toMatch(/^v24\./);
  });

  test("is the one in node_modules", () => {
    expect(realpathSync(process.execPath)).toBe(realpathSync(join(root, "node_modules", ".bin", "node")));
  });

  test("is the one that the repo's tools start", () => {
    const said = execFileSync(join(root, "node_modules", ".bin", "node"), ["--version"], { encoding: "utf8" });
    expect(said.trim()).toBe(process.version);
  });

  test("runs npm scripts too, whatever the machine has", () => {
    const said = execFileSync("npm", ["exec", "--offline", "--no", "--", "node", "--version"], {
      cwd: root,
      encoding: "utf8",
    });
    expect(said.trim()).toBe(process.version);
  });

  test("has the major that .nvmrc and the image name", () => {
    expect(readFileSync(join(root, ".nvmrc"), "utf8").trim()).toBe("24");
    const images = readFileSync(join(root, "Dockerfile"), "utf8").match(/^FROM \S+/gm);
    expect(new Set(images)).toEqual(new Set(["FROM node:24-bookworm-slim"]));
  });
});

describe("what is promised to users", () => {
  test("the repo installs from Node 20 on, the package runs from 22.19 on", () => {
    expect(workspace.engines).toEqual({ node: ">=20" });
    expect(manifest("cli").engines).toEqual({ node: ">=22.19" });
  });

  test("all parts have one version, which the program tells", () => {
    expect(new Set(folders.map((folder) => manifest(folder).version))).toEqual(new Set([VERSION]));
  });

  test("all parts are under the MIT licence", () => {
    expect(new Set(folders.map((folder) => manifest(folder).license))).toEqual(new Set(["MIT"]));
    expect(readFileSync(join(root, "LICENSE"), "utf8")).toMatch(/^MIT License/);
  });
});

/** A range would install something that nobody tried. */
function unpinned({
  dependencies = {},
  devDependencies = {},
}: Pick<Manifest, "dependencies" | "devDependencies">): string[] {
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name]) => name);
}

describe("dependencies", () => {
  test.each(folders)("of %s are pinned exactly", (folder) => {
    expect(unpinned(manifest(folder))).toEqual([]);
  });

  test("a range, a tag and an address are seen as not pinned", () => {
    const dependencies = {
      a: "^1.0.0",
      b: "latest",
      c: "*",
      d: "1.x",
      e: "git+https://example.org/e.git",
      f: "1.0.0-beta.17",
    };
    expect(unpinned({ dependencies })).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("used by several parts have one version", () => {
    const uses = folders.flatMap((folder) =>
      Object.entries({ ...manifest(folder).dependencies, ...manifest(folder).devDependencies }),
    );
    const versions = Map.groupBy(uses, ([name]) => name);
    const several = [...versions]
      .filter(([, of]) => new Set(of.map(([, version]) => version)).size > 1)
      .map(([name]) => name);
    expect(several).toEqual([]);
  });

  test("the lockfile names no registry, so that each machine uses its own", () => {
    const resolved = [...lockfile.matchAll(/"resolved": "([^"]*)"/g)].map(([, address = ""]) => address);
    expect(resolved.toSorted()).toEqual(workspace.workspaces.toSorted());
  });

  test("the lockfile knows a digest of every package", () => {
    const without = Object.entries(locked)
      // What comes inside another package is covered by that one's digest.
      .filter(
        ([path, { integrity, link, inBundle }]) => path.includes("node_modules/") && !link && !integrity && !inBundle,
      )
      .map(([path]) => path);
    expect(without).toEqual([]);
  });

  test("the lockfile holds the packages of every platform, without which npm ci refuses it", () => {
    const held = new Set(Object.keys(locked).map((path) => path.split("node_modules/").at(-1)));
    const optional = Object.values(locked).flatMap(({ optionalDependencies }) =>
      Object.keys(optionalDependencies ?? {}),
    );
    expect(optional.filter((name) => !held.has(name))).toEqual([]);
  });
});
