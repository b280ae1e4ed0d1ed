import { parseArgs } from "node:util";
import { checkFolder } from "../check-folder.ts";
import { checkClients } from "../check-clients.ts";
import { checkServer } from "../check-server.ts";
import { checkHooks } from "../hook/check-hooks.ts";
import type { Finding } from "../finding.ts";
import { styled } from "../screen.ts";
import type { ExitCode, Shell } from "../shell.ts";
import { texts } from "../texts.ts";

const { doctor: words } = texts.terminal;

/** Tells what is set up, what is reachable, and what an answer is worth; exits 1 where something has to be done. */
export async function doctor(args: readonly string[], shell: Shell): Promise<ExitCode> {
  const { values } = parseArgs({ args: [...args], options: { json: { type: "boolean" } } });
  const { out } = shell;
  const server = await checkServer(shell);
  const clients = await checkClients(shell);
  const hooks = await checkHooks(shell);
  const findings = [...checkFolder(shell.environment), ...server.findings, ...clients, ...hooks];
  const ok = findings.every((finding) => finding.ok);
  if (values.json)
    out.json({ ok, url: shell.environment.url, findings, status: server.status ?? null, limit: words.limit });
  else {
    for (const finding of findings) show(finding, shell);
    for (const line of server.facts) out.line("   ", line);
    if (clients.length === 0) out.line("   ", words.noClient);
    if (hooks.length === 0) out.line("   ", words.noHook);
    out.line(styled("yellow", words.limit));
    out.line(ok ? styled("green", words.allWell) : styled("red", words.notWell));
  }
  return ok ? 0 : 1;
}

function show({ ok, name, detail, todo }: Finding, { out }: Shell): void {
  out.line(ok ? styled("green", words.good) : styled("red", words.bad), " ", styled("bold", name), `: ${detail}`);
  if (todo !== undefined) out.line("   → ", todo);
}
