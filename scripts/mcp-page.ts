/** The page of the reference that tells what MCP clients find, from the tools' own definitions. */
import type { Json, JsonObject } from "../contract/src/index.ts";
import { KNOWN_CLIENTS, UNKNOWN_CLIENT } from "../server/src/agents/mcp/known-clients.ts";
import { ASK_BEFORE_ACTING } from "../server/src/agents/mcp/prompt.ts";
import { RESOURCES, RESOURCE_TEMPLATES } from "../server/src/agents/mcp/resources.ts";
import type { ToolDefinition } from "../server/src/agents/mcp/tool.ts";
import { APPROVE } from "../server/src/agents/mcp/tools/approve.ts";
import { CANCEL_REQUEST } from "../server/src/agents/mcp/tools/cancel-request.ts";
import { CHECK_REQUEST_STATUS } from "../server/src/agents/mcp/tools/check-request-status.ts";
import { LIST_PENDING_REQUESTS } from "../server/src/agents/mcp/tools/list-pending-requests.ts";
import { REGISTER_CALLBACK } from "../server/src/agents/mcp/tools/register-callback.ts";
import { REQUEST_HUMAN_INPUT } from "../server/src/agents/mcp/tools/request-human-input.ts";
import { made, table } from "./markdown.ts";

const TOOLS = [
  REQUEST_HUMAN_INPUT,
  CHECK_REQUEST_STATUS,
  LIST_PENDING_REQUESTS,
  CANCEL_REQUEST,
  REGISTER_CALLBACK,
  APPROVE,
];

export function mcpPage(): string {
  return `# MCP

${made}

Clients of the [Model Context Protocol](https://modelcontextprotocol.io) find this at \`POST /mcp\` (Streamable HTTP, revisions
2026-07-28 and 2025-03-26 to 2025-11-25), and over stdio by \`loopgate mcp\`. \`GET /mcp/tools\` and \`GET /mcp/capabilities\` tell the
same to whoever does not speak the protocol. A \`*\` marks what must be given.

${TOOLS.map(toolSection).join("\n")}
## Resources

${table(
  ["address", "what it is"],
  [
    ...RESOURCES.map(({ uri, description }) => [`\`${uri}\``, description]),
    ...RESOURCE_TEMPLATES.map(({ uriTemplate, description }) => [`\`${uriTemplate}\``, description]),
  ],
)}

## Prompt

${table(
  ["name", "arguments", "what it is"],
  [
    [
      `\`${ASK_BEFORE_ACTING.name}\``,
      (ASK_BEFORE_ACTING.arguments ?? []).map(({ name, description = "" }) => `\`${name}\`: ${description}`).join("; "),
      ASK_BEFORE_ACTING.description ?? "",
    ],
  ],
)}

## How long a call waits

A client that takes tasks is given one at once, and looks at it as long as it likes. Otherwise a call is held as long as its client
bears. Then a client of revision 2026-07-28 comes back by itself, up to nine times; any other is told that the request is pending, and
what to do. Who a client is, it says itself: by its clientInfo, or by the header User-Agent.

${table(
  ["client", "held for", "with progress", "since it"],
  [
    ...KNOWN_CLIENTS.map(({ title, plainMs, progressMs, because }) => [
      title,
      span(plainMs),
      span(progressMs),
      because,
    ]),
    ["any other", span(UNKNOWN_CLIENT.plainMs), span(UNKNOWN_CLIENT.progressMs), "may give up after a minute"],
  ],
)}
`;
}

function toolSection({
  name,
  title = name,
  description = "",
  inputSchema,
  outputSchema,
  annotations,
}: ToolDefinition): string {
  const hints = Object.entries(annotations ?? {}).flatMap(([hint, holds]) => (holds === true ? [`\`${hint}\``] : []));
  return `## ${name}

**${title}.** ${description}${hints.length > 0 ? ` Hints: ${hints.join(", ")}.` : ""}

${fieldTable("argument", inputSchema as JsonObject)}
${outputSchema ? `\n${fieldTable("result", outputSchema as JsonObject)}\n` : ""}`;
}

function fieldTable(head: string, schema: JsonObject): string {
  const fields = Object.entries((schema["properties"] ?? {}) as JsonObject);
  const required = (schema["required"] ?? []) as readonly Json[];
  return table(
    [head, "type", ""],
    fields.map(([name, field]) => [
      `\`${name}\`${required.includes(name) ? " \\*" : ""}`,
      typeText(field as JsonObject),
      textOf((field as JsonObject)["description"]),
    ]),
  );
}

function typeText({ type, enum: values, anyOf, items, minimum, maximum, maxLength, format }: JsonObject): string {
  if (Array.isArray(values)) return values.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  if (Array.isArray(anyOf)) return anyOf.map((branch) => typeText(branch as JsonObject)).join(" or ");
  if (type === "array") return items === undefined ? "list" : `list of ${typeText(items as JsonObject)}`;
  const kind = [type ?? "any"].flat().map(textOf).join(", ");
  if (typeof format === "string") return `${kind} (${format})`;
  if (typeof maxLength === "number") return `${kind}, at most ${maxLength} characters`;
  return typeof minimum === "number" && typeof maximum === "number" && minimum >= 0
    ? `${kind}, ${minimum} to ${maximum}`
    : kind;
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function span(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
