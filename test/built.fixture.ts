/** The bundle that `make test` has built before the tests; it is not built here, since tests run side by side. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import { metafilePath } from "../scripts/bundle.ts";
import { root } from "./sources.ts";

/** What went into cli/dist, or another bundle. Throws when it is not there, or not made from the sources as they are now. */
export function assertBuilt(of: string = metafilePath): Metafile {
  if (!existsSync(of)) throw new Error("The bundle is not built: run `make build`");
  const metafile = JSON.parse(readFileSync(of, "utf8")) as Metafile;
  const built = statSync(of).mtimeMs;
  const newer = Object.keys(metafile.inputs).filter((path) => changed(join(root, path)) > built);
  if (newer.length > 0) throw new Error(`The bundle is older than ${newer.join(", ")}: run \`make build\``);
  return metafile;
}

function changed(path: string): number {
  return existsSync(path) ? statSync(path).mtimeMs : Number.POSITIVE_INFINITY;
}
