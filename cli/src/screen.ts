import { styleText } from "node:util";
import { marksIn, visible, visibleJson } from "@loopgate/contract";

export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";
/** A piece of a line. Its text may be anybody's: what could steer a terminal is written out before it gets there. */
export type Span = string | { readonly text: string; readonly style: Style };

/** A stream as lines for people, or as JSON for programs. The only way to the terminal. */
export type Screen = {
  line(...spans: readonly Span[]): void;
  /** Pretty JSON in plain printable characters: reading it gives the same value. */
  json(value: unknown): void;
};

export function createScreen({
  write,
  colors,
}: {
  readonly write: (text: string) => void;
  readonly colors: boolean;
}): Screen {
  const drawn = (span: Span): string => {
    if (typeof span === "string") return seen(span);
    return colors ? styleText(span.style, seen(span.text), { validateStream: false }) : seen(span.text);
  };
  return {
    line: (...spans) => write(`${spans.map(drawn).join("")}\n`),
    json: (value) => write(`${visibleJson(JSON.stringify(value, null, 2))}\n`),
  };
}

export function styled(style: Style, text: string): Span {
  return { text, style };
}

/** The text with whatever is hidden written out; what the gate has written out already stays as it is. */
export function seen(text: string): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { at, length } of marksIn(text)) {
    pieces.push(visible(text.slice(done, at)).text, text.slice(at, at + length));
    done = at + length;
  }
  return [...pieces, visible(text.slice(done)).text].join("");
}

const BAR = styled("dim", "  │ ");

/** Every line of a text that somebody else wrote, each behind a bar at the left: it can pass for no line of ours. */
export function barred(out: Screen, text: string): void {
  for (const line of text.split("\n")) out.line(BAR, line);
}
