import { visible } from "@loopgate/contract/visible";
import type { Json, JsonObject } from "@loopgate/contract";

export type Leaf = {
  /** As the gate writes it: `spec.replicas`, `items[0]["a b"]`. */
  readonly path: string;
  /** In its visible form; a text is bare unless it could be taken for something else. */
  readonly text: string;
  /** `text` for a bare text, which may have lines; else what kind of JSON it is. */
  readonly kind: "text" | "quoted" | "number" | "word" | "empty";
};

/** Every leaf of an action's arguments with its path, keys in their canonical order. */
export function leavesOf(value: JsonObject): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (inner: Json, path: string): void => {
    const entries = entriesOf(inner);
    if (entries.length === 0) leaves.push({ path, ...shown(inner) });
    for (const [step, member] of entries)
      walk(member, path === "" && step.startsWith(".") ? step.slice(1) : path + step);
  };
  if (Object.keys(value).length > 0) walk(value, "");
  return leaves;
}

function entriesOf(value: Json): readonly (readonly [string, Json])[] {
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) return (value as readonly Json[]).map((member, at) => [`[${at}]`, member] as const);
  const object = value as JsonObject;
  return Object.keys(object)
    .toSorted()
    .map((key) => [stepOf(visible(key).text), object[key] ?? null] as const);
}

function stepOf(key: string): string {
  return /^[\p{L}\p{N}_$-]+$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function shown(value: Json): Pick<Leaf, "text" | "kind"> {
  if (typeof value === "number") return { text: JSON.stringify(value), kind: "number" };
  if (typeof value !== "string")
    return { text: JSON.stringify(value), kind: typeof value === "object" && value !== null ? "empty" : "word" };
  if (isPlain(value)) return { text: visible(value).text, kind: "text" };
  return { text: visible(JSON.stringify(value)).text, kind: "quoted" };
}

/** Blanks at its ends, and what reads like a number or a word of JSON, are seen only in quotes. */
function isPlain(text: string): boolean {
  const isBounded = /^[^\s"'{}[\]]/u.test(text) && /[^\s"']$/u.test(text);
  return isBounded && !/^(true|false|null|[-+]?[\d.][\d.eE+-]*)$/i.test(text);
}
