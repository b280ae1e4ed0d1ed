// `npm run build`: cli/dist, client/dist, and the files that npm shows of a package.
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSite } from "../inbox/build.ts";
import { bundle, metafilePath } from "./bundle.ts";
import { buildClient } from "./client-package.ts";
import { root } from "./steps.ts";

const metafile = await bundle();
await buildSite();
mkdirSync(dirname(metafilePath), { recursive: true });
writeFileSync(metafilePath, JSON.stringify(metafile));

for (const name of ["README.md", "LICENSE"]) {
  if (existsSync(join(root, name))) copyFileSync(join(root, name), join(root, "cli", name));
}

await buildClient();

const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
console.log(`cli/dist: ${Object.keys(metafile.outputs).length} files, ${Math.round(bytes / 1024)} kB`);
