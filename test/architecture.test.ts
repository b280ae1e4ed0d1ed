/** Who may import whom, which table is whose, and what a file may be. Each rule is also shown a planted breach. */
import { describe, expect, test } from "vitest";
import { breachesOfImports } from "./imports.ts";
import { at, codeOnly, isTest, sources, type Source } from "./sources.ts";

const all = sources();

/** Lines, so that no file becomes the product. */
const longest = 300;
const bannedNames = /^(utils?|helpers?|common|types|managers?|misc)(\.|$)/;

function tooLong(files: readonly Source[]): string[] {
  const long = files.filter(({ path, text }) => !isTest(path) && text.trimEnd().split("\n").length > longest);
  return long.map(({ path }) => `${path} has more than ${longest} lines`);
}

/** Tools that ask for a default export of their own. */
const askedByTools = ["vitest.config.ts", "test/mcp/real/vitest.config.ts", "test/postgres.ts"];

function defaultExports(files: readonly Source[]): string[] {
  return files
    .filter(({ path }) => !askedByTools.includes(path))
    .flatMap((file) =>
      [...codeOnly(file.text).matchAll(/\bexport\s+default\b|\bas\s+default\b/g)].map(
        (hit) => `${at(file, hit.index)} exports a default`,
      ),
    );
}

function badNames(files: readonly Source[]): string[] {
  return files
    .filter(({ path }) => path.split("/").some((part) => bannedNames.test(part)))
    .map(({ path }) => `${path} says nothing`);
}

/** `index.ts` is the front door of a package, and of the texts, which the command line shares. */
const frontDoors = /^([\w-]+\/src|server\/src\/texts)\/index\.ts$/;

function barrels(files: readonly Source[]): string[] {
  return files
    .filter(({ path }) => /(^|\/)index\.ts$/.test(path) && !frontDoors.test(path))
    .map(({ path }) => `${path} is a barrel`);
}

/** The folder of server/src that a path is in; channels and agents have one folder each. */
function folderOf(path: string): string {
  const [, , first = "", second = ""] = path.split("/");
  return first === "channels" || first === "agents" ? `${first}/${second}` : first;
}

function tableOwners(files: readonly Source[]): Map<string, string> {
  const owners = new Map<string, string>();
  for (const { path, text } of files) {
    if (!/^server\/src\/.*migration[^/]*\.ts$/.test(path) || isTest(path)) continue;
    for (const [, table = ""] of codeOnly(text, { keepQuoted: true }).matchAll(
      /create table (?:if not exists )?"?(\w+)/gi,
    )) {
      const other = owners.get(table);
      if (other !== undefined && other !== folderOf(path))
        throw new Error(`${table} is made by ${other} and ${folderOf(path)}`);
      owners.set(table, folderOf(path));
    }
  }
  return owners;
}

const kyselyCalls =
  "selectFrom|insertInto|replaceInto|updateTable|deleteFrom|mergeInto|innerJoin|leftJoin|rightJoin|fullJoin|using|from|table|ref|returningAll|selectAll";

/** Where a statement may name a table: in Kysely's calls, in rows of a write (`into:`) or of a folder (`table:`), in SQL text. */
function namesTable(table: string): RegExp {
  return new RegExp(
    `\\b(?:${kyselyCalls})\\(\\s*\\[?\\s*["'\`]${table}["'\`. ]|\\b(?:into|table):\\s*["'\`]${table}["'\`]` +
      `|["'\`\\s(](?:from|join|into|update|table|references)\\s+"?${table}"?(?=[\\s;,()"'\`]|$)(?!\\s+\\w+\\s+from\\b)`,
    "gm",
  );
}

