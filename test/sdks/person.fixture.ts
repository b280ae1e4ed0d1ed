/** A person at a real gate, whom programs in other languages have do something by a call on loopback. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Reply } from "../../contract/src/index.ts";
import type { Gate } from "../mcp/gate.fixture.ts";

/** Of the request that waits with this message, or of this one. */
type Answer = { readonly message?: string; readonly request_id?: string; readonly reply: Reply };
type Command = { readonly answer: Answer } | { readonly refused: Answer } | { readonly restart: "stop" | "crash" };

/**
 * Takes `{"answer": {"message", "reply"}}`, once such a request waits, `{"refused": …}` for a reply that the gate must not
 * take, and `{"restart": "stop" | "crash"}`.
 */
export async function openPerson(gate: Gate): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    void obey(request)
      .then(
        () => 200,
        (error: unknown) => {
          console.error(error);
          return 500;
        },
      )
      .then((status) => response.writeHead(status).end());
  });
  async function obey(request: IncomingMessage) {
    const command = JSON.parse(await textOf(request)) as Command;
    if ("restart" in command) await gate.restart(command.restart);
    else if ("answer" in command) await answer(command.answer);
    else
      await answer(command.refused).then(
        () => Promise.reject(new Error("the reply was taken")),
        () => {},
      );
  }
  async function answer({ message, request_id: id, reply }: Answer) {
    await gate.answer(id ?? (await gate.asked(message)), reply);
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}
