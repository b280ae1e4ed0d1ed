import type { JsonObject } from "@loopgate/contract";
import { useMemo } from "react";
import { useTexts } from "../../texts.tsx";
import { ShownText } from "../../untrusted/shown-text.tsx";
import { leavesOf, type Leaf } from "./leaves.ts";

const LONG = 80;
/** Over this lines have no numbers: each would be three elements more. */
const MOST_NUMBERED = 1_000;
const LOOKS: Readonly<Record<Leaf["kind"], string>> = {
  text: "",
  quoted: "",
  number: "text-warn-text",
  word: "text-warn-text",
  empty: "text-ink3",
};

/** Every argument on a line of its own; a long one has its own block. */
export function Fields({ values }: { readonly values: JsonObject }) {
  const { card } = useTexts();
  const leaves = useMemo(() => leavesOf(values), [values]);
  if (leaves.length === 0) return <p className="px-4 py-3 text-[13px] text-ink3">{card.noArguments}</p>;
  return (
    <dl className="divide-y divide-line">
      {leaves.map((leaf) => (
        <Field key={leaf.path} leaf={leaf} />
      ))}
    </dl>
  );
}

function Field({ leaf: { path, text, kind } }: { readonly leaf: Leaf }) {
  const lines = text.split("\n");
  const isLong = lines.length > 1 || text.length > LONG;
  return (
    <div
      className={
        isLong
          ? "row-lazy space-y-1.5 px-4 py-2.5"
          : "row-lazy grid grid-cols-[minmax(6rem,11rem)_1fr] gap-3 px-4 py-2.5"
      }
    >
      <dt className="font-mono text-[12.5px] [overflow-wrap:anywhere] text-ink3 [unicode-bidi:isolate]">
        <ShownText>{path}</ShownText>
      </dt>
      <dd className="min-w-0">
        {lines.length > 1 && lines.length <= MOST_NUMBERED ? (
          <Lines lines={lines} />
        ) : (
          <code
            dir="ltr"
            className={`text-[13px] break-words whitespace-pre-wrap [overflow-wrap:anywhere] [unicode-bidi:isolate] ${LOOKS[kind]}`}
          >
            <ShownText>{text}</ShownText>
          </code>
        )}
      </dd>
    </div>
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <pre
      dir="ltr"
      className="rounded-lg border border-line bg-sunk py-2.5 pr-3 text-[12.5px] leading-[1.6] whitespace-pre-wrap"
    >
      {lines.map((line, at) => (
        <span key={at} className="flex">
          <span aria-hidden className="w-10 shrink-0 pr-3 text-right text-ink3 select-none">
            {at + 1}
          </span>
          <code className="min-w-0 [overflow-wrap:anywhere] [unicode-bidi:isolate]">
            <ShownText>{line}</ShownText>
            {"\n"}
          </code>
        </span>
      ))}
    </pre>
  );
}