/** SQL in quotes names a table; a sentence in quotes that says "from requests" does not begin like a statement. */
function foreignTables(files: readonly Source[], owners: ReadonlyMap<string, string>): string[] {
  const server = files.filter(({ path }) => path.startsWith("server/src/") && !isTest(path));
  return server.flatMap((file) => {
    const code = codeOnly(file.text, { keepQuoted: true });
    return [...owners]
      .filter(([, owner]) => owner !== folderOf(file.path))
      .flatMap(([table, owner]) =>
        [...code.matchAll(namesTable(table))]
          .filter((hit) => !/^import\s|^export\s.*from\s/.test(lineAt(code, hit.index)))
          .map((hit) => `${at(file, hit.index)} names the table ${table} of ${owner}`),
      );
  });
}

function lineAt(text: string, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset) + 1, offset + 1);
}

const planted = (path: string, text: string): readonly Source[] => [{ path, text }];

describe("imports", () => {
  test("every file imports only what the table of folders lets it", () => {
    expect(breachesOfImports(all)).toEqual([]);
  });

  test.each([
    ["contract/src/x.ts", 'import { a } from "hono";'],
    ["contract/src/form.ts", 'import { z } from "zod";'],
    ["contract/src/form.ts", 'import { Name } from "./ids.ts";'],
    ["server/src/kit/x.ts", 'import type { A } from "@loopgate/contract";'],
    ["server/src/gate/x.ts", 'import { systemClock } from "../kit/clock.ts";'],
    ["server/src/gate/x.ts", 'import { hash, randomBytes } from "node:crypto";'],
    ["server/src/gate/x.ts", 'import { readFileSync } from "node:fs";'],
    ["server/src/gate/x.ts", 'import type { A } from "../store/store.ts";'],
    ["server/src/texts/x.ts", 'import { ERRORS } from "@loopgate/contract";'],
    ["server/src/db/x.ts", 'import { A } from "../gate/request.ts";'],
    ["server/src/jobs/x.ts", 'import { A } from "@loopgate/contract";'],
    ["server/src/http/x.ts", 'import { A } from "../gate/request.ts";'],
    ["server/src/store/x.ts", 'export { A } from "../dispatch/show.ts";'],
    ["server/src/access/x.ts", 'import { A } from "../store/store.ts";'],
    ["server/src/channels/telegram/x.ts", 'import { A } from "../terminal/routes.ts";'],
    ["server/src/channels/telegram/x.ts", 'import type { A } from "../../agents/http/poll.ts";'],
    ["server/src/channels/telegram/x.ts", 'type A = import("../../store/store.ts").A;'],
    ["server/src/channels/terminal/x.ts", 'import { identities } from "../../access/identities.ts";'],
    ["server/src/channels/terminal/x.ts", 'import { Api } from "grammy";'],
    ["server/src/agents/http/x.ts", 'import { A } from "../../channels/terminal/routes.ts";'],
    ["server/src/agents/http/x.ts", 'const a = await import("../../store/store.ts");'],
    ["server/src/agents/http/x.ts", 'import { A } from "../../db/db.ts";'],
    ["server/src/agents/doors.ts", 'import { A } from "../channels/telegram/telegram.ts";'],
    ["server/src/agents/x.ts", 'import { A } from "./http/requests.ts";'],
    ["server/src/dispatch/x.ts", 'import { A } from "../channels/telegram/channel.ts";'],
    ["server/src/dispatch/x.ts", 'import { Pool } from "pg";'],
    ["server/src/dispatch/x.ts", 'import "../main.ts";'],
    ["server/src/elsewhere/x.ts", 'import "node:fs";'],
    ["client/src/x.ts", 'import type { PollAnswer } from "@loopgate/contract";'],
    ["client/src/x.ts", 'import { hash } from "node:crypto";'],
    ["client/src/x.ts", 'import { loopgateMiddleware } from "./langchain.ts";'],
    ["cli/src/x.ts", 'import { start } from "@loopgate/server";'],
    ["cli/src/serve.ts", 'import { A } from "../../server/src/gate/gate.ts";'],
    ["fake-telegram/src/x.ts", 'import { A } from "@loopgate/contract";'],
    ["contract/src/x.ts", 'import { unlisted } from "../../server/src/kit/clock.ts";'],
  ])("in %s this is refused: %s", (path, text) => {
    expect(breachesOfImports(planted(path, text))).toHaveLength(1);
  });

  test.each([
    ["contract/src/form.ts", 'import type { Json } from "./ids.ts";'],
    ["server/src/gate/x.ts", 'import type { Clock } from "../kit/clock.ts";\nimport { hash } from "node:crypto";'],
    ["server/src/channels/terminal/x.ts", 'import { authenticate, type Caller } from "../../access/access.ts";'],
    ["server/src/agents/webhooks/x.ts", 'import { A } from "../../db/db.ts";'],
    ["client/src/langchain.ts", 'import { ToolMessage } from "langchain";\nimport { whyNot } from "./answer.ts";'],
    ["cli/src/server.ts", 'const entry = import("@loopgate/server");'],
    ["server/src/main.ts", 'import { A } from "./channels/telegram/channel.ts";'],
    [
      "server/src/dispatch/x.ts",
      '// import { A } from "../store/store.ts";\nconst a = `import { A } from "../store/store.ts"`;',
    ],
  ])("in %s this is allowed: %s", (path, text) => {
    expect(breachesOfImports(planted(path, text))).toEqual([]);
  });
});

