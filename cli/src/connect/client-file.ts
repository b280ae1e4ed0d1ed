import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../shell.ts";
import { texts } from "../texts.ts";
import type { ClientFile } from "./clients.ts";
import { FORMATS, type Entry } from "./settings.ts";

/** The text of a settings file, undefined where there is none, and our entry in it. */
export type Settings = { readonly text: string | undefined; readonly entry: Entry | undefined };

/** Throws a UserError where the file cannot be read as what it should be. */
export function readClientFile({ path, format }: ClientFile): Settings {
  if (!existsSync(path)) return { text: undefined, entry: undefined };
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    return { text, entry: FORMATS[format].read(text) };
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new UserError(texts.mcp.unreadable(path, why ?? ""));
  }
}

/**
 * Sets our entry, in one step that leaves the old file or the new one and never half of one. Answers the name of the copy of
 * what was there before. Throws a UserError, with nothing changed, where more than our entry would change.
 */
export function writeClientFile(file: ClientFile, { text }: Settings, entry: Entry): { readonly copy?: string } {
  const { path, format } = file;
  const after = FORMATS[format].write(text ?? "", entry);
  if (after === undefined) throw new UserError(texts.mcp.byHandOnly(path, FORMATS[format].snippet(entry)));
  return saveText(file, text, after);
}

/** Puts `after` in the place of `text`, in one step; answers the name of the copy of what was there. */
export function saveText(
  { path, scope }: Pick<ClientFile, "path" | "scope">,
  text: string | undefined,
  after: string,
): { readonly copy?: string } {
  if (text === undefined) {
    create(path, scope, after);
    return {};
  }
  // A file that is a link stays one: what it leads to is replaced.
  const target = realpathSync(path);
  const copy = copied(target);
  replace(target, text, after);
  return { copy };
}

function create(path: string, scope: ClientFile["scope"], text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: scope === "user" ? 0o600 : 0o644, flag: "wx" });
}

function replace(target: string, before: string, after: string): void {
  const temporary = `${target}.loopgate-${process.pid}`;
  const { mode } = statSync(target);
  try {
    writeFileSync(temporary, after, { mode: 0o600, flag: "wx", flush: true });
    chmodSync(temporary, mode & 0o777);
    // The client may write its file at any time; what it wrote meanwhile must not be lost.
    if (readFileSync(target, "utf8") !== before) throw new UserError(texts.mcp.changedMeanwhile(target));
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A copy beside the file, under the first name that is free: no other copy is lost for it. */
function copied(target: string): string {
  for (let number = 1; ; number++) {
    const copy = number === 1 ? `${target}.bak` : `${target}.bak${number}`;
    if (existsSync(copy)) continue;
    copyFileSync(target, copy, constants.COPYFILE_EXCL);
    return copy;
  }
}
