/** What `loopgate mcp` says on stderr, and what `loopgate connect` and the doctor say of MCP clients. */
export const mcp = {
  // ---- loopgate mcp
  byHand:
    "This speaks MCP on stdin and stdout, for a client that starts it; loopgate connect sets one up. Ctrl-D ends it.",
  embedded: (url: string) =>
    `No Loopgate was running, so this process runs one, at ${url}, until its MCP client ends it. To keep it running: loopgate serve.`,
  // ---- loopgate connect
  whichClient: (clients: readonly string[]) =>
    `Which client? loopgate connect ${clients.join("|")} [--scope user|project] [--http] [--url URL] [--print]`,
  onlyHook: (client: string) =>
    `Loopgate answers ${client}'s hook: loopgate connect ${client} --hook. As an MCP server add it in ${client} itself, by its command, loopgate mcp.`,
  whichScope: (client: string, scopes: readonly string[]) =>
    `For ${client} --scope can be ${scopes.join(" or ")}: it keeps no other settings.`,
  noHttp:
    "Claude Desktop's settings file takes only programs that it starts. Leave --http away: loopgate mcp carries its calls to the server.",
  badUrl: (url: string) => `--url must be an http or https address, not "${url}".`,
  unreadable: (path: string, why: string) =>
    `${path} cannot be read as settings, so nothing was changed: ${why}. Mend the file, or add the entry yourself; --print shows it.`,
  byHandOnly: (path: string, snippet: string) =>
    `${path} is written in a way that cannot be changed without touching more than Loopgate's entry, so nothing was changed. Add this yourself, in place of an entry that is there:\n${snippet}`,
  changedMeanwhile: (path: string) =>
    `${path} was changed by another program meanwhile, so nothing was changed. Run the command again.`,
  belongsInto: (path: string) => `This belongs into ${path}:`,
  unchanged: (path: string) => `Loopgate is set up in ${path} already; nothing was changed.`,
  written: (path: string) => `Loopgate now stands in ${path}.`,
  copied: (copy: string) => `The file as it was: ${copy}`,
  secretsStay: (names: readonly string[]) =>
    `${names.join(", ")} ${names.length === 1 ? "is" : "are"} secret and not written there. Keep loopgate serve running with ${names.length === 1 ? "it" : "them"}: the client will use that server.`,
  restart: {
    "claude-code":
      "Next: start Claude Code anew; /mcp there lists it. To be asked for permissions by Loopgate: claude --permission-prompt-tool mcp__loopgate__approve",
    "claude-desktop": "Next: quit Claude Desktop and start it anew.",
    codex:
      "Next: start Codex anew; /mcp there lists it. It will not start without Loopgate (required), and asks people through it without asking you first (approval_mode); change either in the file.",
  },
  thenDoctor: "Then see that all is well: loopgate doctor",
} as const;