describe("tables", () => {
  test("a table is named only by the folder that makes it", () => {
    const owners = tableOwners(all);
    expect(owners.get("leases")).toBe("db");
    expect(foreignTables(all, owners)).toEqual([]);
  });

  test.each([
    'db.selectFrom("requests").selectAll()',
    'db.updateTable("requests as r")',
    'const rows = { into: "requests", values: [] };',
    'forgetRows(db, { table: "requests", key: "id" }, isOld)',
    "const text = sql`select id from requests where id = 1`;",
    "const text = sql`insert into requests (id) values (1)`;",
    "const text = sql`\n  update requests\n  set a = 1`;",
    "const text = sql`select 1 from a join requests on true`;",
  ])("elsewhere this is refused: %s", (text) => {
    const found = foreignTables(planted("server/src/dispatch/x.ts", text), new Map([["requests", "store"]]));
    expect(found).toHaveLength(1);
  });

  test("its owner may name it", () => {
    const owners = new Map([["requests", "store"]]);
    expect(foreignTables(planted("server/src/store/x.ts", 'db.selectFrom("requests")'), owners)).toEqual([]);
  });

  test("two folders cannot make the same table", () => {
    const text = "sql`create table twice (id text)`";
    const both = [...planted("server/src/jobs/migration.ts", text), ...planted("server/src/store/migration.ts", text)];
    expect(() => tableOwners(both)).toThrow("twice is made by jobs and store");
  });
});

describe("files", () => {
  test("none has more than 300 lines, tests aside", () => {
    expect(tooLong(all)).toEqual([]);
    expect(tooLong(planted("server/src/gate/x.ts", "a;\n".repeat(longest + 1)))).toHaveLength(1);
  });

  test("none exports a default", () => {
    expect(defaultExports(all)).toEqual([]);
    expect(defaultExports(planted("server/src/x.ts", "export default 1;"))).toHaveLength(1);
    expect(defaultExports(planted("server/src/x.ts", "const a = 1;\nexport { a as default };"))).toHaveLength(1);
  });

  test("none has a name that says nothing", () => {
    expect(badNames(all)).toEqual([]);
    for (const path of [
      "server/src/gate/utils.ts",
      "cli/src/helpers/x.ts",
      "contract/src/types.ts",
      "client/src/common.test.ts",
    ]) {
      expect(badNames(planted(path, ""))).toHaveLength(1);
    }
  });

  test("none is a barrel, but for a package's front door", () => {
    expect(barrels(all)).toEqual([]);
    expect(barrels(planted("server/src/gate/index.ts", ""))).toHaveLength(1);
  });
});
