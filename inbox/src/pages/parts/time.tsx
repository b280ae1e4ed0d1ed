import { useLanguage } from "../../texts.tsx";
import { now } from "../../world/clock.ts";

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 30],
  ["month", 12],
  ["year", Infinity],
];

/** How long ago, or how far ahead; the exact time beneath the pointer. */
export function Ago({ at }: { readonly at: string }) {
  const { language } = useLanguage();
  const exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
  return (
    <time dateTime={at} title={exact}>
      {agoText(Date.parse(at) - now(), language)}
    </time>
  );
}

/** A day and its time, as people of this language write it. */
export function Moment({ at }: { readonly at: string }) {
  const { language } = useLanguage();
  return (
    <time dateTime={at}>
      {new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at))}
    </time>
  );
}

/** In the largest unit that is at least one. */
export function agoText(ms: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  let left = ms / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(left) < size) return format.format(Math.trunc(left), unit);
    left /= size;
  }
  return format.format(Math.trunc(left), "year");
}
