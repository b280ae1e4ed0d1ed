// The protocol's SDK with one tool that answers a word, in a process of its own, by the same adapters as Loopgate's `/mcp`.
import { createMcpHandler, Server } from "@modelcontextprotocol/server";
import { Hono } from "hono";
import { listen } from "../server/src/http/listen.ts";
import { systemClock } from "../server/src/kit/clock.ts";

const handler = createMcpHandler(
  () => {
    const server = new Server({ name: "bare", version: "1.0" }, { capabilities: { tools: {} } });
    server.setRequestHandler("tools/list", () => ({ tools: [{ name: "word", inputSchema: { type: "object" } }] }));
    server.setRequestHandler("tools/call", () => ({ content: [{ type: "text", text: "word" }] }));
    return server;
  },
  { responseMode: "sse" },
);
const app = new Hono();
app.post("/mcp", async (context) => handler.fetch(context.req.raw, { parsedBody: await context.req.raw.json() }));

const { port } = await listen(app, { host: "127.0.0.1", port: 0, clock: systemClock });
process.send?.({ port });

// Whoever measures has gone, or is done.
process.once("disconnect", () => process.exit());
