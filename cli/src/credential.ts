import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "./environment.ts";
import { UserError } from "./shell.ts";
import { texts } from "./texts.ts";

/** Made by the server at its start; whoever can read it can answer for its owner. */
const OPERATOR_FILE = "operator.token";

export function operatorFile({ dataDir }: Pick<Environment, "dataDir">): string {
  return join(dataDir, OPERATOR_FILE);
}

/** The responder's credential. Throws where there is none, or where others could have read it. */
export function readCredential(environment: Pick<Environment, "dataDir" | "url">): string {
  const file = operatorFile(environment);
  refuseOpenWire(environment.url);
  try {
    if (isReadableByOthers(file)) throw new UserError(texts.terminal.credentialOpen(file));
    const credential = readFileSync(file, "utf8").trim();
    if (credential === "") throw new UserError(texts.terminal.credentialMissing(file));
    return credential;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      isAbsent(error) ? texts.terminal.credentialMissing(file) : texts.terminal.credentialUnreadable(file),
    );
  }
}

/** Windows keeps access in lists that these bits do not show. */
export function isReadableByOthers(file: string): boolean {
  return process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0;
}

/** Whether somebody besides its user and the machine's administrator can change it. */
export function isChangeableByOthers(file: string): boolean {
  if (process.platform === "win32") return false;
  const { mode, uid } = statSync(file);
  return (mode & 0o022) !== 0 || (uid !== 0 && uid !== process.getuid?.());
}

/** Over plain HTTP to another machine, everybody on the way could read the credential and answer with it. */
function refuseOpenWire(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new UserError(texts.terminal.badUrl(address));
  if (url.protocol === "http:" && !isLoopback(url.hostname)) throw new UserError(texts.terminal.openWire(url.host));
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
