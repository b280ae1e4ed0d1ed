import { parseArgs } from "node:util";
import { HOOK_CLIENTS, type HookClient } from "@loopgate/contract";
import { readClientFile, writeClientFile } from "../connect/client-file.ts";
import { clientFiles, CLIENTS, type ClientFile, type ClientName } from "../connect/clients.ts";
import { entryFor } from "../connect/entry.ts";
import { FORMATS, isSameEntry } from "../connect/settings.ts";
import { connectHook } from "../hook/connect-hook.ts";
import { UserError, type ExitCode, type Shell } from "../shell.ts";
import { texts } from "../texts.ts";

const { mcp: words } = texts;

/** Writes Loopgate into the settings of an MCP client, or shows what it would write; a second run changes nothing. */
export async function connect(args: readonly string[], shell: Shell): Promise<ExitCode> {
  if (args.includes("--hook")) return connectHook(args, shell);
  const { file, url, print } = readConnect(args, shell);
  const settings = readClientFile(file);
  const entry = entryFor(file.client, shell, url, settings.entry);
  if (print) {
    shell.err.line(words.belongsInto(file.path));
    for (const line of FORMATS[file.format].snippet(entry).split("\n")) shell.out.line(line);
    return 0;
  }
  if (settings.entry && isSameEntry(settings.entry, entry)) {
    shell.out.line(words.unchanged(file.path));
    return 0;
  }
  const { copy } = writeClientFile(file, settings, entry);
  shell.out.line(words.written(file.path));
  if (copy !== undefined) shell.out.line(words.copied(copy));
  for (const line of nextSteps(file.client, shell, url)) shell.out.line(line);
  return 0;
}

function readConnect(args: readonly string[], { environment }: Shell) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      print: { type: "boolean" },
      http: { type: "boolean" },
      url: { type: "string" },
      scope: { type: "string" },
    },
  });
  const [name, ...others] = positionals;
  const client = CLIENTS.find((each) => each === name);
  if (!client && others.length === 0 && isHooked(name)) throw new UserError(words.onlyHook(name));
  if (!client || others.length > 0) throw new UserError(words.whichClient(CLIENTS));
  const url = values.url ?? (values.http === true ? environment.url : undefined);
  if (values.http === true && client === "claude-desktop") throw new UserError(words.noHttp);
  return { file: fileOf(client, values.scope, environment), url: url && endpoint(client, url), print: values.print };
}

function isHooked(name: string | undefined): name is HookClient {
  return HOOK_CLIENTS.some((each) => each === name);
}

function fileOf(client: ClientName, scope: string | undefined, environment: Shell["environment"]): ClientFile {
  const files = clientFiles(environment).filter((file) => file.client === client);
  const file = scope === undefined ? files[0] : files.find((each) => each.scope === scope);
  if (!file)
    throw new UserError(
      words.whichScope(
        client,
        files.map((each) => each.scope),
      ),
    );
  return file;
}

/** Where the client calls; Claude Desktop's bridge is told where the server is instead. */
function endpoint(client: ClientName, address: string): string {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new UserError(words.badUrl(address));
  if (client === "claude-desktop") return address.replace(/\/(mcp\/?)?$/, "");
  const url = new URL(address);
  if (url.pathname === "/") url.pathname = "/mcp";
  return url.href;
}

function nextSteps(client: ClientName, { environment: { all } }: Shell, url: string | undefined): readonly string[] {
  const secrets = ["TELEGRAM_BOT_TOKEN", "LOOPGATE_SECRET", "DB_URI"].filter((name) => all[name]?.trim());
  return [
    ...(secrets.length > 0 && url === undefined ? [words.secretsStay(secrets)] : []),
    words.restart[client],
    words.thenDoctor,
  ];
}
