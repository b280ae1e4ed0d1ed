/**
 * The data of each server-sent event, without its line ends (a JSON text has none inside its strings). Comments, which keep
 * the connection alive, give nothing. https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* eventsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  let data: string[] = [];
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("data:")) data.push(line.slice(5).trim());
      if (line !== "" || data.length === 0) continue;
      yield data.join(" ");
      data = [];
    }
  }
}
