import { useTexts } from "../../texts.tsx";
import { ApiError, NotConnected } from "../../world/api.ts";
import { PasskeyNotUsed } from "../../world/passkey.ts";

/** Why something did not work, as a sentence for whoever tried it. */
export function useRefusal(): (error: unknown) => string {
  const { refusals } = useTexts();
  return (error) => {
    if (error instanceof NotConnected) return refusals.not_connected;
    if (error instanceof PasskeyNotUsed) return refusals[error.reason];
    if (!(error instanceof ApiError)) return refusals.browser;
    if (error.code === "rate_limited") return refusals.rate_limited(error.retryAfter ?? 60);
    const known = Object.hasOwn(refusals, error.code) ? refusals[error.code as keyof typeof refusals] : undefined;
    return typeof known === "string" ? known : error.message;
  };
}

/** What is wrong with one field, in the server's words; undefined where it is not this one. */
export function fieldError(error: unknown, path: string): string | undefined {
  return error instanceof ApiError ? error.fields.find((field) => field.path === path)?.message : undefined;
}
