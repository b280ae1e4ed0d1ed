import type { TimelineEntry } from "@loopgate/contract";
import { useLanguage } from "../texts.tsx";
import { momentText } from "../ui/durations.ts";
import { ShownText } from "../untrusted/shown-text.tsx";

/** The story of a request, oldest first. */
export function Timeline({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const { language, texts } = useLanguage();
  const { timeline } = texts;
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
            <span className="font-medium">{timeline.kinds[kind]}</span> {who !== null && <ShownText>{who}</ShownText>}{" "}
            {channel !== null && <span className="text-ink3">{timeline.via(channel)}</span>}{" "}
            {detail !== null && (
              <span className="[overflow-wrap:anywhere] text-ink2">
                <ShownText>{detail}</ShownText>
              </span>
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
