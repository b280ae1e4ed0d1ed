import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";

export type Received = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Record<string, unknown> & { readonly data?: Record<string, unknown> };
};

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close();
});

/** A web server on loopback that writes down what it is sent. `answer` says what it answers; without it 200. */
export async function openReceiver(answer: (response: ServerResponse, received: Received) => void = (r) => r.end()) {
  const received: Received[] = [];
  let reply = answer;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const body = text === "" ? {} : JSON.parse(text);
      const call = { path: String(request.url), headers: request.headers, text, body };
      received.push(call);
      reply(response, call);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const receiver = {
    port,
    url: `http://localhost:${port}/hook`,
    received,
    answers(next: typeof answer) {
      reply = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      if (server.listening) await once(server, "close");
    },
  };
  open.push(receiver);
  return receiver;
}
