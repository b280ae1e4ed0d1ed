// `npm run generate`: the pages that are made from the code. With --check it writes nothing and fails on a difference.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openApiDocument } from "../server/src/http/openapi.ts";
import { mcpPage } from "./mcp-page.ts";
import { errorsPage, settingsPage, settingsTable } from "./pages.ts";
import { root } from "./steps.ts";

type Page = { readonly path: string; readonly text: string };

const begin = "<!-- settings: made by `npm run generate` -->";
const end = "<!-- /settings -->";

/** The page with the table between its marks. */
function withSettings(page: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`README.md needs the lines ${begin} and ${end} around its table of settings`);
  return `${page.slice(0, from + begin.length)}\n\n${settingsTable()}\n${page.slice(to)}`;
}

function pages(): readonly Page[] {
  const readme = join(root, "README.md");
  return [
    { path: "docs/reference/settings.md", text: settingsPage() },
    { path: "docs/reference/errors.md", text: errorsPage() },
    { path: "docs/reference/mcp.md", text: mcpPage() },
    { path: "docs/reference/openapi.json", text: `${JSON.stringify(openApiDocument(), null, 2)}\n` },
    ...(existsSync(readme) ? [{ path: "README.md", text: withSettings(readFileSync(readme, "utf8")) }] : []),
  ];
}

const stale = pages().filter(({ path, text }) => {
  const file = join(root, path);
  return !existsSync(file) || readFileSync(file, "utf8") !== text;
});

if (process.argv.includes("--check")) {
  for (const { path } of stale) console.error(`${path} is not what the code says`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const { path, text } of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}
