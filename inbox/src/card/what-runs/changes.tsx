import type { JsonObject } from "@loopgate/contract";
import { diffWordsWithSpace } from "diff";
import { useTexts } from "../../texts.tsx";
import { ShownText } from "../../untrusted/shown-text.tsx";
import { changesBetween, type Change } from "./changed-leaves.ts";

/** A longer difference is told as old and new: nobody finds a word in it, and the search for words takes long. */
const MOST_EDITS = 2_000;

/** What a person has changed in an action's arguments, word by word. Loaded where somebody edits. */
export function Changes({ before, after }: { readonly before: JsonObject; readonly after: JsonObject }) {
  const { card } = useTexts();
  const changes = changesBetween(before, after);
  if (changes.length === 0) return <p className="px-4 py-6 text-center text-[13px] text-ink3">{card.noChanges}</p>;
  return (
    <dl className="divide-y divide-line">
      {changes.map((change) => (
        <div key={change.path} className="space-y-1.5 px-4 py-3">
          <dt className="font-mono text-[12.5px] [overflow-wrap:anywhere] text-ink2">
            <ShownText>{change.path}</ShownText>
          </dt>
          <dd dir="ltr" className="text-[13px] leading-relaxed whitespace-pre-wrap [overflow-wrap:anywhere]">
            <Difference change={change} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Difference({ change: { before = "", after = "" } }: { readonly change: Change }) {
  const { card } = useTexts();
  const parts = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  return parts.map(({ value, added, removed }, at) => {
    if (!added && !removed) return <ShownText key={at}>{value}</ShownText>;
    const Part = added ? "ins" : "del";
    return (
      <Part
        key={at}
        className={
          added
            ? "rounded-[3px] bg-go/20 px-0.5 no-underline"
            : "rounded-[3px] bg-bad/20 px-0.5 decoration-bad/60 line-through"
        }
      >
        <span className="sr-only">{added ? card.added : card.removed} </span>
        <ShownText>{value}</ShownText>
      </Part>
    );
  });
}
