import { LoopgateError } from "@loopgate/contract";
import type { Millis } from "../kit/clock.ts";

/** A place in a list: after this row. `by` names another order than by time of creation, so that no cursor is taken for another's. */
export type Place = { readonly by?: "due"; readonly at: Millis; readonly id: string };

export function writeCursor({ by, at, id }: Place): string {
  return Buffer.from(`${by === undefined ? "" : `${by} `}${at} ${id}`).toString("base64url");
}

/** Throws `invalid_request` for what is no cursor of this order. */
export function readCursor(cursor: string, by?: Place["by"]): Place {
  const text = Buffer.from(cursor, "base64url").toString();
  const [, kind, at, id] = /^(?:([a-z]+) )?(\d{1,16}) ([^\p{C}]{1,128})$/u.exec(text) ?? [];
  if (at === undefined || id === undefined || kind !== by) {
    const fields = [{ path: "cursor", message: "Send the next_cursor of an earlier page, unchanged." }];
    throw new LoopgateError("invalid_request", "This cursor is not one that Loopgate gave.", fields);
  }
  return { ...(by !== undefined && { by }), at: Number(at), id };
}
