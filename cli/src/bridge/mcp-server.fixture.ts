import { EventEmitter, once } from "node:events";
import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { createMcpHandler, Server } from "@modelcontextprotocol/server";

/** For tests: an MCP server with one tool, whose calls the test answers by hand, on a port that outlives it. */
export async function mcpServer(port = 0) {
  const calls: {
    readonly name: string;
    readonly given: Readonly<Record<string, unknown>>;
    readonly headers: Headers;
    readonly signal: AbortSignal;
    answer(text: string): void;
    progress(message: string): Promise<void>;
  }[] = [];
  const arrivals = new EventEmitter();
  const handler = createMcpHandler(
    ({ requestInfo }) => {
      const server = new Server({ name: "fixture", version: "1.0.0" }, { capabilities: { tools: {} } });
      server.setRequestHandler("tools/list", () => ({
        tools: [{ name: "request_human_input", inputSchema: { type: "object" } }],
      }));
      server.setRequestHandler("tools/call", async ({ params: { name, arguments: given = {}, _meta } }, { mcpReq }) => {
        const answered = Promise.withResolvers<string>();
        calls.push({
          name,
          given,
          headers: new Headers(requestInfo?.headers),
          signal: mcpReq.signal,
          answer: answered.resolve,
          async progress(message) {
            const progressToken = _meta?.progressToken ?? "";
            await mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress: 1, message } });
          },
        });
        arrivals.emit("call");
        return { content: [{ type: "text", text: await answered.promise }] };
      });
      return server;
    },
    { responseMode: "sse" },
  );
  const http = createAdaptorServer({
    fetch: (request) =>
      new URL(request.url).pathname === "/mcp" ? handler.fetch(request) : new Response("no", { status: 404 }),
  }) as HttpServer;
  http.listen(port, "127.0.0.1");
  await once(http, "listening");
  const bound = (http.address() as AddressInfo).port;
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    calls,
    /** The call after the first `already` ones, as soon as it has come. */
    async call(already = 0) {
      while (calls.length <= already) await once(arrivals, "call");
      const call = calls[already];
      if (!call) throw new Error("no call");
      return call;
    },
    /** As a process that dies: every connection is cut. */
    async die() {
      const closed = once(http, "close");
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}
