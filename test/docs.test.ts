/** What the pages say of the repo must be so: links lead somewhere, commands exist, every error code is told. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ERRORS } from "../contract/src/index.ts";
import { SETTINGS } from "../server/src/settings.ts";
import { root } from "./sources.ts";

type Page = { readonly path: string; readonly text: string };

const ignored = ["**/node_modules", "**/dist", "**/coverage", "cli/README.md"];
const pages: readonly Page[] = globSync(
  ["*.md", "docs/**/*.md", "{contract,server,client,client-python,client-go,cli,fake-telegram,examples,bench}/**/*.md"],
  {
    cwd: root,
    exclude: ignored,
  },
).map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

const file = (path: string) => readFileSync(join(root, path), "utf8");

/** As GitHub makes them: lower case, without punctuation, spaces as hyphens. */
function anchors(text: string): readonly string[] {
  return [...withoutFences(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-"),
  );
}

function withoutFences(text: string): string {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "");
}

function deadLinks({ path, text }: Page): string[] {
  const links = [...withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [to = "", anchor] = link.split("#");
      if (to === "") return !anchors(text).includes(anchor ?? "");
      const target = join(dirname(path), to);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && target.endsWith(".md") && !anchors(file(target)).includes(anchor);
    })
    .map((link) => `${path}: ${link}`);
}

function unknownCommands({ path, text }: Page): string[] {
  const scripts = Object.keys((JSON.parse(file("package.json")) as { scripts: object }).scripts);
  const targets = [...file("Makefile").matchAll(/^([a-z-]+):/gm)].map(([, name]) => name);
  const named = [...text.matchAll(/(?:^|`)(make|npm run) ([a-z][a-z-]*)/gm)];
  return named
    .filter(([, tool, name = ""]) => !(tool === "make" ? targets : scripts).includes(name))
    .map(([command]) => `${path}: ${command}`);
}

describe("pages", () => {
  test("there are some", () => {
    expect(pages.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["STYLE.md", "CONTRIBUTING.md", "SECURITY.md"]),
    );
  });

  test("their links lead to files and headings that exist", () => {
    expect(pages.flatMap(deadLinks)).toEqual([]);
    const planted = { path: "docs/x.md", text: "# Here\n[a](#here) [b](#there) [c](nowhere.md) [d](../STYLE.md#none)" };
    expect(deadLinks(planted)).toHaveLength(3);
  });

  test("the commands of make and npm that they name exist", () => {
    expect(pages.flatMap(unknownCommands)).toEqual([]);
    expect(unknownCommands({ path: "x.md", text: "`make haste`\n\nnpm run away" })).toHaveLength(2);
  });

  test("make help lists every target", () => {
    const makefile = file("Makefile");
    const targets = [...makefile.matchAll(/^([a-z-]+):/gm)].map(([, name]) => name);
    const listed = [...makefile.matchAll(/^([a-z-]+):.*## \S/gm)].map(([, name]) => name);
    expect(listed).toEqual(targets);
  });
});

describe("the reference", () => {
  test("tells every error code, and no other", () => {
    const told = [...file("docs/reference/errors.md").matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
    expect(told).toEqual(Object.keys(ERRORS));
  });

  test("tells every setting, and no other", () => {
    const told = [...file("docs/reference/settings.md").matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(told).toEqual(Object.keys(SETTINGS));
  });
});
