import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { UserError, type ExitCode, type Shell } from "../shell.ts";
import { texts } from "../texts.ts";

const { terminal } = texts;

/** Puts a backup into an empty database while the server is stopped; exits 1 where the server's part refuses. */
export async function restore(args: readonly string[], shell: Shell): Promise<ExitCode> {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UserError(terminal.fileMissing("restore"));
  if (!existsSync(file)) throw new UserError(terminal.noSuchFile(file));
  const server = await shell.loadServer();
  try {
    const { rows, canceled, letIn } = await server.restore(shell.environment.all, resolve(file));
    const count = Object.values(rows).reduce((sum, each) => sum + each, 0);
    shell.out.line(terminal.restored(file, count, canceled));
    if (Object.values(letIn).some((some) => some > 0)) shell.out.line(terminal.letInAgain(letIn));
    return 0;
  } catch (error) {
    if (!(error instanceof server.StartRefused)) throw error;
    shell.err.line(error.message);
    return 1;
  }
}
