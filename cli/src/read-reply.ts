import type { Face, Json, JsonObject, Reply } from "@loopgate/contract";
import { UserError } from "./shell.ts";
import { texts } from "./texts.ts";

const { terminal } = texts;

/** What a person typed after the code. Without `arguments` an edit is still to be made. */
export type Typed =
  | Reply
  | { readonly kind: "edit"; readonly arguments?: undefined }
  | { readonly kind: "form"; readonly values?: undefined };

/** The words of an answer, as an answer to this card: `approve`, `reject too late`, `pick 2`, `text …`, `form {…}`, `edit {…}`. */
export function readReply(words: readonly string[], face: Face): Typed {
  const [kind = "", ...rest] = words;
  const text = rest.join(" ").trim();
  switch (kind.toLowerCase()) {
    case "approve":
      return text === "" ? { kind: "approve" } : refuse(terminal.noMore("approve"));
    case "reject":
      return text === "" ? { kind: "reject" } : { kind: "reject", reason: text };
    case "pick":
      return { kind: "pick", values: picked(rest, face) };
    case "text":
      return text === "" ? refuse(terminal.textMissing) : { kind: "text", text };
    case "form":
      return text === "" ? { kind: "form" } : { kind: "form", values: readObject(text) };
    case "edit":
      return text === "" ? { kind: "edit" } : { kind: "edit", arguments: readObject(text) };
    default:
      return refuse(terminal.unknownReply(kind));
  }
}

/** A JSON object as somebody typed it. */
export function readObject(text: string): JsonObject {
  const value = parsed(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(terminal.notAnObject);
  return value as JsonObject;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return refuse(terminal.notJson(error instanceof Error ? error.message : ""));
  }
}

function picked(names: readonly string[], face: Face): string[] {
  if (face.options.length === 0) return refuse(terminal.noOptions);
  if (names.length === 0) return refuse(terminal.pickMissing);
  const together = names.join(" ");
  const isOneName = names.length > 1 && matches(together, face).length > 0;
  if (isOneName && names.some((name) => matches(name, face).length > 0))
    return refuse(terminal.ambiguousOption(together));
  return [...new Set((isOneName ? [together] : names).map((name) => one(name, face)))];
}

function one(name: string, face: Face): string {
  const [value, ...others] = matches(name, face);
  if (value === undefined) return refuse(terminal.noSuchOption(name));
  return others.length === 0 ? value : refuse(terminal.ambiguousOption(name));
}

/**
 * By number, label or value. An agent chooses values and labels: an option that calls itself "2" while it stands first
 * must not be picked by somebody who means the second, so a name that could mean two is refused.
 */
function matches(name: string, { options }: Face): string[] {
  const wanted = name.trim().toLowerCase();
  return options
    .filter(({ value, label }, at) => [String(at + 1), value.toLowerCase(), label.toLowerCase()].includes(wanted))
    .map(({ value }) => value);
}

function refuse(message: string): never {
  throw new UserError(message);
}
