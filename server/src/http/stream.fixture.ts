type Message = { readonly id?: string; readonly event?: string; readonly data?: unknown; readonly beat?: boolean };

/** Follows a stream of server-sent events; `next` waits for a message that has what is asked for. */
export async function followStream(
  app: { request(path: string, init: RequestInit): Response | Promise<Response> },
  path: string,
  headers: Record<string, string> = {},
) {
  const left = new AbortController();
  const response = await app.request(path, {
    headers: { host: "127.0.0.1:8080", ...headers },
    signal: left.signal,
  });
  const seen: Message[] = [];
  let read = 0;
  let isOver = false;
  let grown = Promise.withResolvers<void>();
  const ended = response.status === 200 && response.body ? drain(response.body) : Promise.resolve();

  async function drain(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    try {
      for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true });
        const frames = text.split("\n\n");
        text = frames.pop() ?? "";
        seen.push(...frames.map(messageOf));
        grown.resolve();
        grown = Promise.withResolvers();
      }
    } catch (error) {
      if (!left.signal.aborted) throw error;
    }
    isOver = true;
    grown.resolve();
  }

  return {
    response,
    seen,
    ended,
    leave: () => left.abort(),
    /** The next message, after those that were taken already, that fits. */
    async next(fits: (message: Message) => boolean): Promise<Message> {
      for (;;) {
        const { promise } = grown;
        const at = seen.findIndex((message, index) => index >= read && fits(message));
        const found = seen[at];
        if (found) {
          read = at + 1;
          return found;
        }
        if (isOver) throw new Error(`the stream ended after ${JSON.stringify(seen)}`);
        await promise;
      }
    },
  };
}

function messageOf(frame: string): Message {
  if (frame === ":") return { beat: true };
  const fields = Object.fromEntries(
    frame.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const { id, event, data } = fields as { id?: string; event?: string; data?: string };
  return {
    ...(id !== undefined && { id }),
    ...(event !== undefined && { event }),
    ...(data !== undefined && { data: JSON.parse(data) }),
  };
}
