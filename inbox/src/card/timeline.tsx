import type { TimelineEntry } from "@loopgate/contract";
import { useLanguage } from "../texts.tsx";
import { momentText } from "../ui/durations.ts";
import { ShownText } from "../untrusted/shown-text.tsx";

/** The story of a request, oldest first. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const { language, texts } = useLanguage();
  const { people, timeline, words } = texts;
  if (entries.length === 0) return null;
  return (
    <details className="group mt-5 text-[13px]">
      <summary className="w-fit cursor-pointer rounded text-[12px] font-medium text-ink3 hover:text-ink">
        {timeline.title}
      </summary>
      <ol className="mt-2 space-y-1.5 border-l border-line pl-4">
        {entries.map(({ at, kind, who, channel, detail }, index) => (
          <li
            key={index}
            className="relative before:absolute before:top-[7px] before:-left-[20px] before:size-[7px] before:rounded-full before:bg-field"
          >
            <span className="font-medium">{timeline.kinds[kind]}</span>
            {[who, named(people.channels, channel), named(words.outcome, detail)].map(
              (part, place) =>
                part !== null && (
                  <span key={place} className="[overflow-wrap:anywhere] text-ink2">
                    {" · "}
                    <ShownText>{part}</ShownText>
                  </span>
                ),
            )}
            <time dateTime={at} className="block text-[12px] text-ink3 tabular-nums">
              {momentText(at, language)}
            </time>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** As people call it, where it has such a name. */
function named(names: Readonly<Record<string, string>>, word: string | null): string | null {
  return word === null ? null : (names[word] ?? word);
}
