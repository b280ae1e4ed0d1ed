import { createReadStream, createWriteStream } from "node:fs";
import { link, rename, rm, stat } from "node:fs/promises";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { createGunzip } from "node:zlib";
import { operatorCaller } from "../operator.ts";
import { UserError, type ExitCode, type Shell } from "../shell.ts";
import { texts } from "../texts.ts";

const { terminal } = texts;
/** A large database takes its time. */
const PATIENCE_MS = 12 * 3_600_000;

/** Saves all that the server knows into a new file of this user alone. The name appears only once all of it is there. */
export async function backup(args: readonly string[], shell: Shell): Promise<ExitCode> {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UserError(terminal.fileMissing("backup"));
  await refuseTaken(file);
  const response = await operatorCaller(shell).send({
    method: "GET",
    path: "/api/operator/backup",
    headers: { accept: "application/gzip" },
    patienceMs: PATIENCE_MS,
  });
  if (!response.body) throw new UserError(terminal.backupBroken);
  const part = `${file}.${process.pid}.part`;
  try {
    await save(Readable.fromWeb(response.body), part);
    await checkWhole(part);
    await name(part, file);
  } finally {
    await rm(part, { force: true });
  }
  shell.out.line(terminal.backedUp(file, (await stat(file)).size));
  return 0;
}

/** `flush`: on the disk before the name appears. */
async function save(body: Readable, part: string): Promise<void> {
  await pipeline(body, createWriteStream(part, { flags: "wx", mode: 0o600, flush: true })).catch(asBroken);
}

/** A gzip ends with its length and check sum, so that one that was cut short is known. */
async function checkWhole(part: string): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(createReadStream(part), createGunzip(), nowhere).catch(asBroken);
}

/** A full disk and a folder that is not there say so themselves; anything else broke on the way. */
function asBroken(cause: unknown): never {
  const isOurs = cause instanceof Error && "syscall" in cause && "path" in cause;
  throw new UserError(isOurs ? terminal.fileNotWritten(cause.message) : terminal.backupBroken, { cause });
}

/** A link is refused where the name was taken meanwhile; some file systems have none. */
async function name(part: string, file: string): Promise<void> {
  await link(part, file).catch(async (error: unknown) => {
    await refuseTaken(file);
    if (error instanceof Error) await rename(part, file);
  });
}

async function refuseTaken(file: string): Promise<void> {
  const taken = await stat(file).catch(() => undefined);
  if (taken) throw new UserError(terminal.fileTaken(file));
}
