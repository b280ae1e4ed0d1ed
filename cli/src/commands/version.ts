import { ownVersion } from "../own-version.ts";
import type { ExitCode, Shell } from "../shell.ts";

export async function version(_args: readonly string[], { out }: Shell): Promise<ExitCode> {
  out.line(ownVersion());
  return 0;
}
