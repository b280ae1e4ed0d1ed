/** The image and the compose file, as far as they can be proved without an engine: linted, and their commands run. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { validate } from "dockerfile-utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { assertBuilt } from "./built.fixture.ts";
import { startServed, type Served } from "./served.fixture.ts";
import { root } from "./sources.ts";

const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8");
const compose = readFileSync(join(root, "compose.yaml"), "utf8");
const image = readImage(dockerfile);
const node = join(root, "node_modules", ".bin", "node");

type Image = {
  readonly env: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly volume: string | undefined;
  readonly cmd: readonly string[];
  readonly health: readonly string[];
};

/** What the last stage says, in this Dockerfile's own way of saying it. */
function readImage(text: string): Image {
  const stage = text.slice(text.lastIndexOf("\nFROM ")).replace(/\\\n\s*/g, " ");
  const said = (word: string) =>
    [...stage.matchAll(new RegExp(`^${word} (.*)$`, "gm"))].map(([, rest = ""]) => rest).at(-1);
  const list = (json: string | undefined) => JSON.parse(json ?? "[]") as readonly string[];
  const env = Object.fromEntries((said("ENV") ?? "").split(/\s+/).map((pair) => pair.split("=") as [string, string]));
  return {
    env,
    user: said("USER"),
    volume: said("VOLUME"),
    cmd: list(said("CMD")),
    health: list(said("HEALTHCHECK")?.replace(/^.*?CMD /, "")),
  };
}

function complaints(text: string): readonly string[] {
  return validate(text).map(({ message, range }) => `${range.start.line + 1}: ${JSON.stringify(message)}`);
}

describe("the Dockerfile", () => {
  test("has nothing that the linter complains of", () => {
    expect(complaints(dockerfile)).toEqual([]);
  });

  test.each([
    ["an unknown instruction", "\nRUNN true\n"],
    ["two start commands", '\nCMD ["a"]\n'],
    ["an unknown flag", "\nHEALTHCHECK --often=1s CMD true\n"],
  ])("is refused with %s", (_, line) => {
    expect(complaints(dockerfile + line).length).toBeGreaterThan(0);
  });

  test("is built in stages, and the last one holds no tools of the build", () => {
    expect(dockerfile.match(/^FROM /gm)).toHaveLength(2);
    const last = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));
    expect(last).not.toMatch(/npm|COPY \. /);
  });

  test("copies only what exists and the build context lets in", () => {
    const lines = dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm);
    const named = [...lines].flatMap(([, paths = ""]) => paths.split(" ")).filter((path) => path !== ".");
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(named.filter((path) => !inContext(path))).toEqual([]);
  });

  test("runs as a user without rights, whose data is a volume", () => {
    expect(image.user).toBe("node");
    expect(image.volume).toBe("/data");
    expect(image.env["DATA_DIR"]).toBe(image.volume);
  });

  test("takes no decision on who may reach it, and holds no secret", () => {
    expect(Object.keys(image.env).toSorted()).toEqual(["DATA_DIR", "HOST", "NODE_ENV", "SERVER_PORT"]);
  });
});

/** What .dockerignore lets through: all is ignored but for the names that begin with `!`. */
function inContext(path: string): boolean {
  const rules = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");
  return rules.some((rule) => rule.startsWith("!") && (path === rule.slice(1) || path.startsWith(`${rule.slice(1)}/`)));
}

describe("the compose file", () => {
  test("opens its ports to this machine only", () => {
    const ports = [...compose.matchAll(/^\s+- "([^"]*:\d+)"$/gm)].map(([, port]) => port);
    expect(ports).toEqual(["127.0.0.1:8080:8080", "127.0.0.1:5432:5432"]);
  });

  test("has a profile with the database alone, which `make docker-compose` starts", () => {
    expect(compose).toMatch(/^ {2}postgres:\n {4}profiles:\n {6}- database\n/m);
    expect(readFileSync(join(root, "Makefile"), "utf8")).toContain("docker compose --profile database up");
  });

  test("brings no secret of its own for Loopgate", () => {
    expect(compose).toContain("LOOPGATE_SECRET: ${LOOPGATE_SECRET:-}");
  });
});

describe("the image's commands", () => {
  const app = mkdtempSync(join(tmpdir(), "loopgate-image-"));
  const env = { ...image.env, DATA_DIR: join(app, "data") };

  beforeAll(() => {
    assertBuilt();
    layOut(app);
  }, 240_000);
  afterAll(() => rmSync(app, { recursive: true, force: true }));

  const command = (words: readonly string[]): readonly [string, ...string[]] => {
    expect(words[0]).toBe("node");
    return [node, ...words.slice(1)];
  };

  test("ask every agent of all the network for a key, since nothing says that they are protected", async () => {
    const served = await startServed({ command: command(image.cmd), cwd: app, env });
    try {
      const answer = await fetch(`http://127.0.0.1:${new URL(served.url).port}/hitl/pending`);
      expect([answer.status, await answer.json()]).toEqual([401, expect.objectContaining({ code: "key_required" })]);
    } finally {
      await served.stop();
    }
  });

  test("start, are found healthy by the health check, and stop with code 0", async () => {
    let served: Served | undefined;
    try {
      served = await startServed({
        command: command(image.cmd),
        cwd: app,
        env: { ...env, LOOPGATE_AUTH: "none" },
      });
      const [program, ...args] = command(image.health);
      const port = new URL(served.url).port;
      const check = (at: string) => spawnSync(program, args, { cwd: app, env: { ...env, SERVER_PORT: at } }).status;
      expect(check(port)).toBe(0);
      expect(await served.stop(), served.said()).toBe(0);
      expect(check(port)).toBe(1);
    } finally {
      await served?.stop();
    }
  });
});

/** The last stage's folder /app, by the very steps of the Dockerfile: the bundle, and the lockfile's packages for it. */
function layOut(app: string): void {
  const build = mkdtempSync(join(tmpdir(), "loopgate-image-build-"));
  try {
    for (const path of ["package.json", "package-lock.json", ...globSync("*/package.json", { cwd: root })]) {
      mkdirSync(dirname(join(build, path)), { recursive: true });
      cpSync(join(root, path), join(build, path));
    }
    const [install = ""] = /npm ci --omit=dev .*$/m.exec(dockerfile) ?? [];
    execFileSync("npm", install.split(" ").slice(1), { cwd: build, stdio: "pipe" });
    cpSync(join(build, "node_modules"), join(app, "node_modules"), { recursive: true, verbatimSymlinks: true });
    cpSync(join(root, "cli", "package.json"), join(app, "cli", "package.json"));
    cpSync(join(root, "cli", "dist"), join(app, "cli", "dist"), { recursive: true });
  } finally {
    rmSync(build, { recursive: true, force: true });
  }
}
