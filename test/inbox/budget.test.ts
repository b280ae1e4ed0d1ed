/** What a browser loads before the inbox stands: the page as `make test` has built it. */
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { siteFolder } from "../../inbox/build.ts";
import { root } from "../sources.ts";

const JS_BYTES = 140 * 1024;
const CSS_BYTES = 10 * 1024;

function documentOf(): string {
  const path = join(siteFolder, "index.html");
  const built = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync(["inbox/{index.html,build.ts,public/*,src/**/*.{ts,tsx,css}}", "server/src/texts/**/*.ts"], {
    cwd: root,
    exclude: ["**/*.test.ts"],
  });
  const newer = sources.filter((name) => statSync(join(root, name)).mtimeMs > built);
  if (newer.length > 0) throw new Error(`The page is older than ${newer.join(", ")}: run \`make build\``);
  return readFileSync(path, "utf8");
}

/** Every file that the document names and whatever those import at once, compressed as a browser asks for it. */
function loaded(html: string, ending: string): number {
  const seen = new Set<string>();
  const walk = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    if (!name.endsWith(".js")) return;
    const code = readFileSync(join(siteFolder, name), "utf8");
    for (const [, next = ""] of code.matchAll(/\b(?:import|from)\s*"\.\/([\w.-]+\.js)"/g)) walk(`assets/${next}`);
  };
  for (const [, name = ""] of html.matchAll(/(?:src|href)="\/([\w./-]+)"/g)) walk(name);
  const names = [...seen].filter((name) => name.endsWith(ending));
  expect(names).not.toEqual([]);
  return names.reduce((sum, name) => sum + gzipSync(readFileSync(join(siteFolder, name)), { level: 9 }).length, 0);
}

test("the page's first script is within 140 kB, its style within 10 kB", () => {
  const html = documentOf();
  expect(loaded(html, ".js")).toBeLessThanOrEqual(JS_BYTES);
  expect(loaded(html, ".css")).toBeLessThanOrEqual(CSS_BYTES);
});

test("nothing in the document is inline, and nothing comes from elsewhere", () => {
  const html = documentOf();
  expect(html).not.toMatch(/<style|style=|\son\w+=|https?:/);
  expect(html.match(/<script\b[^>]*>[^<]+<\/script>/g)).toBeNull();
});
