/** Pages of the reference as Markdown, from the tables in the code. */
import { ERRORS, type ErrorCode } from "../contract/src/index.ts";
import { STATUS } from "../server/src/http/problem.ts";
import { SETTINGS, type SettingName } from "../server/src/settings.ts";
import { made, table } from "./markdown.ts";

export function settingsTable(): string {
  const names = Object.keys(SETTINGS) as SettingName[];
  const rows = names.map((name) => [`\`${name}\``, shownDefault(SETTINGS[name].default), SETTINGS[name].meaning]);
  return table(["setting", "default", "meaning"], rows);
}

function shownDefault(value: string): string {
  return value === "" ? "" : `\`${value}\``;
}

export function settingsPage(): string {
  return `# Settings

${made}

The server reads its settings from the environment, once, when it starts. All are optional. A value that it cannot take, and a
name that begins with \`LOOPGATE_\` and is not in this table, stop the start with one line that names it.

${settingsTable()}
`;
}

export function errorsPage(): string {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  const rows = codes.map((code) => [`\`${code}\``, String(STATUS[code]), `${ERRORS[code]}.`]);
  return `# Errors

${made}

A refusal is \`application/problem+json\` (RFC 9457). Its \`code\` is stable and is what a program should look at; \`title\` is the
sentence below, \`detail\` tells what to do, and for bad input \`errors\` names the path of each bad field.

${table(["code", "status", "title"], rows)}
`;
}
