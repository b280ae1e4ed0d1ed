import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Risk } from "@loopgate/contract";
import type { TerminalAnswers } from "./gate/policy.ts";
import { StartRefused } from "./kit/failures.ts";
import type { LogLevel } from "./kit/log.ts";
import { SETTINGS, type SettingName } from "./settings.ts";

export type Config = {
  readonly port: number;
  readonly host: string;
  readonly publicUrl: URL | undefined;
  readonly mode: "local" | "served";
  /** `none`: something in front of Loopgate protects it. */
  readonly auth: "auto" | "none" | "keys";
  readonly registration: "open" | "invite" | "closed";
  /** Whether a client of OAuth may register itself. */
  readonly dynamicClients: boolean;
  /** Of one API key. */
  readonly callsPerMinute: number;
  /** Whose pages may call besides our own. */
  readonly allowedOrigins: readonly string[];
  /** Hosts to which answers may be sent; empty is the mode's own rule. */
  readonly callbackHosts: readonly string[];
  /** Networks that are not public, to which they may lead. */
  readonly callbackNetworks: readonly string[];
  /** Push services besides the known ones. */
  readonly pushHosts: readonly string[];
  readonly logLevel: LogLevel;
  readonly requestTimeoutMs: number;
  readonly mostPending: number;
  readonly defaultRisk: Risk;
  readonly terminalAnswers: TerminalAnswers;
  /** Of what the server itself says to people; a page of the inbox goes by its browser. */
  readonly language: "en" | "de";
  readonly dataDir: string;
  readonly database: { readonly adapter: "sqlite" | "postgres" | "memory"; readonly uri: string };
  readonly secret: string | undefined;
  /** The master secret before this one, while what it signed still counts. */
  readonly previousSecret: string | undefined;
  readonly retentionMs: number | undefined;
  readonly telegram: TelegramConfig | undefined;
};

export type TelegramConfig = {
  readonly token: string;
  readonly apiRoot: string;
  readonly responders: readonly string[];
  readonly mode: "poll" | "webhook";
};

/** The environment of a process: the only way in for settings. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings of this process; throws StartRefused with one line that names the bad one. */
export function readConfig(environment: Environment): Config {
  refuseUnknown(environment);
  const settings = reader(environment);
  const host = settings.text("HOST");
  const publicUrl = settings.url("PUBLIC_URL");
  const auth = settings.oneOf("LOOPGATE_AUTH", ["auto", "none", "keys"]);
  const mode =
    auth === "keys" || !isLoopback(host) || (publicUrl && !isLoopback(publicUrl.hostname)) ? "served" : "local";
  const dataDir = settings.text("DATA_DIR") || defaultDataDir(environment);
  const database = databaseOf(settings, dataDir);
  const secret = settings.secret("LOOPGATE_SECRET");
  const previousSecret = settings.secret("LOOPGATE_SECRET_PREVIOUS");
  for (const [name, value] of [
    ["LOOPGATE_SECRET", secret],
    ["LOOPGATE_SECRET_PREVIOUS", previousSecret],
  ] as const)
    if (value !== undefined && Buffer.byteLength(value) < 32)
      refuse(name, "must be at least 32 bytes long, such as the output of `openssl rand -hex 32`");
  if (database.adapter === "postgres" && secret === undefined)
    refuse(
      "LOOPGATE_SECRET",
      "is required with PostgreSQL, the same on every node, such as the output of `openssl rand -hex 32`",
    );
  return Object.freeze({
    port: settings.number("SERVER_PORT", 0, 65_535),
    host,
    publicUrl,
    mode,
    auth,
    registration: registrationOf(settings, mode),
    dynamicClients: settings.oneOf("OAUTH_REGISTRATION", ["off", "on"]) === "on",
    callsPerMinute: settings.number("RATE_LIMIT", 1, 10_000_000),
    allowedOrigins: originsOf(settings),
    callbackHosts: callbackHostsOf(settings),
    callbackNetworks: callbackNetworksOf(settings),
    pushHosts: pushHostsOf(settings),
    logLevel: settings.oneOf("LOG_LEVEL", ["debug", "info", "warn", "error", "silent"]),
    requestTimeoutMs: settings.number("REQUEST_TIMEOUT", 1, 2_592_000) * 1000,
    mostPending: settings.number("MAX_CONCURRENT_REQUESTS", 1, 1_000_000),
    defaultRisk: settings.oneOf("DEFAULT_RISK", ["low", "medium", "high", "critical"]),
    terminalAnswers: settings.oneOf("TERMINAL_ANSWERS", ["fallback", "all"]),
    language: settings.oneOf("LOOPGATE_LANGUAGE", ["en", "de"]),
    dataDir,
    database,
    secret,
    previousSecret,
    retentionMs:
      settings.text("RETENTION_DAYS") === "" ? undefined : settings.number("RETENTION_DAYS", 1, 36_500) * 86_400_000,
    telegram: telegramOf(settings, publicUrl),
  });
}

