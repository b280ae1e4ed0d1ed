import type { InboxTexts } from "@loopgate/server/texts/inbox";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What is left of a span at a time, and how much it presses. All in milliseconds. */
export function timeLeft({
  from,
  until,
  now,
}: {
  readonly from: string;
  readonly until: string;
  readonly now: number;
}) {
  const left = Math.max(0, Date.parse(until) - now);
  const whole = Math.max(1, Date.parse(until) - Date.parse(from));
  const urgency = left < MINUTE ? "now" : left < 5 * MINUTE ? "soon" : "later";
  return { left, fraction: left / whole, urgency } as const;
}

/** 3:12, 1 h 55 m, 2 d 3 h. */
export function durationText(ms: number, time: InboxTexts["time"]): string {
  const seconds = Math.ceil(ms / 1000);
  if (ms < HOUR) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (ms < DAY) return time.hours(Math.floor(ms / HOUR), Math.floor((ms % HOUR) / MINUTE));
  return time.days(Math.floor(ms / DAY), Math.floor((ms % DAY) / HOUR));
}

/** How long ago that was, in the words of the language: “2 minutes ago”. */
export function agoText(then: string, now: number, language: string, time: InboxTexts["time"]): string {
  const ms = Math.max(0, now - Date.parse(then));
  if (ms < MINUTE) return time.justNow;
  const words = new Intl.RelativeTimeFormat(language, { numeric: "always", style: "short" });
  if (ms < HOUR) return words.format(-Math.floor(ms / MINUTE), "minute");
  return ms < DAY ? words.format(-Math.floor(ms / HOUR), "hour") : words.format(-Math.floor(ms / DAY), "day");
}

/** A day and a time of day, as the language writes them. */
export function momentText(moment: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(new Date(moment));
}
