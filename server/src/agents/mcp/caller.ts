import { Name } from "@loopgate/contract";
import { reserved } from "../reserved.ts";
import type { Caller, Need } from "../callers.ts";

/** Who calls a tool, as far as an MCP client tells. */
export type McpCaller = {
  /** The program's own name for itself, such as `claude-code`; empty where it does not tell. */
  readonly program: string;
  /** Who calls, for what; throws where the call's credential is none, or does not reach so far. */
  as(need?: Need): Promise<Caller>;
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

/** Who asks by a call that may name its `client_id`; a key that speaks for one client speaks for that one. */
export async function askerOf(
  { program, as }: McpCaller,
  scope: NonNullable<Need["scope"]>,
  named: string | undefined,
): Promise<{ readonly caller: Caller; readonly clientId: string }> {
  const caller = await as({ scope, clientId: named });
  return { caller, clientId: named ?? caller.onlyClientId ?? defaultClientId(program) };
}

/** The `client_id`, and the session, of a call that names none. */
function defaultClientId(program: string): string {
  const printable = program
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "")
    .trim()
    .slice(0, 128)
    .trim();
  const name = Name.safeParse(printable);
  return name.success && reserved(name.data) === undefined ? name.data : NAMELESS;
}