function registrationOf(settings: Reader, mode: Config["mode"]): Config["registration"] {
  const registration = settings.oneOf("REGISTRATION", ["auto", "open", "invite", "closed"]);
  if (registration !== "auto") return registration;
  return mode === "local" ? "open" : "invite";
}

function originsOf(settings: Reader): readonly string[] {
  const origins = listOf(settings.text("ALLOWED_ORIGINS"));
  const bad = origins.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin);
  if (bad !== undefined)
    refuse("ALLOWED_ORIGINS", `must be origins such as https://app.example.com, divided by commas; "${bad}" is none`);
  return origins;
}

function pushHostsOf(settings: Reader): readonly string[] {
  const hosts = listOf(settings.text("PUSH_HOSTS"));
  const bad = hosts.find((host) => !/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:[1-9]\d{0,4})?$/.test(host));
  if (bad !== undefined)
    refuse(
      "PUSH_HOSTS",
      `must be host names such as push.example.com or *.example.com, divided by commas; "${bad}" is none`,
    );
  return hosts;
}

function callbackHostsOf(settings: Reader): readonly string[] {
  const hosts = listOf(settings.text("CALLBACK_HOSTS"));
  const bad = hosts.find(
    (host) => !/^(none|(https?:\/\/)?(\*|(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[\da-f:]+\])(:[1-9]\d{0,4})?)$/.test(host),
  );
  if (bad !== undefined)
    refuse(
      "CALLBACK_HOSTS",
      `must be hosts such as hooks.example.com, *.example.com, localhost:3000 or http://n8n.lan:5678, divided by commas; "${bad}" is none`,
    );
  return hosts;
}

function callbackNetworksOf(settings: Reader): readonly string[] {
  const networks = listOf(settings.text("CALLBACK_NETWORKS"));
  const bad = networks.find((network) => {
    const [address = "", bits = "0", ...more] = network.split("/");
    const most = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
    return more.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most;
  });
  if (bad !== undefined)
    refuse("CALLBACK_NETWORKS", `must be networks such as 192.168.1.0/24, divided by commas; "${bad}" is none`);
  return networks;
}

/** Words divided by commas or spaces. */
function listOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}

function databaseOf(settings: Reader, dataDir: string): Config["database"] {
  const adapter = settings.oneOf("DB_ADAPTER", ["sqlite", "postgres", "memory"]);
  const uri = settings.text("DB_URI");
  if (adapter === "postgres" && uri === "")
    refuse(
      "DB_URI",
      "is required with DB_ADAPTER=postgres: a postgres:// address, or a keyword string such as `host=localhost port=5432 user=loopgate dbname=loopgate`",
    );
  if (adapter === "sqlite" && /^(postgres(ql)?:\/\/|.*\bhost=)/.test(uri))
    refuse("DB_URI", "is a PostgreSQL address, but DB_ADAPTER is sqlite: set DB_ADAPTER=postgres");
  return { adapter, uri: adapter === "sqlite" && uri === "" ? join(dataDir, "loopgate.db") : uri };
}

