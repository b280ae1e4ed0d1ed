/** What an agent needs to ask here, ready to be copied. `key`: undefined where none is needed. */
type Place = { readonly url: string; readonly key: string | undefined };

export type SnippetName = "curl" | "claude" | "codex" | "mcp" | "typescript" | "python";

export const SNIPPETS: Readonly<Record<SnippetName, (place: Place) => string>> = {
  curl: ({ url, key }) =>
    lines(
      `curl -s ${url}/hitl/request \\`,
      key && `  -H 'Authorization: Bearer ${key}' \\`,
      "  -H 'Content-Type: application/json' \\",
      `  -d '{`,
      `    "session_id": "deploy-bot",`,
      `    "client_id": "ci-pipeline",`,
      `    "message": "All 847 tests passed.",`,
      `    "action": {"name": "deploy", "arguments": {"version": "v2.1.0", "to": "production"}}`,
      `  }'`,
    ),
  claude: ({ url, key }) =>
    lines(
      `claude mcp add --transport http loopgate ${url}/mcp${key ? " \\" : ""}`,
      key && `  --header "Authorization: Bearer ${key}"`,
    ),
  codex: ({ url, key }) =>
    lines(
      "# ~/.codex/config.toml",
      "[mcp_servers.loopgate]",
      `url = "${url}/mcp"`,
      key && `http_headers = { Authorization = "Bearer ${key}" }`,
      "tool_timeout_sec = 3600",
    ),
  mcp: ({ url, key }) =>
    JSON.stringify(
      {
        mcpServers: {
          loopgate: {
            type: "http",
            url: `${url}/mcp`,
            ...(key !== undefined && { headers: { Authorization: `Bearer ${key}` } }),
          },
        },
      },
      undefined,
      2,
    ),
  typescript: ({ url, key }) =>
    lines(
      `const gate = "${url}";`,
      key
        ? `const headers = { "Content-Type": "application/json", Authorization: "Bearer ${key}" };`
        : `const headers = { "Content-Type": "application/json" };`,
      "",
      "const asked = await fetch(`${gate}/hitl/request`, {",
      `  method: "POST",`,
      "  headers,",
      "  body: JSON.stringify({",
      `    session_id: "deploy-bot",`,
      `    client_id: "ci-pipeline",`,
      `    message: "All 847 tests passed.",`,
      `    action: { name: "deploy", arguments: { version: "v2.1.0", to: "production" } },`,
      "  }),",
      "});",
      "if (!asked.ok) throw new Error(await asked.text());",
      "const { request_id } = await asked.json();",
      "",
      "let answer;",
      "do {",
      "  const polled = await fetch(`${gate}/hitl/poll?request_id=${request_id}&wait=55`, { headers });",
      "  if (!polled.ok) throw new Error(await polled.text());",
      "  answer = await polled.json();",
      "} while (!answer.completed);",
      "",
      `console.log(answer.approved ? "deploying" : "not deploying");`,
    ),
  python: ({ url, key }) =>
    lines(
      "import requests",
      "",
      `GATE = "${url}"`,
      "agent = requests.Session()",
      key && `agent.headers["Authorization"] = "Bearer ${key}"`,
      "",
      `asked = agent.post(f"{GATE}/hitl/request", json={`,
      `    "session_id": "deploy-bot",`,
      `    "client_id": "ci-pipeline",`,
      `    "message": "All 847 tests passed.",`,
      `    "action": {"name": "deploy", "arguments": {"version": "v2.1.0", "to": "production"}},`,
      "}).json()",
      "",
      "while True:",
      `    answer = agent.get(f"{GATE}/hitl/poll", params={"request_id": asked["request_id"], "wait": 55}).json()`,
      `    if answer["completed"]:`,
      "        break",
      "",
      `print("deploying" if answer["approved"] else "not deploying")`,
    ),
};

/** Every line that there is. */
function lines(...all: readonly (string | undefined)[]): string {
  return all.filter((line) => line !== undefined).join("\n");
}
