import { useLanguage } from "../../texts.tsx";
import { momentText } from "../../ui/durations.ts";

/** A day and a time of day. */
export function Moment({ at }: { readonly at: string }) {
  const { language } = useLanguage();
  return <time dateTime={at}>{momentText(at, language)}</time>;
}
