/** Every setting of the server, with its default as text. The table in the README is made from this. */
export const SETTINGS = {
  TELEGRAM_BOT_TOKEN: {
    default: "",
    meaning: "Token of your bot, from @BotFather; without it people answer in the inbox. Or `TELEGRAM_BOT_TOKEN_FILE`.",
  },
  SERVER_PORT: { default: "8080", meaning: "Port of the server." },
  LOG_LEVEL: { default: "info", meaning: "`debug`, `info`, `warn`, `error` or `silent`." },
  REQUEST_TIMEOUT: {
    default: "300",
    meaning: "Seconds after which a request ends as `timeout`, where it names no time of its own.",
  },
  MAX_CONCURRENT_REQUESTS: {
    default: "100",
    meaning:
      "How many requests of one client, and of one API key, may be pending; the next gets 429. Ten times as many in one tenant.",
  },
  DB_ADAPTER: { default: "sqlite", meaning: "`sqlite`, `postgres` or `memory` (nothing survives a restart)." },
  DB_URI: {
    default: "",
    meaning: "A file for SQLite (default: `loopgate.db` in `DATA_DIR`); for PostgreSQL an address or a keyword string.",
  },
  HOST: { default: "127.0.0.1", meaning: "Address to listen on. Anything but loopback is served mode." },
  PUBLIC_URL: { default: "", meaning: "Where people and agents reach Loopgate, if that is not this machine." },
  LOOPGATE_AUTH: {
    default: "auto",
    meaning:
      "`keys`: every agent needs an API key, also on this machine; so it is by itself (`auto`) where other machines reach the server. `none`: no keys, since something in front protects the server.",
  },
  REGISTRATION: {
    default: "auto",
    meaning:
      "Who may make an account: `open` anybody, `invite` who was invited, `closed` nobody by himself. `auto` is `open` in local mode and `invite` where other machines reach the server.",
  },
  OAUTH_REGISTRATION: {
    default: "off",
    meaning:
      "`on`: an MCP client may register itself for OAuth, which older ones need. `off`: it names a document that describes it.",
  },
  RATE_LIMIT: {
    default: "3000",
    meaning: "Calls a minute of one API key, and of one account, on one node; the next gets 429.",
  },
  ALLOWED_ORIGINS: {
    default: "",
    meaning:
      "Origins, divided by commas, whose pages may call with an API key from a browser (CORS), such as `https://app.example.com`.",
  },
  CALLBACK_HOSTS: {
    default: "",
    meaning:
      "Hosts to which answers may be sent, divided by commas: `hooks.example.com`, `*.example.com`, `localhost:3000`, `http://n8n.lan:5678`, `*` for any with https, `none`. Without it local mode sends to this machine only (ports from 1024), served mode to any public host with https.",
  },
  CALLBACK_NETWORKS: {
    default: "",
    meaning:
      "Networks that are not public and to which names in `CALLBACK_HOSTS` may lead, divided by commas, such as `192.168.1.0/24`.",
  },
  PUSH_HOSTS: {
    default: "",
    meaning:
      "Push services, divided by commas, that browsers may be woken through besides those of Chrome, Firefox, Edge and Safari: `push.example.com`, `*.push.example.com`.",
  },
  LOOPGATE_SECRET: {
    default: "",
    meaning:
      "Master secret, at least 32 bytes; every other key is derived from it. Made by itself beside an SQLite file, required with PostgreSQL. Or `LOOPGATE_SECRET_FILE`.",
  },
  LOOPGATE_SECRET_PREVIOUS: {
    default: "",
    meaning:
      "The master secret before this one, while a change goes on: what it signed or sealed still counts, and nothing new is made with it. Or `LOOPGATE_SECRET_PREVIOUS_FILE`.",
  },
  TELEGRAM_RESPONDERS: {
    default: "",
    meaning:
      "Numbers of the people who may answer, divided by commas, the owner first. Without it the first private chat that is registered is the owner's.",
  },
  TELEGRAM_MODE: {
    default: "poll",
    meaning: "`poll` asks Telegram for updates; `webhook` is called by it at `PUBLIC_URL` (https).",
  },
  TELEGRAM_API_ROOT: {
    default: "https://api.telegram.org",
    meaning: "Another Bot API server: your own, or the double that `npm run fake-telegram` starts.",
  },
  DEFAULT_RISK: {
    default: "medium",
    meaning: "Risk of a request that names none: `low`, `medium`, `high` or `critical`. An agent can only raise it.",
  },
  LOOPGATE_LANGUAGE: {
    default: "en",
    meaning: "`en` or `de`: the language of Telegram and of notifications. The inbox goes by the browser.",
  },
  TERMINAL_ANSWERS: {
    default: "fallback",
    meaning:
      "`all` lets the terminal answer everything, also once Telegram is linked; `fallback` only what a chat cannot, and only a no once somebody has a passkey.",
  },
  RETENTION_DAYS: {
    default: "",
    meaning:
      "Ended requests and their events are deleted after this many days; empty keeps them. Sign-ins, codes, links, invitations and OAuth tokens that have ended are always deleted, after as many days or 30.",
  },
  DATA_DIR: {
    default: "",
    meaning:
      "Folder of the database, the master secret and the operator's credential (default: `loopgate` in your user's state folder).",
  },
} as const satisfies Record<string, { readonly default: string; readonly meaning: string }>;

export type SettingName = keyof typeof SETTINGS;
