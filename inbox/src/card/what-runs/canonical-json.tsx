import { visibleJson } from "@loopgate/contract/visible";
import type { ReactNode } from "react";
import { HIDDEN, ShownText } from "../../untrusted/shown-text.tsx";

/** Over this it is black on white: tens of thousands of coloured bits would make the page slow. */
const LONGEST_COLOURED = 20_000;
const TOKEN = /(?<key>"(?:[^"\\]|\\.)*"(?=:))|(?<text>"(?:[^"\\]|\\.)*")|(?<value>-?\d[\d.eE+-]*|true|false|null)/g;

/**
 * The canonical JSON to the letter, on as many lines as it needs: what is read here is what the fingerprint covers. Hidden characters
 * are JSON's own escapes, and letters keep the order in which they are stored.
 */
export function CanonicalJson({ text }: { readonly text: string }) {
  const shown = visibleJson(text);
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
        {escapes(token)}
      </span>,
    );
    from = index + token.length;
  }
  return [...parts, text.slice(from)];
}

/** What is written out stands out; an escaped backslash before a `u` writes nothing out. */
function escapes(token: string): readonly ReactNode[] {
  return token.split(/(\\u[0-9a-f]{4}|\\.)/).map((part, at) =>
    part.startsWith("\\u") ? (
      <span key={at} className={HIDDEN}>
        {part}
      </span>
    ) : (
      <ShownText key={at}>{part}</ShownText>
    ),
  );
}
