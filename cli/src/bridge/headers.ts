import type { Json, JsonObject } from "@loopgate/contract";
import { isObject, type Message } from "./message.ts";

const PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion";
const CLIENT_INFO = "io.modelcontextprotocol/clientInfo";

/** Which field of its params names what a request is about (Streamable HTTP, revision 2026-07-28, `Mcp-Name`). */
const NAMED_BY: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
  "tasks/get": "taskId",
  "tasks/update": "taskId",
  "tasks/cancel": "taskId",
};

/** What a stdio connection has and one POST has not: who the client is, and which revision was agreed on. */
export type Known = { readonly client: string | undefined; readonly revision: string | undefined };

/** The headers of the POST that carries `message`: from 2026-07-28 on they repeat what its `_meta` says. */
export function headersOf(
  { id, method, params }: Message,
  { client, revision }: Known,
  version: string,
): Readonly<Record<string, string>> {
  const own = metaOf(params)[PROTOCOL_VERSION];
  const agreed = typeof own === "string" ? own : revision;
  const program = `loopgate-stdio/${version}`;
  return {
    accept: "application/json, text/event-stream",
    "content-type": "application/json",
    "user-agent": client === undefined ? program : `${client} ${program}`,
    ...(agreed !== undefined && { "mcp-protocol-version": headerText(agreed) }),
    ...(typeof own === "string" && id !== undefined && nameHeaders(method ?? "", params)),
  };
}

function nameHeaders(method: string, params: JsonObject): Readonly<Record<string, string>> {
  const field = Object.hasOwn(NAMED_BY, method) ? NAMED_BY[method] : undefined;
  const name = field === undefined ? undefined : params[field];
  return { "mcp-method": headerText(method), ...(typeof name === "string" && { "mcp-name": headerText(name) }) };
}

/** `name/version` of the client that `initialize` or the `_meta` of a message tells, fit for a header. */
export function clientOf({ method, params }: Message): string | undefined {
  const info = method === "initialize" ? params["clientInfo"] : metaOf(params)[CLIENT_INFO];
  if (!isObject(info)) return undefined;
  const name = token(info["name"]);
  return name === "" ? undefined : [name, token(info["version"])].filter((part) => part !== "").join("/");
}

function metaOf({ _meta: meta }: JsonObject): JsonObject {
  return isObject(meta) ? meta : {};
}

function token(value: Json | undefined): string {
  return typeof value === "string" ? value.slice(0, 64).replaceAll(/[^\w.-]+/g, "-") : "";
}

/** What a header cannot hold as it is goes as Base64 between marks, as the revision says. */
function headerText(value: string): string {
  const isPlain = /^[\t\x20-\x7e]+$/.test(value) && value === value.trim() && !/^=\?base64\?.*\?=$/.test(value);
  return isPlain ? value : `=?base64?${Buffer.from(value, "utf8").toString("base64")}?=`;
}
