import { parseArgs } from "node:util";
import type { ExitCode, Shell } from "../shell.ts";
import { texts } from "../texts.ts";

/** Runs the server in this process until it is told to end; exits 0 then, 1 where it cannot start as it is set up. */
export async function serve(args: readonly string[], shell: Shell): Promise<ExitCode> {
  parseArgs({ args: [...args], options: {} });
  const server = await shell.loadServer();
  const stop = shell.interruption();
  try {
    const running = await server.serve(shell.environment.all);
    shell.err.line(texts.terminal.serving(running.url));
    if (running.ownerLink !== undefined) shell.err.line(texts.terminal.ownerLink(running.ownerLink));
    await aborted(stop);
    await running.close();
    return 0;
  } catch (error) {
    if (!(error instanceof server.StartRefused)) throw error;
    shell.err.line(error.message);
    return 1;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
