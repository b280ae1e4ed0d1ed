import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isLoopback, readConfig, type Environment } from "./config.ts";
import { StartRefused } from "./kit/failures.ts";
import { SETTINGS } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "loopgate-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
const secret = "0123456789abcdef0123456789abcdef";
const token = "123456789:AAabc_def-ghi";

/** The line with which a start is refused. */
function refusal(environment: Environment): string {
  try {
    readConfig(environment);
  } catch (error) {
    return error instanceof StartRefused ? error.message : `(a mistake of ours) ${String(error)}`;
  }
  return "started";
}

describe("a bad value stops the start with one line that names it", () => {
  const bad: readonly (readonly [string, Environment])[] = [
    ["SERVER_PORT", { SERVER_PORT: "http" }],
    ["SERVER_PORT", { SERVER_PORT: "65536" }],
    ["SERVER_PORT", { SERVER_PORT: "-1" }],
    ["SERVER_PORT", { SERVER_PORT: "80.5" }],
    ["LOG_LEVEL", { LOG_LEVEL: "verbose" }],
    ["REQUEST_TIMEOUT", { REQUEST_TIMEOUT: "0" }],
    ["REQUEST_TIMEOUT", { REQUEST_TIMEOUT: "2592001" }],
    ["REQUEST_TIMEOUT", { REQUEST_TIMEOUT: "5m" }],
    ["MAX_CONCURRENT_REQUESTS", { MAX_CONCURRENT_REQUESTS: "0" }],
    ["MAX_CONCURRENT_REQUESTS", { MAX_CONCURRENT_REQUESTS: "many" }],
    ["DB_ADAPTER", { DB_ADAPTER: "mysql" }],
    ["DB_URI", { DB_ADAPTER: "postgres", LOOPGATE_SECRET: secret }],
    ["DB_URI", { DB_URI: "postgres://localhost/loopgate" }],
    ["DB_URI", { DB_URI: "host=localhost dbname=loopgate" }],
    ["PUBLIC_URL", { PUBLIC_URL: "gate.example.com" }],
    ["PUBLIC_URL", { PUBLIC_URL: "ftp://gate.example.com" }],
    ["PUBLIC_URL", { PUBLIC_URL: "https://me:secret@gate.example.com" }],
    ["LOOPGATE_AUTH", { LOOPGATE_AUTH: "off" }],
    ["REGISTRATION", { REGISTRATION: "everybody" }],
    ["OAUTH_REGISTRATION", { OAUTH_REGISTRATION: "yes" }],
    ["RATE_LIMIT", { RATE_LIMIT: "0" }],
    ["ALLOWED_ORIGINS", { ALLOWED_ORIGINS: "https://app.example.com/" }],
    ["ALLOWED_ORIGINS", { ALLOWED_ORIGINS: "https://app.example.com, *" }],
    ["ALLOWED_ORIGINS", { ALLOWED_ORIGINS: "null" }],
    ...["https://", "ftp://x", "*.*.example", "a/b", "localhost:0", "Hooks.example.com"].map(
      (hosts) => ["CALLBACK_HOSTS", { CALLBACK_HOSTS: `hooks.example.com, ${hosts}` }] as const,
    ),
    ...["10.0.0.0/33", "127.1", "lan", "10.0.0.0/", "::1/129", "10.0.0.0/8/8"].map(
      (networks) => ["CALLBACK_NETWORKS", { CALLBACK_NETWORKS: networks }] as const,
    ),
    ["PUSH_HOSTS", { PUSH_HOSTS: "https://push.example.com" }],
    ["PUSH_HOSTS", { PUSH_HOSTS: "push.example.com, *" }],
    ["PUSH_HOSTS", { PUSH_HOSTS: "*.com" }],
    ["LOOPGATE_SECRET", { LOOPGATE_SECRET: "short" }],
    ["LOOPGATE_SECRET_PREVIOUS", { LOOPGATE_SECRET: secret, LOOPGATE_SECRET_PREVIOUS: "short" }],
    ["LOOPGATE_SECRET", { DB_ADAPTER: "postgres", DB_URI: "postgres://localhost/loopgate" }],
    ["LOOPGATE_SECRET", { LOOPGATE_SECRET: secret, LOOPGATE_SECRET_FILE: file("twice", secret) }],
    ["LOOPGATE_SECRET_FILE", { LOOPGATE_SECRET_FILE: join(folder, "missing") }],
    ["LOOPGATE_SECRET_FILE", { LOOPGATE_SECRET_FILE: file("empty", "\n") }],
    ["LOOPGATE_SECRET_FILE", { LOOPGATE_SECRET_FILE: folder }],
    ["TELEGRAM_BOT_TOKEN", { TELEGRAM_BOT_TOKEN: "my token" }],
    ["TELEGRAM_BOT_TOKEN_FILE", { TELEGRAM_BOT_TOKEN_FILE: join(folder, "missing") }],
    ["TELEGRAM_RESPONDERS", { TELEGRAM_BOT_TOKEN: token, TELEGRAM_RESPONDERS: "12, -100200" }],
    ["TELEGRAM_RESPONDERS", { TELEGRAM_RESPONDERS: "@ann" }],
    ["TELEGRAM_MODE", { TELEGRAM_MODE: "push" }],
    ["TELEGRAM_MODE", { TELEGRAM_BOT_TOKEN: token, TELEGRAM_MODE: "webhook" }],
    ["TELEGRAM_MODE", { TELEGRAM_BOT_TOKEN: token, TELEGRAM_MODE: "webhook", PUBLIC_URL: "http://localhost" }],
    ["TELEGRAM_API_ROOT", { TELEGRAM_API_ROOT: "api.telegram.org" }],
    ["DEFAULT_RISK", { DEFAULT_RISK: "none" }],
    ["TERMINAL_ANSWERS", { TERMINAL_ANSWERS: "yes" }],
    ["LOOPGATE_LANGUAGE", { LOOPGATE_LANGUAGE: "fr" }],
    ["RETENTION_DAYS", { RETENTION_DAYS: "0" }],
    ["RETENTION_DAYS", { RETENTION_DAYS: "forever" }],
    ["LOOPGATE_SECRETS", { LOOPGATE_SECRETS: secret }],
    ["LOOPGATE_AUTH_FILE", { LOOPGATE_AUTH_FILE: "/run/secrets/auth" }],
  ];
  test.each(bad)("%s of %j", (name, environment) => {
    const line = refusal(environment);
    expect(line.split(" ")[0]).toBe(name);
    expect(line).not.toContain("\n");
    for (const value of [secret, token]) expect(line).not.toContain(value);
  });

  test("and every setting but the free texts is among them", () => {
    const named = new Set(bad.map(([name]) => name));
    expect(Object.keys(SETTINGS).filter((name) => !named.has(name))).toEqual(["HOST", "DATA_DIR"]);
  });
});

