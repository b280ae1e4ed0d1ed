import type { Json, JsonObject } from "./ids.ts";

/**
 * Canonical JSON (RFC 8785, JCS): object keys sorted by UTF-16 units, no white space, numbers and strings as
 * ECMAScript prints them. Throws a TypeError for what I-JSON (RFC 7493) does not have: lone surrogates, NaN, Infinity.
 */
export function canonical(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return canonicalNumber(value);
  if (typeof value === "string") return canonicalString(value);
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  return canonicalObject(value);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} is not a JSON number`);
  return JSON.stringify(value);
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError("a string with a lone surrogate is not JSON text");
  return JSON.stringify(value);
}

function canonicalObject(value: JsonObject): string {
  let members = "";
  // Without a comparator texts are sorted by their UTF-16 units.
  for (const key of Object.keys(value).toSorted()) {
    const member = value[key];
    if (member !== undefined) members += `${members && ","}${canonicalString(key)}:${canonical(member)}`;
  }
  return `{${members}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
