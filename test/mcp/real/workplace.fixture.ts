import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder to work in and an empty home beside it. */
export type Workplace = { readonly folder: string; readonly home: string; close(): void };

export function openWorkplace(): Workplace {
  const base = mkdtempSync(join(tmpdir(), "loopgate-client-"));
  const [folder, home] = [join(base, "work"), join(base, "home")];
  for (const each of [folder, home]) mkdirSync(each);
  // A client that was ended still writes for a moment.
  return { folder, home, close: () => rmSync(base, { recursive: true, force: true, maxRetries: 10 }) };
}
