import { visible } from "@loopgate/contract/visible";
import type { ReactNode } from "react";
import { ShownText } from "../../untrusted/shown-text.tsx";

/** Over this it is black on white: tens of thousands of coloured bits would make the page slow. */
const LONGEST_COLOURED = 20_000;
const TOKEN = /(?<key>"(?:[^"\\]|\\.)*"(?=:))|(?<text>"(?:[^"\\]|\\.)*")|(?<value>-?\d[\d.eE+-]*|true|false|null)/g;

/**
 * The canonical JSON to the letter, in its visible form, on as many lines as it needs: what is read here is what the fingerprint
 * covers. Letters keep the order in which they are stored.
 */
export function CanonicalJson({ text }: { readonly text: string }) {
  const shown = visible(text).text;
  return (
    <pre
      dir="ltr"
      data-canonical
      className="m-3 rounded-lg border border-line bg-sunk px-3 py-2.5 text-[12.5px] leading-[1.6] whitespace-pre-wrap [overflow-wrap:anywhere] [unicode-bidi:bidi-override]"
    >
      <code>{shown.length > LONGEST_COLOURED ? <ShownText>{shown}</ShownText> : coloured(shown)}</code>
    </pre>
  );
}

const COLOURS = { key: "text-info-text", text: "text-go-text", value: "text-warn-text" } as const;

function coloured(text: string): readonly ReactNode[] {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const { 0: token, index, groups = {} } of text.matchAll(TOKEN)) {
    const kind = (["key", "text", "value"] as const).find((each) => groups[each] !== undefined) ?? "value";
    parts.push(
      text.slice(from, index),
      <span key={index} className={COLOURS[kind]}>
        <ShownText>{token}</ShownText>
      </span>,
    );
    from = index + token.length;
  }
  return [...parts, text.slice(from)];
}
