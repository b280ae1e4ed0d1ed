import { ListPendingRequests, PendingRequests, toolSchema } from "@loopgate/contract";
import { checkInput } from "../../../http/input.ts";
import type { AgentRequests } from "../../requests.ts";
import type { Tool, ToolDefinition } from "../tool.ts";

export const LIST_PENDING_REQUESTS: ToolDefinition = {
  name: "list_pending_requests",
  title: "List what waits for people",
  description: "Lists the requests that no person has answered yet, newest first. It answers none of them.",
  inputSchema: toolSchema(ListPendingRequests, "input"),
  outputSchema: toolSchema(PendingRequests, "output"),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
};

export function listPendingRequests({ requests }: { readonly requests: Pick<AgentRequests, "pending"> }): Tool {
  return {
    definition: LIST_PENDING_REQUESTS,
    async call({ args, caller }) {
      const query = checkInput(ListPendingRequests, args);
      const need = { scope: "requests:read", clientId: query.client_id } as const;
      const list = await requests.pending(await caller.as(need), query);
      const lines = list.pending_requests.map(
        ({ request_id: id, client_id: client, message, expires_at: until }) =>
          `- ${id}: ${JSON.stringify(message.slice(0, 200))}, asked by ${JSON.stringify(client)}, open until ${until}`,
      );
      const head = list.count === 0 ? "No request is pending." : `${list.count} pending:`;
      const more = list.next_cursor === null ? [] : [`More: call again with cursor "${list.next_cursor}".`];
      return { kind: "done", text: [head, ...lines, ...more].join("\n"), structured: list };
    },
  };
}
