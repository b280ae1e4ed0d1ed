// `npm run build`: cli/dist, client/dist, and the files that npm shows of a package.
import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { buildSite } from "../inbox/build.ts";
import { bundle, metafilePath } from "./bundle.ts";
import { buildClient } from "./client-package.ts";
import { root } from "./steps.ts";

const metafile = await bundle();
await buildSite();
mkdirSync(dirname(metafilePath), { recursive: true });
writeFileSync(metafilePath, JSON.stringify(metafile));

// npm links commands that are there when it installs. In a fresh clone this one is not, and `npx loopgate` must find it.
const command = join(root, "node_modules", ".bin", "loopgate");
rmSync(command, { force: true });
symlinkSync(join("..", "loopgate", "dist", "loopgate.js"), command);

for (const name of ["README.md", "LICENSE"]) {
  if (existsSync(join(root, name))) copyFileSync(join(root, name), join(root, "cli", name));
}

await buildClient();

const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
console.log(`cli/dist: ${Object.keys(metafile.outputs).length} files, ${Math.round(bytes / 1024)} kB`);
