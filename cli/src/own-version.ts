import { readFileSync } from "node:fs";

/** The package's own version; its file lies beside `src`, and beside `dist` once built. */
export function ownVersion(): string {
  for (const place of ["../package.json", "../../package.json"]) {
    const file = read(new URL(place, import.meta.url));
    if (file?.name === "loopgate") return file.version;
  }
  return "unknown";
}

function read(file: URL): { readonly name: string; readonly version: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { name: string; version: string };
  } catch {
    return undefined;
  }
}
