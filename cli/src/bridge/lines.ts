/** A line as it came, or how long one was that is longer than anybody is ready to keep. */
export type Line =
  | { readonly text: string; readonly bytes: number }
  | { readonly text?: never; readonly bytes: number };

const NEWLINE = 0x0a;

/** The lines of a stream of UTF-8, without their ends; empty ones are left out. Of a line over `most` bytes nothing is kept. */
export async function* linesOf(input: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Line> {
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  const add = (piece: Uint8Array) => {
    bytes += piece.length;
    if (bytes > most) pieces = [];
    else pieces.push(piece);
  };
  const take = (): Line | undefined => {
    const line = bytes > most ? { bytes } : { text: Buffer.concat(pieces).toString("utf8").trim(), bytes };
    pieces = [];
    bytes = 0;
    return line.text === "" ? undefined : line;
  };
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, end));
      from = end + 1;
      const line = take();
      if (line) yield line;
    }
    add(chunk.subarray(from));
  }
  const rest = take();
  if (rest) yield rest;
}
