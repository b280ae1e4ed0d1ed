import { Refusal } from "./errors.ts";
import { readString, type Parameters } from "./parameters.ts";

type Bucket = { readonly capacity: number; readonly perSecond: number };

/** Token buckets for what a bot sends and edits; a limit that is left out does not apply. */
export type RateLimits = {
  readonly overall?: Bucket;
  /** For each chat. */
  readonly chat?: Bucket;
  /** For each group, on top of `chat`. */
  readonly group?: Bucket;
};

/** What core.telegram.org/bots/faq names: about 30 messages a second, one a second in a chat, 20 a minute in a group. */
export const telegramLimits: RateLimits = {
  overall: { capacity: 30, perSecond: 30 },
  chat: { capacity: 3, perSecond: 1 },
  group: { capacity: 20, perSecond: 20 / 60 },
};

export type RateLimiter = { take(token: string, method: string, parameters: Parameters): void };

const limited = /^(sendMessage|editMessage\w*)$/i;

/** Refuses with 429 and `retry_after` once a bucket is empty; a refused request costs nothing. */
export function createRateLimiter(limits: RateLimits, now: () => number): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();

  function level(name: string, bucket: Bucket): { tokens: number; at: number } {
    const known = buckets.get(name) ?? { tokens: bucket.capacity, at: now() };
    const refilled = known.tokens + ((now() - known.at) / 1000) * bucket.perSecond;
    const current = { tokens: Math.min(bucket.capacity, refilled), at: now() };
    buckets.set(name, current);
    return current;
  }

  return {
    take(token, method, parameters) {
      if (!limited.test(method)) return;
      const chat = readString(parameters, "chat_id");
      const named: [string, Bucket | undefined][] = [
        [`${token} overall`, limits.overall],
        [`${token} chat ${chat}`, limits.chat],
        [`${token} group ${chat}`, chat.startsWith("-") ? limits.group : undefined],
      ];
      const levels = named.flatMap(([name, bucket]) =>
        bucket === undefined ? [] : [{ level: level(name, bucket), perSecond: bucket.perSecond }],
      );
      const waits = levels.map((one) => (1 - one.level.tokens) / one.perSecond);
      const seconds = Math.ceil(Math.max(0, ...waits));
      if (seconds > 0) throw new Refusal("tooManyRequests", { seconds }, { retry_after: seconds });
      for (const one of levels) one.level.tokens--;
    },
  };
}