function telegramOf(settings: Reader, publicUrl: URL | undefined): TelegramConfig | undefined {
  const token = settings.secret("TELEGRAM_BOT_TOKEN");
  if (token !== undefined && !/^\d+:[\w-]+$/.test(token))
    refuse("TELEGRAM_BOT_TOKEN", "must look like 123456789:AA…, as @BotFather gives it");
  const responders = listOf(settings.text("TELEGRAM_RESPONDERS"));
  const stranger = responders.find((id) => !/^[1-9]\d{0,15}$/.test(id));
  if (stranger !== undefined)
    refuse(
      "TELEGRAM_RESPONDERS",
      `must be numbers of people, divided by commas; "${stranger}" is none (a group is a place, never a responder)`,
    );
  const mode = settings.oneOf("TELEGRAM_MODE", ["poll", "webhook"]);
  if (mode === "webhook" && publicUrl?.protocol !== "https:")
    refuse("TELEGRAM_MODE", "webhook needs a PUBLIC_URL that begins with https://");
  const apiRoot = settings.url("TELEGRAM_API_ROOT");
  if (token === undefined) return undefined;
  return { token, apiRoot: (apiRoot?.href ?? "").replace(/\/$/, ""), responders: [...new Set(responders)], mode };
}

type Reader = ReturnType<typeof reader>;

function reader(environment: Environment) {
  const text = (name: SettingName): string => (environment[name] ?? "").trim() || SETTINGS[name].default;
  return {
    text,
    number(name: SettingName, least: number, most: number): number {
      const value = text(name);
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= least && number <= most))
        refuse(name, `must be a whole number from ${least} to ${most}, not "${value}"`);
      return number;
    },
    oneOf<T extends string>(name: SettingName, choices: readonly T[]): T {
      const value = text(name);
      const choice = choices.find((each) => each === value);
      return choice ?? refuse(name, `must be one of ${choices.join(", ")}, not "${value}"`);
    },
    url(name: SettingName): URL | undefined {
      const value = text(name);
      if (value === "") return undefined;
      const url = URL.canParse(value) ? new URL(value) : undefined;
      return url && /^https?:$/.test(url.protocol) && url.username === ""
        ? url
        : refuse(name, "must be an http or https address without a user name");
    },
    /** From the variable, or from the file that its `_FILE` twin names. */
    secret(name: "LOOPGATE_SECRET" | "LOOPGATE_SECRET_PREVIOUS" | "TELEGRAM_BOT_TOKEN"): string | undefined {
      const file = (environment[`${name}_FILE`] ?? "").trim();
      const value = (environment[name] ?? "").trim();
      if (value !== "" && file !== "") refuse(name, `is set twice: as ${name} and as ${name}_FILE; keep one`);
      return file === "" ? value || undefined : readSecretFile(name, file);
    },
  };
}

function readSecretFile(name: SettingName, file: string): string {
  try {
    const value = readFileSync(file, "utf8").trim();
    return value === "" ? refuse(`${name}_FILE`, "names an empty file") : value;
  } catch (error) {
    if (error instanceof StartRefused) throw error;
    return refuse(`${name}_FILE`, `names a file that cannot be read: ${file}`);
  }
}

/** A mistyped setting of ours would otherwise be silently without effect. */
function refuseUnknown(environment: Environment): void {
  const known = new Set([...Object.keys(SETTINGS), "LOOPGATE_SECRET_FILE", "LOOPGATE_SECRET_PREVIOUS_FILE"]);
  const unknown = Object.keys(environment).find(
    (name) => name.startsWith("LOOPGATE_") && !known.has(name) && !CLIENT_SETTINGS.has(name),
  );
  if (unknown !== undefined) refuse(unknown, "is not a setting of Loopgate; see the settings table in the README");
}

/** Read by the command line and by tools around the server, not by the server itself. */
const CLIENT_SETTINGS = new Set(["LOOPGATE_URL", "LOOPGATE_API_KEY", "LOOPGATE_ORIGINAL_README"]);

function refuse(name: string, problem: string): never {
  throw new StartRefused(`${name} ${problem}.`);
}

/** The user's own state folder, never the working directory. */
function defaultDataDir(environment: Environment): string {
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "loopgate");
  if (process.platform === "win32")
    return join(environment["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "loopgate");
  return join(environment["XDG_STATE_HOME"] || join(homedir(), ".local", "state"), "loopgate");
}

/** Whether only this machine can reach the host. */
export function isLoopback(host: string): boolean {
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "::1" ||
    host === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(host)
  );
}
