/** Text with Telegram's HTML tags, made only by the functions below. */
export type Html = string & { readonly __brand: "html" };

/** Telegram takes this many UTF-16 units, counted after the tags and entities are read. */
export const LONGEST_MESSAGE = 4096;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A stranger's text as text. */
export function text(raw: string): Html {
  return raw.toWellFormed().replace(/[&<>"]/g, (character) => entities[character] ?? "") as Html;
}

export const bold = (raw: string): Html => `<b>${text(raw)}</b>` as Html;
export const code = (raw: string): Html => `<code>${text(raw)}</code>` as Html;
export const pre = (raw: string): Html => `<pre>${text(raw)}</pre>` as Html;

/** Long quotes fold, unless they must be read before approving. */
export function quote(raw: string, { mustBeRead = false }: { readonly mustBeRead?: boolean } = {}): Html {
  return `<blockquote${raw.length > 600 && !mustBeRead ? " expandable" : ""}>${text(raw)}</blockquote>` as Html;
}

/** A moment that clients draw live ("in 25 minutes"); those that cannot show `absolute`. */
export function liveTime(unixSeconds: number, absolute: string): Html {
  return `<tg-time unix="${unixSeconds}" format="r">${text(absolute)}</tg-time>` as Html;
}

/** A link that notifies the person, where he has no username too. */
export function mention(userId: string, name: string): Html {
  return `<a href="tg://user?id=${text(userId)}">${text(name)}</a>` as Html;
}

export function join(parts: readonly Html[], separator: " " | "\n" | " · " | ""): Html {
  return parts.join(separator) as Html;
}

/** For servers that do not know the tag yet. */
export function withoutLiveTimes(html: Html): Html {
  return html.replace(/<\/?tg-time[^>]*>/g, "") as Html;
}

/** What is left when the tags are taken away and the entities read: the text as people see it. */
export function plain(html: Html): string {
  const characters: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
  return html.replace(/<[^>]*>/g, "").replace(/&(amp|lt|gt|quot);/g, (_, name: string) => characters[name] ?? "");
}

/** At most `units` UTF-16 units, cut between code points and marked where it was cut. Cut first, escape afterwards. */
export function cut(raw: string, units: number): string {
  if (raw.length <= units) return raw;
  let end = Math.max(0, units - 1);
  if (/[\uD800-\uDBFF]/.test(raw[end - 1] ?? "")) end -= 1;
  return end <= 0 ? "" : `${raw.slice(0, end)}…`;
}
