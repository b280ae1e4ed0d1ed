import { lookAlikes } from "@loopgate/contract/look-alikes";
import { marksIn } from "@loopgate/contract/visible";
import type { ReactNode } from "react";

/** Over this nobody reads letter by letter; the warning above the card is made of the whole text all the same. */
const LONGEST_MARKED = 20_000;

/**
 * A text in its visible form, letter for letter: what was hidden and what looks like something else stands out. Only ever text
 * nodes: nothing in it becomes markup, a link or a picture.
 */
export function ShownText({ children: text }: { readonly children: string }): ReactNode {
  const marked = text.length > LONGEST_MARKED ? hiddenIn(text) : spots(text);
  if (marked.length === 0) return text;
  const parts: ReactNode[] = [];
  let from = 0;
  for (const { at, length, look } of marked) {
    if (at < from) continue;
    parts.push(
      text.slice(from, at),
      <span key={at} className={look}>
        {text.slice(at, at + length)}
      </span>,
    );
    from = at + length;
  }
  return [...parts, text.slice(from)];
}

/** How a hidden character looks that is written out. */
export const HIDDEN = "mx-px rounded-[3px] bg-bad px-0.5 text-[.85em] text-bad-ink";
const ALIKE = "rounded-[3px] bg-bad-soft text-bad-text shadow-[inset_0_0_0_1px_var(--bad)]";

type Spot = { readonly at: number; readonly length: number; readonly look: string };

function spots(text: string): readonly Spot[] {
  const alike = lookAlikes(text).map(({ at, word }) => ({ at, length: word.length, look: ALIKE }));
  return [...hiddenIn(text), ...alike].toSorted((one, other) => one.at - other.at);
}

function hiddenIn(text: string): readonly Spot[] {
  return marksIn(text).map(({ at, length }) => ({ at, length, look: HIDDEN }));
}
