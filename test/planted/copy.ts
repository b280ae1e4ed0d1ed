/** A throw-away copy of the sources that runs by itself, with a bug in it. */
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { root } from "../sources.ts";
import type { Edit } from "./bugs.ts";

const PARTS = ["contract", "server", "client", "cli", "fake-telegram", "test"];
const FILES = ["package.json", "tsconfig.json", "vitest.config.ts"];
const NOT_COPIED = new Set(["node_modules", "dist", "coverage"]);

export type Copy = { readonly folder: string; remove(): void };

/** Throws, and leaves no copy, where an edit does not fit. */
export function copyWith(edits: readonly Edit[]): Copy {
  const folder = mkdtempSync(join(tmpdir(), "loopgate-planted-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (const part of [...PARTS, ...FILES])
      cpSync(join(root, part), join(folder, part), {
        recursive: true,
        filter: (path) => !NOT_COPIED.has(basename(path)),
      });
    linkPackages(join(root, "node_modules"), join(folder, "node_modules"));
    for (const edit of edits) apply(folder, edit);
    return { folder, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Packages from elsewhere are the repo's own; the workspaces are the copy's, since npm links them by relative paths. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from).filter((one) => !one.startsWith("."))) {
    const source = join(from, name);
    if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), join(to, name));
    else if (name === "@loopgate") linkPackages(source, join(to, name));
    else symlinkSync(source, join(to, name));
  }
}

function apply(folder: string, edit: Edit): void {
  const path = join(folder, edit.file);
  const text = readFileSync(path, "utf8");
  const misfit = misfitOf(edit, text);
  if (misfit !== undefined) throw new Error(misfit);
  writeFileSync(
    path,
    text.replace(edit.find, () => edit.replace),
  );
}

/** Why the edit cannot be made in this text, in words for whoever changed the source. */
export function misfitOf({ file, find, replace }: Edit, text: string): string | undefined {
  const count = text.split(find).length - 1;
  if (find === replace) return `A planted bug changes nothing in ${file}; see test/planted/bugs.ts.`;
  if (count === 1) return undefined;
  return `${file} holds this snippet ${count} times, not once. Plant the bug anew in test/planted/bugs.ts:\n${find}`;
}
