import { ACCESS_TOKEN_PREFIX } from "@loopgate/contract";
import type { Millis } from "../../kit/clock.ts";

/** The three secrets of OAuth. Each kind has a beginning of its own, so that none passes for another, or for an API key. */
export type TokenKind = "code" | "access" | "refresh";

const PREFIX: Readonly<Record<TokenKind, string>> = {
  code: "lk_oac_",
  access: ACCESS_TOKEN_PREFIX,
  refresh: "lk_ort_",
};

/** How long each is good for. A refresh token that is used brings a new one, and so the next thirty days. */
export const LIFE_MS: Readonly<Record<TokenKind, Millis>> = {
  code: 60_000,
  access: 3_600_000,
  refresh: 30 * 86_400_000,
};

/** 256 random bits behind the kind's beginning. */
export function newToken(kind: TokenKind, bytes: (length: number) => Buffer): string {
  return `${PREFIX[kind]}${bytes(32).toString("hex")}`;
}

export function isToken(kind: TokenKind, text: string): boolean {
  return text.startsWith(PREFIX[kind]) && /^[0-9a-f]{64}$/.test(text.slice(PREFIX[kind].length));
}
