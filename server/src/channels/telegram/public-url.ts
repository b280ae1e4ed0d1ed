import { isPublicAddress, literalAddress } from "../../http/public-address.ts";
import type { PageOf } from "./card.ts";
import { WEBHOOK_PATH, type WebhookMode } from "./webhook.ts";

/** What follows from PUBLIC_URL: how updates come in, and where the page of a request is. `key` makes the webhook's secret. */
export function atPublicUrl(
  mode: "poll" | "webhook",
  publicUrl: URL | undefined,
  key: (purpose: string) => Buffer,
): { readonly mode: { readonly kind: "poll" } | WebhookMode; readonly pageOf: PageOf } {
  const pageOf: PageOf = ({ id }) =>
    publicUrl && canBeLinked(publicUrl) ? new URL(`/r/${id}`, publicUrl).href : undefined;
  if (mode === "poll") return { mode: { kind: "poll" }, pageOf };
  const secret = key("telegram webhook").toString("base64url");
  return { mode: { kind: "webhook", url: new URL(WEBHOOK_PATH, publicUrl).href, secret }, pageOf };
}

/** Telegram refuses a whole message for a button whose address it does not like: a name without a dot, or this machine's. */
function canBeLinked(url: URL): boolean {
  if (url.protocol !== "https:") return false;
  const literal = literalAddress(url);
  return literal === undefined
    ? url.hostname.includes(".") && !url.hostname.endsWith(".localhost")
    : isPublicAddress(literal);
}
