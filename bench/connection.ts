/** A keep-alive connection that costs its process next to nothing, so that the server is what is measured. */
import { createConnection } from "node:net";
import { once } from "node:events";

export type Answer = { readonly status: number; readonly body: string };
export type Sent = {
  readonly body?: unknown;
  readonly credential?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Connection = {
  /** One call at a time. */
  call(method: "GET" | "POST", path: string, sent?: Sent): Promise<Answer>;
  close(): void;
};

export async function connect(port: number): Promise<Connection> {
  const socket = createConnection({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let received = "";
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
  socket.setEncoding("latin1").on("data", (text: string) => {
    received += text;
    const answer = answerIn(received);
    if (!answer) return;
    received = "";
    const { resolve } = waiting ?? { resolve: () => {} };
    waiting = undefined;
    resolve(answer);
  });
  const broken = (error?: Error) => waiting?.reject(error ?? new Error("the server closed the connection"));
  socket.on("error", broken).on("close", () => broken());

  return {
    call(method, path, { body, credential, headers = {} } = {}) {
      const text = body === undefined ? "" : JSON.stringify(body);
      const head = [
        `${method} ${path} HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        ...(credential === undefined ? [] : [`Authorization: Bearer ${credential}`]),
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
        ...(text === "" ? [] : ["Content-Type: application/json", `Content-Length: ${Buffer.byteLength(text)}`]),
      ];
      socket.write(`${head.join("\r\n")}\r\n\r\n${text}`);
      return new Promise((resolve, reject) => (waiting = { resolve, reject }));
    },
    close: () => void socket.destroy(),
  };
}

/** A whole answer, with its length told or in chunks; undefined while more has to come. */
function answerIn(received: string): Answer | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = received.slice(0, end);
  const rest = received.slice(end + 4);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) return rest.length >= Number(length) ? { status, body: rest } : undefined;
  if (!rest.endsWith("0\r\n\r\n")) return undefined;
  return { status, body: unchunked(rest) };
}

function unchunked(rest: string): string {
  let body = "";
  for (let at = 0; ;) {
    const line = rest.indexOf("\r\n", at);
    const length = Number.parseInt(rest.slice(at, line), 16);
    if (!(length > 0)) return body;
    body += rest.slice(line + 2, line + 2 + length);
    at = line + 2 + length + 2;
  }
}

/** What must have gone well, as JSON. */
export async function expectOk(answer: Promise<Answer>): Promise<Record<string, unknown>> {
  const { status, body } = await answer;
  if (status !== 200) throw new Error(`${status} ${body}`);
  return JSON.parse(body) as Record<string, unknown>;
}
