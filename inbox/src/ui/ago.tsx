import { useLanguage } from "../texts.tsx";
import { useServerTime } from "../world/server-time.ts";
import { agoText, momentText } from "./durations.ts";

/** How long ago something was; the exact time stands behind it. */
export function Ago({ at }: { readonly at: string }) {
  const { language, texts } = useLanguage();
  return (
    <time dateTime={at} title={momentText(at, language)}>
      {agoText(at, useServerTime(), language, texts.time)}
    </time>
  );
}
