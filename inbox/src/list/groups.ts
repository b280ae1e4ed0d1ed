import type { InboxRow } from "@loopgate/contract";

const SOON_MS = 15 * 60_000;

/** What is due within fifteen minutes stands before what is due later. */
export function groupsOf(rows: readonly InboxRow[], now: number) {
  const isSoon = ({ expires_at }: InboxRow) => Date.parse(expires_at) - now < SOON_MS;
  return { soon: rows.filter(isSoon), later: rows.filter((row) => !isSoon(row)) };
}
