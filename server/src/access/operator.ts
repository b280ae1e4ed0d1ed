import { createHash, timingSafeEqual } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartRefused } from "../kit/failures.ts";

/** The name, in the data folder, of the credential with which this user's terminal answers. */
export const OPERATOR_FILE = "operator.token";
/** The name, in the data folder, of the master secret where the environment gives none. */
const MASTER_FILE = "master.key";

/** What the data folder holds in secret. */
export type DataFolder = { readonly master: string; readonly isOperator: (credential: string) => boolean };

/** Both are longer when they are whole. */
const SHORTEST = 32;

/** The secrets of a data folder: kept where there are any, else made, each readable by this user alone. */
export function openDataFolder({
  dataDir,
  token,
  secret,
}: {
  readonly dataDir: string;
  readonly token: () => string;
  readonly secret: string | undefined;
}) {
  makeFolder(dataDir);
  const operator = keptSecret(join(dataDir, OPERATOR_FILE), () => `op_${token()}`);
  return {
    master: secret ?? keptSecret(join(dataDir, MASTER_FILE), () => `${token()}${token()}`),
    isOperator: sameAs(operator),
  };
}

/** Compares in constant time. */
export function sameAs(credential: string): (other: string) => boolean {
  const expected = hashed(credential);
  return (other) => timingSafeEqual(expected, hashed(other));
}

function hashed(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartRefused(`DATA_DIR ${dataDir} cannot be made a folder: choose another one.`, { cause: error });
  }
}

function keptSecret(file: string, make: () => string): string {
  try {
    if (!existsSync(file)) writeNew(file, make());
    chmodSync(file, 0o600);
    return whole(file, readFileSync(file, "utf8").trim());
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    throw new StartRefused(`DATA_DIR has a file that cannot be read or written: ${file}.`, { cause: error });
  }
}

/** A file that was cut short, by a full disk say, would be a secret that anybody can guess. */
function whole(file: string, secret: string): string {
  if (secret.length >= SHORTEST) return secret;
  throw new StartRefused(`DATA_DIR has a secret that is cut short: delete ${file}, and a new one is made.`);
}

/** `wx`: where another process makes it at the same moment, the first one's stays. */
function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!existsSync(file)) throw error;
  }
}
