import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import type { ClientConfig } from "pg";
import { StartRefused } from "../kit/failures.ts";

/** Reads DB_URI: a URL, or PostgreSQL's keyword string (`host=localhost port=5432 dbname='my db'`). Refuses what it does not know. */
export function parseConnectionString(text: string): ClientConfig {
  const words = /^postgres(ql)?:\/\//.test(text) ? fromUrl(text) : fromKeywords(text);
  const config: ClientConfig = {};
  let tls: Pick<ConnectionOptions, "ca"> = {};
  let mode = "prefer";
  for (const [word, value] of words) {
    if (word === "sslmode") mode = value;
    else if (word === "sslrootcert") tls = { ca: certificate(value) };
    else Object.assign(config, setting(word, value));
  }
  return { ...config, ssl: encryption(mode, tls) };
}

function setting(word: string, value: string): ClientConfig {
  switch (word) {
    case "host":
    case "hostaddr":
      return { host: value };
    case "port":
      return { port: wholeNumber(word, value) };
    case "user":
    case "password":
      return { [word]: value };
    case "dbname":
      return { database: value };
    case "application_name":
      return { application_name: value };
    case "options":
      return { options: value };
    case "connect_timeout":
      return { connectionTimeoutMillis: wholeNumber(word, value) * 1000 };
    default:
      throw new StartRefused(`DB_URI has a setting that Loopgate does not know: ${word}. Take it out.`);
  }
}

function wholeNumber(word: string, value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new StartRefused(`DB_URI: ${word} must be a whole number.`);
  return Number(value);
}

function certificate(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new StartRefused(`DB_URI: sslrootcert names ${file}, which cannot be read.`, { cause });
  }
}

/** As libpq reads `sslmode`, but that `prefer` and `allow` mean no encryption: they protect against nobody who listens. */
function encryption(mode: string, tls: Pick<ConnectionOptions, "ca">): ConnectionOptions | false {
  switch (mode) {
    case "disable":
    case "allow":
    case "prefer":
      return false;
    case "require":
      return { ...tls, rejectUnauthorized: false };
    case "verify-ca":
      return { ...tls, rejectUnauthorized: true, checkServerIdentity: () => undefined };
    case "verify-full":
      return { ...tls, rejectUnauthorized: true };
    default:
      throw new StartRefused("DB_URI: sslmode must be disable, prefer, require, verify-ca or verify-full.");
  }
}

function fromUrl(text: string): readonly (readonly [string, string])[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw new StartRefused("DB_URI is not a valid URL; percent-encode special characters of the password.");
  const parts = [
    ["host", decodeURIComponent(url.hostname.replace(/^\[|\]$/g, ""))],
    ["port", url.port],
    ["user", decodeURIComponent(url.username)],
    ["password", decodeURIComponent(url.password)],
    ["dbname", decodeURIComponent(url.pathname.slice(1))],
  ] as const;
  return [...parts.filter(([, value]) => value !== ""), ...url.searchParams.entries()];
}

/** `word = value` pairs; a value in single quotes may hold spaces, and a backslash takes the next character as it is (libpq). */
function fromKeywords(text: string): readonly (readonly [string, string])[] {
  const pair = /\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?=\s|$)/y;
  const words: (readonly [string, string])[] = [];
  const rest = text.trimEnd();
  while (pair.lastIndex < rest.length) {
    const match = pair.exec(rest);
    if (!match)
      throw new StartRefused("DB_URI is neither a postgres:// URL nor words such as host=localhost dbname=loopgate.");
    words.push([match[1] ?? "", (match[2] ?? match[3] ?? "").replaceAll(/\\(.)/g, "$1")]);
  }
  return words;
}
