import { LoopgateApiError, LoopgateUnreachable } from "@loopgate/client";
import { styled, type Screen } from "./screen.ts";
import { UserError } from "./shell.ts";
import { texts } from "./texts.ts";

/** Says what went wrong and what to do about it. A failure that nobody foresaw keeps its stack: it is to be reported. */
export function showFailure(error: unknown, err: Screen): void {
  if (error instanceof LoopgateApiError) return showRefusal(error, err);
  if (error instanceof LoopgateUnreachable) return err.line(texts.terminal.unreachable(error.url));
  if (error instanceof UserError || isUsage(error)) return err.line(error.message);
  err.line(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

function showRefusal({ title, detail, fields }: LoopgateApiError, err: Screen): void {
  err.line(styled("bold", `${title}.`), ` ${detail}`);
  for (const field of fields) err.line(`  ${field.path}: ${field.message}`);
}

/** What parseArgs throws for an option that it does not know. */
function isUsage(error: unknown): error is Error {
  return error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}
