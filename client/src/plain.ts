import type { Json, JsonObject } from "./wire.ts";

/**
 * A copy of what JSON holds of a value, as the gate will show it. What JSON would drop or change in silence is refused: nobody
 * could be shown it, so nobody could approve it.
 */
export function plain(value: unknown, path: string): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item, at) => plain(item, `${path}[${at}]`));
  if (isPlainObject(value)) return plainObject(value, path);
  const what = typeof value === "object" ? (value.constructor?.name ?? "object") : typeof value;
  throw new TypeError(`${path} is not JSON (${what}), so nobody can be shown it.`);
}

export function plainObject(value: Readonly<Record<string, unknown>>, path: string): JsonObject {
  const given = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(given.map(([key, item]) => [key, plain(item, `${path}.${key}`)]));
}

/**
 * A copy of what is shown of a value, for the tool: its dates stay dates. What a getter, a proxy or a prototype would answer when it is
 * read again, or what somebody writes into the original, is not in it. What cannot be shown stays as it is, for `plain` to refuse.
 */
export function taken(value: unknown): unknown {
  if (value instanceof Date) return new Date(value.toISOString());
  if (Array.isArray(value)) return Array.from(value, taken);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, taken(item)]));
}

/** An object of data: no class but `Object`, nothing under a symbol. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isOfNoClass = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isOfNoClass && Object.getOwnPropertySymbols(value).length === 0;
}
