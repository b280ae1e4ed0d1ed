import { UserError, type ExitCode, type Shell } from "../shell.ts";
import { texts } from "../texts.ts";

const HELP: Readonly<Record<string, string>> = texts.terminal.help;

/** What the command can do, or one part of it: `loopgate help ask`. */
export async function help([name]: readonly string[], { out }: Shell): Promise<ExitCode> {
  const text = Object.hasOwn(HELP, name ?? "") ? HELP[name ?? ""] : undefined;
  if (name !== undefined && text === undefined) throw new UserError(texts.terminal.unknownCommand(name));
  for (const line of (text ?? texts.terminal.usage).split("\n")) out.line(line);
  return 0;
}
