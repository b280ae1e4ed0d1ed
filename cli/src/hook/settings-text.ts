import { isDeepStrictEqual } from "node:util";
import type { Json, JsonObject } from "@loopgate/contract";
import { isObject } from "../bridge/message.ts";
import { withMember } from "../connect/json-member.ts";
import type { HookFile } from "./files.ts";

/** The settings of a client's file; throws where the text is none. An empty file holds no settings yet. */
export function parseSettings(text: string | undefined): JsonObject {
  const value = JSON.parse((text ?? "").replace(/^\uFEFF/, "").trim() || "{}") as Json;
  if (isObject(value)) return value;
  throw new TypeError("it is not a JSON object");
}

/** The text with these lists as its hooks and every other byte as it was; undefined where that cannot be promised. */
export function withLists(
  { form }: Pick<HookFile, "form">,
  text: string | undefined,
  lists: Readonly<Record<string, readonly Json[]>>,
): string | undefined {
  const before = parseSettings(text);
  // The flat files say which version of their form they are.
  const versioned = form === "flat" && before["version"] === undefined ? { version: 1, ...before } : before;
  const hooks = before["hooks"] ?? {};
  if (!isObject(hooks)) return undefined;
  const wanted: JsonObject = { ...versioned, hooks: { ...hooks, ...lists } };
  if (text !== undefined && isDeepStrictEqual(before, wanted)) return text;
  const isNew = Object.keys(before).length === 0;
  const after = isNew ? `${JSON.stringify(wanted, null, 2)}\n` : changed(text ?? "", before, wanted, lists);
  return isDeepStrictEqual(parseSettings(after), wanted) ? after : undefined;
}

function changed(
  text: string,
  before: JsonObject,
  { version }: JsonObject,
  lists: Readonly<Record<string, readonly Json[]>>,
): string {
  const own = before["version"] === undefined && version !== undefined ? withMember(text, ["version"], version) : text;
  return Object.entries(lists).reduce((made, [event, list]) => withMember(made, ["hooks", event], list), own);
}
