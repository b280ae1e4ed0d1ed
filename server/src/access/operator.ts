import { createHash, timingSafeEqual } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The name, in the data folder, of the credential with which this user's terminal answers. */
export const OPERATOR_FILE = "operator.token";
/** The name, in the data folder, of the master secret where the environment gives none. */
const MASTER_FILE = "master.key";

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
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
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

function keptSecret(file: string, make: () => string): string {
  if (!existsSync(file)) writeNew(file, make());
  chmodSync(file, 0o600);
  return readFileSync(file, "utf8").trim();
}

/** `wx`: where another process makes it at the same moment, the first one's stays. */
function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, `${text}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!existsSync(file)) throw error;
  }
}
