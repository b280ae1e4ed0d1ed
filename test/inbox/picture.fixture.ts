/** Pictures of screens, and how far one is from what it was when somebody last looked at it. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { root } from "../sources.ts";

const kept = join(import.meta.dirname, "looks");
const failed = join(root, "node_modules", ".cache", "looks");
const browserFile = join(kept, "browser.json");

/** Set, pictures are taken anew instead of compared. */
const isUpdating = process.env["UPDATE_LOOKS"] !== undefined;

/** In one version of the browser a changed line of text is more than this part of a screen; another draws each letter a little differently. */
const MOST_SAME = 0.005;
const MOST_OTHER = 0.03;

/** How much may differ in this version of the browser, whose first number is the major one. */
export function toleranceOf(version: string): number {
  const major = Number(version.split(".")[0]);
  if (isUpdating) {
    mkdirSync(kept, { recursive: true });
    writeFileSync(browserFile, `{ "major": ${major} }\n`);
  }
  const { major: drawnBy } = JSON.parse(readFileSync(browserFile, "utf8")) as { major: number };
  if (drawnBy === major) return MOST_SAME;
  console.warn(
    `The pictures in test/inbox/looks were drawn by Chromium ${drawnBy}, and this is ${major}: up to ${MOST_OTHER * 100} % may differ.`,
  );
  return MOST_OTHER;
}

/** Undefined where the picture is as it was, else what is wrong with it; then the picture and the difference are kept to look at. */
export function changeOf(name: string, taken: Buffer, tolerance: number): string | undefined {
  const actual = PNG.sync.read(taken);
  if (isUpdating) {
    writeFileSync(join(kept, `${name}.png`), packed(actual));
    return undefined;
  }
  const expected = PNG.sync.read(readFileSync(join(kept, `${name}.png`)));
  const { width, height } = expected;
  if (actual.width !== width || actual.height !== height)
    return `${name} is ${actual.width}×${actual.height}, and was ${width}×${height}`;
  const difference = new PNG({ width, height });
  const part = pixelmatch(expected.data, actual.data, difference.data, width, height) / (width * height);
  if (part <= tolerance) return undefined;
  mkdirSync(failed, { recursive: true });
  writeFileSync(join(failed, `${name}.png`), packed(actual));
  writeFileSync(join(failed, `${name}.difference.png`), packed(difference));
  return `${(part * 100).toFixed(2)} % of ${name} has changed; see ${failed}`;
}

/** Without transparency, which a screen has not, and as zlib packs letters on a plain ground best. */
function packed(picture: PNG): Buffer {
  return PNG.sync.write(picture, { colorType: 2, deflateLevel: 9, deflateStrategy: 0, filterType: 0 });
}
