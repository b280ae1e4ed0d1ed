import type { Face } from "@loopgate/contract";
import { TriangleAlert } from "lucide-react";
import { useMemo } from "react";
import { useTexts } from "../texts.tsx";
import { findingsOf, type Finding } from "./findings.ts";
import { ShownText } from "./shown-text.tsx";

const MOST_SHOWN = 6;

/** What in this request is not what it seems; nothing where nothing is. */
export function Warnings({ face }: { readonly face: Face }) {
  const { warning } = useTexts();
  const { hidden, found } = useMemo(() => findingsOf(face), [face]);
  const sentenceOf = (finding: Finding): string => {
    const where = warning.where[finding.place];
    if ("word" in finding)
      return warning[finding.kind](finding.kind === "sign" ? codeOf(finding.word) : finding.word, where);
    return warning[finding.kind](where);
  };
  const sentences = [...(hidden > 0 ? [warning.hidden(hidden)] : []), ...found.map(sentenceOf)];
  if (sentences.length === 0) return null;
  const rest = sentences.length - MOST_SHOWN;
  return (
    <div role="alert" className="mt-4 rounded-xl border border-bad/40 bg-bad-soft px-4 py-3 text-bad-text">
      <p className="flex items-center gap-2 text-[14px] font-semibold">
        <TriangleAlert size={15} aria-hidden />
        {warning.title}
      </p>
      <ul className="mt-1.5 list-disc space-y-1 pl-9 text-[13px] break-words">
        {sentences.slice(0, MOST_SHOWN).map((sentence) => (
          <li key={sentence}>
            <ShownText>{sentence}</ShownText>
          </li>
        ))}
        {rest > 0 && <li>{warning.more(rest)}</li>}
      </ul>
    </div>
  );
}

function codeOf(sign: string): string {
  return `${sign} (U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")})`;
}
