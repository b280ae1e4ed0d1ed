import { LoopgateUnreachable } from "@loopgate/client";
import type { Json } from "@loopgate/contract";
import { isObject } from "./bridge/message.ts";
import { headersOf } from "./bridge/headers.ts";
import { createPost, NoProtocol } from "./bridge/post.ts";
import type { Finding } from "./finding.ts";
import { ownVersion } from "./own-version.ts";
import type { Shell } from "./shell.ts";
import { texts } from "./texts.ts";

const { doctor: words } = texts.terminal;
/** What an agent must find: the tools, and the one for Claude Code's permission prompts. */
const TOOLS = [
  "request_human_input",
  "check_request_status",
  "list_pending_requests",
  "cancel_request",
  "register_callback",
  "approve",
];
const PATIENCE_MS = 10_000;

/** Whether Loopgate's tools are found at `address`, the way that an agent finds them. */
export async function checkEndpoint(name: string, address: string, shell: Shell): Promise<Finding> {
  try {
    const found = await toolsAt(address, shell);
    const missing = TOOLS.filter((tool) => !found.includes(tool));
    if (missing.length === 0) return { name, ok: true, detail: words.tools(address, found.length) };
    return { name, ok: false, detail: words.toolsMissing(address, missing), todo: words.updateServer };
  } catch (error) {
    if (error instanceof NoProtocol) return { name, ok: false, detail: error.message };
    const late = error instanceof DOMException && error.name === "TimeoutError";
    if (!late && !(error instanceof LoopgateUnreachable)) throw error;
    return { name, ok: false, detail: `No answer from ${address}.`, todo: words.startServer(address) };
  }
}

async function toolsAt(address: string, { environment, world }: Shell): Promise<readonly string[]> {
  const post = createPost({ address, apiKey: environment.apiKey, world, reached: () => {} });
  const message = { id: 1, method: "tools/list", params: {} };
  const headers = headersOf({ ...message, text: "" }, { client: undefined, revision: undefined }, ownVersion());
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  const names: string[] = [];
  for await (const { value } of post(text, headers, world.deadline(PATIENCE_MS)))
    if (isObject(value["result"])) names.push(...namesOf(value["result"]["tools"]));
  return names;
}

function namesOf(tools: Json | undefined): readonly string[] {
  const list: readonly Json[] = Array.isArray(tools) ? tools : [];
  return list.flatMap((tool) => (isObject(tool) && typeof tool["name"] === "string" ? [tool["name"]] : []));
}
