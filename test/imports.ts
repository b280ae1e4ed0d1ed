/** The table of who may import whom, and its reading. */
import { posix } from "node:path";
import { at, importsOf, isTest, type Import, type Source } from "./sources.ts";

/**
 * What one folder may import. `folders` are names of rows; `types` are folders of which only types are taken (they are gone
 * at run time); `names` are the only values taken from a folder or package; `packages` come from outside the repo.
 */
type Row = {
  readonly at: RegExp;
  readonly folders?: readonly string[];
  readonly types?: readonly string[];
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly packages?: readonly string[];
  /** Node's own modules; `true` is all of them. */
  readonly node?: true;
};

const everything = true;

/** The first row that matches a path is its row. A folder of the server without a row is refused. */
const table: Readonly<Record<string, Row | typeof everything>> = {
  // Browsers and SDKs use these, so nothing comes along with them.
  "contract/plain": {
    at: /^contract\/src\/(canonical|visible|look-alikes|form|credentials)\.ts$/,
    types: ["contract"],
  },
  contract: { at: /^contract\//, folders: ["contract/plain"], packages: ["zod"] },
  kit: { at: /^server\/src\/kit\//, packages: ["pino"], node: true },
  gate: { at: /^server\/src\/gate\//, folders: ["contract"], types: ["kit"], names: { "node:crypto": ["hash"] } },
  texts: { at: /^server\/src\/texts\//, types: ["contract"] },
  db: { at: /^server\/src\/db\//, folders: ["kit"], packages: ["kysely", "better-sqlite3", "pg"], node: true },
  jobs: { at: /^server\/src\/jobs\//, folders: ["db", "kit"], packages: ["kysely"] },
  http: {
    at: /^server\/src\/http\//,
    folders: ["contract", "kit", "version"],
    packages: ["hono", "@hono/node-server", "ws", "zod", "zod-openapi", "undici", "ipaddr.js"],
    node: true,
  },
  store: { at: /^server\/src\/store\//, folders: ["gate", "contract", "db", "jobs", "kit"], packages: ["kysely"] },
  access: {
    at: /^server\/src\/access\//,
    folders: ["gate", "contract", "db", "kit", "http"],
    types: ["texts"],
    packages: ["@simplewebauthn/server", "better-auth", "kysely", "hono", "zod"],
    node: true,
  },
  "channels/telegram": {
    at: /^server\/src\/channels\/telegram\//,
    folders: ["gate", "contract", "texts", "db", "http", "kit"],
    types: ["access"],
    names: { access: ["authenticate"] },
    packages: ["grammy", "kysely", "hono", "zod"],
    node: true,
  },
  channels: {
    at: /^server\/src\/channels\/[\w-]+\//,
    folders: ["gate", "contract", "texts", "db", "http", "kit"],
    types: ["access"],
    names: { access: ["authenticate"] },
    packages: ["kysely", "hono", "zod"],
    node: true,
  },
  "agents/webhooks": {
    at: /^server\/src\/agents\/webhooks\//,
    folders: ["agents/shared", "gate", "contract", "access", "http", "kit", "db", "jobs"],
    packages: ["kysely", "hono", "zod"],
    node: true,
  },
  // Composes the doors for agents, and is in none of them.
  "agents/doors": {
    at: /^server\/src\/agents\/doors\.ts$/,
    folders: ["agents/shared", "agents/mcp", "agents/hooks", "agents/webhooks", "agents", "gate", "http", "kit", "db"],
    types: ["texts", "jobs"],
  },
  // What every door for agents shares; it knows none of them.
  "agents/shared": {
    at: /^server\/src\/agents\/[\w-]+\.ts$/,
    folders: ["gate", "contract", "http"],
    types: ["texts"],
    packages: ["zod"],
  },
  "agents/mcp": {
    at: /^server\/src\/agents\/mcp\//,
    folders: ["agents/shared", "gate", "contract", "access", "http", "kit", "db", "version"],
    types: ["texts"],
    packages: ["@modelcontextprotocol/server", "hono", "kysely", "zod"],
    node: true,
  },
  "agents/hooks": {
    at: /^server\/src\/agents\/hooks\//,
    folders: ["agents/shared", "gate", "contract", "http", "kit"],
    types: ["texts"],
    packages: ["zod"],
    node: true,
  },
  agents: {
    at: /^server\/src\/agents\/[\w-]+\//,
    folders: ["agents/shared", "gate", "contract", "access", "http", "kit", "version"],
    packages: ["hono", "zod"],
    node: true,
  },
  dispatch: { at: /^server\/src\/dispatch\//, folders: ["gate", "contract", "jobs", "kit"] },
  version: { at: /^server\/src\/version\.ts$/ },
  config: {
    at: /^server\/src\/(config|settings)\.ts$/,
    folders: ["contract", "gate", "kit", "db"],
    packages: ["zod"],
    node: true,
  },
  main: everything,
  // Each adapter needs its framework, and the rest of the client nothing at all: it runs in browsers.
  "client/adapters": {
    at: /^client\/src\/(ai-sdk|openai-agents|langchain|langgraph)\.ts$/,
    folders: ["client"],
    packages: ["ai", "@openai/agents", "langchain", "@langchain/langgraph"],
  },
  client: { at: /^client\// },
  // The one door to the server, which `serve` and `restore` take.
  "cli/server": { at: /^cli\/src\/server\.ts$/, folders: ["cli", "main"] },
  cli: {
    at: /^cli\//,
    folders: ["cli/server", "contract", "client", "texts"],
    packages: ["smol-toml", "yocto-spinner"],
    node: true,
  },
  // The page talks to the server by the public API only; what it takes from others runs in a browser.
  inbox: {
    at: /^inbox\/src\//,
    folders: ["contract/plain", "texts"],
    types: ["contract"],
    packages: ["react", "react-dom", "@tanstack/react-query", "wouter", "lucide-react", "diff"],
  },
  "inbox/build": {
    at: /^inbox\/build\.ts$/,
    packages: ["vite", "@vitejs/plugin-react", "@tailwindcss/vite"],
    node: true,
  },
  "fake-telegram": {
    at: /^fake-telegram\//,
    packages: ["@gramio/types", "@grammyjs/types", "ajv", "ts-json-schema-generator"],
    node: true,
  },
};

/** Those that compose the server or open it (`restore` works on a database that no server has open), and what is not shipped. */
const composes = /^server\/src\/(main|index|restore|migrations)\.ts$/;
const unshipped = /^(test|examples|bench|scripts)\/|^[\w.-]+\.ts$/;

/** A package of this repo is the folder behind its front door. */
const ownPackages: Readonly<Record<string, string>> = {
  "@loopgate/contract": "contract/src/index.ts",
  "@loopgate/contract/canonical": "contract/src/canonical.ts",
  "@loopgate/contract/credentials": "contract/src/credentials.ts",
  "@loopgate/contract/form": "contract/src/form.ts",
  "@loopgate/contract/look-alikes": "contract/src/look-alikes.ts",
  "@loopgate/contract/visible": "contract/src/visible.ts",
  "@loopgate/client": "client/src/index.ts",
  "@loopgate/client/caller": "client/src/caller.ts",
  "@loopgate/client/world": "client/src/world.ts",
  "@loopgate/server": "server/src/index.ts",
  "@loopgate/server/texts": "server/src/texts/index.ts",
  "@loopgate/server/texts/inbox": "server/src/texts/inbox.ts",
  "@loopgate/fake-telegram": "fake-telegram/src/index.ts",
};

/** Each import that the table does not allow, as a sentence. */
export function breachesOfImports(files: readonly Source[]): string[] {
  return files
    .filter(({ path }) => !isTest(path) && !unshipped.test(path))
    .flatMap((file) => {
      const from = folderOf(file.path);
      if (from === "main") return [];
      const row = from === undefined ? undefined : table[from];
      if (from === undefined || row === undefined || row === everything)
        return [`${file.path} is in no folder of the table`];
      return importsOf(file)
        .filter((each) => !allowed(file.path, from, row, each))
        .map((each) => `${at(file, each.offset)} (${from}) imports ${each.specifier}`);
    });
}

function folderOf(path: string): string | undefined {
  if (composes.test(path)) return "main";
  return Object.entries(table).find(([, row]) => row !== everything && row.at.test(path))?.[0];
}

/** A channel, and a door for agents, is a folder of its own: they share a row, but never import each other. */
function siblings(from: string, to: string): boolean {
  const part = /^server\/src\/(?:channels|agents)\/([\w-]+)\//;
  return part.exec(from)?.[1] === part.exec(to)?.[1];
}

function allowed(path: string, from: string, row: Row, { specifier, names, typeOnly }: Import): boolean {
  if (specifier.startsWith("node:")) return row.node === true || onlyNames(row.names?.[specifier], names);
  const target = specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : ownPackages[specifier];
  if (target === undefined) return row.packages?.includes(packageOf(specifier)) === true;
  // A package is entered by its front door only.
  if (specifier.startsWith(".") && packageFolder(path) !== packageFolder(target)) return false;
  const to = folderOf(target);
  if (to === undefined) return false;
  if (to === from) return siblings(path, target);
  if (row.folders?.includes(to)) return true;
  if (row.types?.includes(to) && typeOnly) return true;
  return onlyNames(row.names?.[to], names);
}

function onlyNames(values: readonly string[] | undefined, names: Import["names"]): boolean {
  return (
    values !== undefined && names.length > 0 && names.every(({ name, typeOnly }) => typeOnly || values.includes(name))
  );
}

function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function packageFolder(path: string): string {
  return path.split("/")[0] ?? "";
}
