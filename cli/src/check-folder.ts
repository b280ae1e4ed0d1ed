import { accessSync, constants, existsSync } from "node:fs";
import { isReadableByOthers, operatorFile } from "./credential.ts";
import type { Environment } from "./environment.ts";
import type { Finding } from "./finding.ts";
import { texts } from "./texts.ts";

const { doctor: words } = texts.terminal;

/** Whether the data folder and the credential in it are there, usable by this user, and by nobody else. */
export function checkFolder(environment: Pick<Environment, "dataDir">): readonly Finding[] {
  const { dataDir } = environment;
  const file = operatorFile(environment);
  if (!existsSync(dataDir))
    return [{ name: words.folder, ok: false, detail: words.absent(dataDir), todo: words.startFirst }];
  return [checkMode(words.folder, dataDir, `chmod 700 "${dataDir}"`), credential(file)];
}

function credential(file: string): Finding {
  if (!existsSync(file))
    return { name: words.credential, ok: false, detail: words.absent(file), todo: words.startFirst };
  return checkMode(words.credential, file, `chmod 600 "${file}"`);
}

function checkMode(name: string, path: string, repair: string): Finding {
  if (!isUsable(path)) return { name, ok: false, detail: words.unreadable(path), todo: words.sameUser };
  if (isReadableByOthers(path)) return { name, ok: false, detail: words.open(path), todo: words.close(repair) };
  return { name, ok: true, detail: path };
}

function isUsable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
