import { isDeepStrictEqual } from "node:util";
import type { Json, JsonObject } from "@loopgate/contract";
import { parse, stringify, type TomlTable } from "smol-toml";
import { withMember } from "./json-member.ts";
import { withTable } from "./toml-table.ts";

/** What a client keeps of one MCP server. */
export type Entry = Readonly<Record<string, Json>>;

/** How one kind of settings file is read and changed. Both throw where the text cannot be read. */
export type Format = {
  /** Our entry in the text of a file; undefined where there is none. */
  read(text: string): Entry | undefined;
  /** The text with our entry set and nothing else changed; undefined where that cannot be promised. */
  write(text: string, entry: Entry): string | undefined;
  /** What a person would add by hand. */
  snippet(entry: Entry): string;
};

const NAME = "loopgate";

const json: Format = {
  read: (text) => entryIn(parseJson(text), "mcpServers"),
  write(text, entry) {
    const before = parseJson(text);
    if (!isHolder(before["mcpServers"])) return undefined;
    const after = text.trim() === "" ? `${json.snippet(entry)}\n` : withMember(text, ["mcpServers", NAME], entry);
    return isOnlyOurs(before, parseJson(after), "mcpServers", entry) ? after : undefined;
  },
  snippet: (entry) => JSON.stringify({ mcpServers: { [NAME]: entry } }, null, 2),
};

const toml: Format = {
  read: (text) => entryIn(parseToml(text), "mcp_servers"),
  write(text, entry) {
    const after = withTable(text, ["mcp_servers", NAME], entry as TomlTable);
    return isValid(after) && isOnlyOurs(parseToml(text), parseToml(after), "mcp_servers", entry) ? after : undefined;
  },
  snippet: (entry) => stringify({ mcp_servers: { [NAME]: entry } }).trimEnd(),
};

export const FORMATS = { json, toml } satisfies Record<string, Format>;

/** An empty file holds no settings yet. */
function parseJson(text: string): JsonObject {
  const value = JSON.parse(text.replace(/^\uFEFF/, "").trim() || "{}") as Json;
  if (isObject(value)) return value;
  throw new TypeError("it is not a JSON object");
}

function parseToml(text: string): JsonObject {
  return parse(text.replace(/^\uFEFF/, ""), { integersAsBigInt: "asNeeded" }) as unknown as JsonObject;
}

function isValid(text: string): boolean {
  try {
    return parseToml(text) !== undefined;
  } catch {
    return false;
  }
}

function entryIn(settings: JsonObject, holder: string): Entry | undefined {
  const servers = settings[holder];
  const entry = isObject(servers) ? servers[NAME] : undefined;
  return isObject(entry) ? entry : undefined;
}

/** Whether the two differ in our entry and in nothing else. */
function isOnlyOurs(before: JsonObject, after: JsonObject, holder: string, entry: Entry): boolean {
  const ours = entryIn(after, holder);
  return (
    ours !== undefined &&
    isSameEntry(ours, entry) &&
    isDeepStrictEqual(withoutOurs(before, holder), withoutOurs(after, holder))
  );
}

/** By the JSON of them: the objects of a TOML parser have another prototype. */
export function isSameEntry(one: Entry, other: Entry): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));
}

function withoutOurs(settings: JsonObject, holder: string): JsonObject {
  const { [holder]: servers, ...rest } = settings;
  if (!isObject(servers)) return { ...settings };
  const { [NAME]: _, ...others } = servers;
  return Object.keys(others).length === 0 ? rest : { ...rest, [holder]: others };
}

function isHolder(value: Json | undefined): boolean {
  return value === undefined || isObject(value);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
