/** The page as a browser loads it, written beside the bundle that serves it. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { build } from "vite";

export const siteFolder = join(import.meta.dirname, "..", "cli", "dist", "inbox");

/** Fonts and pictures are compressed by themselves. */
const COMPRESSED = [".html", ".js", ".css", ".svg", ".webmanifest"];
/** Below this a compressed answer saves no packet. */
const SMALLEST_BYTES = 1024;

/** Writes cli/dist/inbox anew, with each text also as brotli and gzip. */
export async function buildSite(): Promise<void> {
  await build({
    configFile: false,
    root: import.meta.dirname,
    logLevel: "warn",
    plugins: [react(), tailwind()],
    build: {
      outDir: siteFolder,
      emptyOutDir: true,
      target: "es2022",
      // The policy lets nothing inline in, and every browser of that age loads modules by itself.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  for (const name of readdirSync(siteFolder, { recursive: true, encoding: "utf8" }))
    if (COMPRESSED.includes(extname(name))) compress(join(siteFolder, name));
}

function compress(path: string): void {
  const text = readFileSync(path);
  if (text.length < SMALLEST_BYTES) return;
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}
