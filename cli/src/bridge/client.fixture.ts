import { EventEmitter, once } from "node:events";
import { PassThrough } from "node:stream";
import { recordedShell } from "../recorded-shell.fixture.ts";
import { run } from "../run.ts";

type Said = {
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: { readonly message?: string };
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string };
};

/** For tests: `loopgate mcp` in this process, and the client at its other end, which sees what it writes line by line. */
export function mcpClient(
  variables: Readonly<Record<string, string>>,
  extras: Partial<Omit<Parameters<typeof recordedShell>[0], "variables">> = {},
) {
  const input = new PassThrough();
  const { shell, printed, interrupt } = recordedShell({ variables, sent: input, ...extras });
  const said: Said[] = [];
  const heard = new EventEmitter().setMaxListeners(0);
  const write = (text: string) => {
    said.push(JSON.parse(text) as Said);
    heard.emit("said");
  };
  const exit = run(["mcp"], { ...shell, peer: { ...shell.peer, write } });

  async function next(matches: (message: Said) => boolean): Promise<Said> {
    for (;;) {
      const found = said.find(matches);
      if (found) return found;
      await once(heard, "said");
    }
  }

  const send = (message: unknown) =>
    void input.write(`${typeof message === "string" ? message : JSON.stringify(message)}\n`);
  return {
    said,
    printed,
    interrupt,
    next,
    send,
    /** Sends a request; the answer to it. */
    request(id: string | number, method: string, params: object = {}): Promise<Said> {
      send({ jsonrpc: "2.0", id, method, params });
      return next((message) => message.id === id);
    },
    async end() {
      input.end();
      return exit;
    },
  };
}

/** The `_meta` of a client that speaks revision 2026-07-28. */
export const modern = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "Some Client", version: "2.0" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
