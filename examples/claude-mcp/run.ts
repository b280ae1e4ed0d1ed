// What Claude, or any client of the Model Context Protocol, does with `loopgate mcp`: it starts it, finds its tools, and asks.
// Claude Code does all this by itself after `loopgate connect claude-code`.
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const client = new Client({ name: "claude", version: "1.0.0" });
const surroundings = Object.entries(process.env).flatMap(([name, value]) =>
  value === undefined ? [] : [[name, value]],
);
await client.connect(
  new StdioClientTransport({
    command: "loopgate",
    args: ["mcp"],
    env: Object.fromEntries(surroundings),
    stderr: "ignore",
  }),
);

const { tools } = await client.listTools();
console.log(`Tools: ${tools.map(({ name }) => name).join(", ")}`);

/** The answer to a tool's question, as Loopgate tells it. */
type Answer = {
  readonly request_id: string;
  readonly completed: boolean;
  readonly approved: boolean;
  readonly decision?: { readonly reason: string | null };
};

async function call(name: string, args: Record<string, unknown>): Promise<Answer> {
  // A person may take longer than a client's usual minute.
  const result = await client.callTool({ name, arguments: args }, { timeout: 3_600_000 });
  if (result.isError === true) throw new Error(JSON.stringify(result.content));
  return result.structuredContent as Answer;
}

async function decided(message: string, action: object): Promise<Answer> {
  let answer = await call("request_human_input", { message, action });
  while (!answer.completed)
    answer = await call("check_request_status", { request_id: answer.request_id, wait_seconds: 55 });
  return answer;
}

for (const table of ["events_2019", "customers"]) {
  const action = { name: "drop_table", arguments: { table } };
  const answer = await decided(`Nobody has read ${table} for a year.`, action);
  console.log(answer.approved ? `${table} is gone.` : `${table} stays: ${answer.decision?.reason ?? "no answer"}`);
}
await client.close();
