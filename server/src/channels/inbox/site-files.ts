import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import type { SiteFile, SiteFiles } from "./site.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

/** Beside the bundle; where the server runs from its sources, where `npm run build` puts it. */
const FOLDERS = ["./inbox/", "../../../../cli/dist/inbox/"];

/** The page as it was built, wholly in memory; undefined where nobody has built it. */
export function readBuiltSite(): SiteFiles | undefined {
  const folders = FOLDERS.map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
  const folder = folders.find((each) => existsSync(join(each, "index.html")));
  return folder === undefined ? undefined : readSite(folder);
}

/** Every file of a folder that a browser may ask for. */
export function readSite(folder: string): SiteFiles {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => extname(name) in TYPES);
  return new Map(names.map((name) => [posix.join("/", name.replaceAll("\\", "/")), readFile(join(folder, name))]));
}

function readFile(path: string): SiteFile {
  const plain = new Uint8Array(readFileSync(path));
  const packed = (ending: string) => {
    const other = `${path}.${ending}`;
    return existsSync(other) ? new Uint8Array(readFileSync(other)) : undefined;
  };
  const [br, gzip] = [packed("br"), packed("gz")];
  return {
    type: TYPES[extname(path)] ?? "application/octet-stream",
    etag: `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`,
    plain,
    packed: { ...(br && { br }), ...(gzip && { gzip }) },
  };
}