describe("without any setting", () => {
  const config = readConfig({});
  test("it is local, on SQLite, as the settings table says", () => {
    expect(config).toMatchObject({
      host: "127.0.0.1",
      port: 8080,
      mode: "local",
      auth: "auto",
      logLevel: "info",
      requestTimeoutMs: 300_000,
      mostPending: 100,
      defaultRisk: "medium",
      terminalAnswers: "fallback",
      language: "en",
      retentionMs: undefined,
      secret: undefined,
      telegram: undefined,
    });
    expect(config.database).toEqual({ adapter: "sqlite", uri: join(config.dataDir, "loopgate.db") });
  });
  test("its data is in the user's state folder, never in the working directory", () => {
    expect(config.dataDir.startsWith(homedir()) && config.dataDir.endsWith("loopgate")).toBe(true);
    expect(readConfig({ XDG_STATE_HOME: "/var/state" }).dataDir).toBe(
      process.platform === "linux" ? "/var/state/loopgate" : config.dataDir,
    );
    expect(readConfig({ DATA_DIR: "/srv/gate" }).database.uri).toBe("/srv/gate/loopgate.db");
  });
  test("nobody changes it afterwards", () => {
    expect(Object.isFrozen(config)).toBe(true);
  });
  test("blanks around a value and empty values are as if they were not there", () => {
    expect(readConfig({ SERVER_PORT: " 9000 ", LOG_LEVEL: "", TELEGRAM_BOT_TOKEN: " " })).toMatchObject({
      port: 9000,
      logLevel: "info",
      telegram: undefined,
    });
  });
});

describe("served", () => {
  test.each([{ HOST: "0.0.0.0" }, { HOST: "192.168.1.4" }, { HOST: "::" }, { PUBLIC_URL: "https://gate.example.com" }])(
    "is %j: agents need keys, and an account needs an invitation",
    (environment) => {
      expect(readConfig(environment)).toMatchObject({ mode: "served", auth: "auto", registration: "invite" });
      expect(readConfig({ ...environment, LOOPGATE_AUTH: "none" })).toMatchObject({ mode: "served", auth: "none" });
    },
  );
  test("is what LOOPGATE_AUTH=keys says of this machine too; REGISTRATION has its own say", () => {
    expect(readConfig({ LOOPGATE_AUTH: "keys" })).toMatchObject({ mode: "served", registration: "invite" });
    expect(readConfig({ LOOPGATE_AUTH: "keys", REGISTRATION: "open" }).registration).toBe("open");
    expect(readConfig({}).registration).toBe("open");
  });
  test.each([{ HOST: "::1" }, { HOST: "localhost" }, { HOST: "127.0.0.9" }, { PUBLIC_URL: "http://localhost:8080" }])(
    "is not %j",
    (environment) => {
      expect(readConfig(environment).mode).toBe("local");
    },
  );
  test.each(["127.0.0.1.evil.example", "localhost.evil.example", "0.0.0.0", "evil.example", "::2", "128.0.0.1"])(
    "%s is not this machine",
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});

describe("a secret", () => {
  test("is read from the file that its twin names, without the last line feed", () => {
    const environment = {
      LOOPGATE_SECRET_FILE: file("secret", `${secret}\n`),
      TELEGRAM_BOT_TOKEN_FILE: file("token", `${token}\n`),
    };
    expect(readConfig(environment)).toMatchObject({ secret, telegram: { token } });
  });
  test("opens PostgreSQL, the same on every node", () => {
    const environment = { DB_ADAPTER: "postgres", DB_URI: "postgres://localhost/loopgate", LOOPGATE_SECRET: secret };
    expect(readConfig(environment).database).toEqual({ adapter: "postgres", uri: "postgres://localhost/loopgate" });
  });
});

test("Telegram's responders are each named once, the owner first", () => {
  const { telegram } = readConfig({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_RESPONDERS: "42, 7 42,9" });
  expect(telegram).toEqual({ token, apiRoot: "https://api.telegram.org", responders: ["42", "7", "9"], mode: "poll" });
});
