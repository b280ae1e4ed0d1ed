import { Name } from "@loopgate/contract";
import type { Asker } from "../../gate/asking.ts";
import { OWN_NAME } from "../../gate/request.ts";
import { skeleton } from "../../gate/skeleton.ts";

/** Who calls a tool, as far as an MCP client tells. */
export type McpCaller = {
  /** The program's own name for itself, such as `claude-code`; empty where it does not tell. */
  readonly program: string;
  /** The asker by the name of an agent; throws where the call carries a credential that is none. */
  asker(clientId: string): Asker;
};

/** The agent's name where it gives none. */
const NAMELESS = "mcp";

/** What HTTP libraries call themselves: it says nothing of the agent. */
const LIBRARIES =
  /^(node|undici|axios|got|bun|deno|python|python-httpx|python-requests|httpx|go-http-client|mozilla)$/i;

/** The program by its clientInfo; clients of the 2025 revisions tell theirs only at `initialize`, so User-Agent speaks for them. */
export function programOf(clientInfo: string | undefined, userAgent: string | null): string {
  if (clientInfo !== undefined) return clientInfo.trim();
  const product = /^[^\s/]+/.exec(userAgent ?? "")?.[0] ?? "";
  return LIBRARIES.test(product) ? "" : product;
}

/** The `client_id`, and the session, of a call that names none. */
export function defaultClientId(program: string): string {
  const printable = program
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "")
    .trim()
    .slice(0, 128)
    .trim();
  const name = Name.safeParse(printable);
  return name.success && skeleton(name.data) !== skeleton(OWN_NAME) ? name.data : NAMELESS;
}
