/** A request's parameters as they came: from JSON with their types, from a form as strings. */
export type Parameters = Readonly<Record<string, unknown>>;

/** The server reads every parameter as a string; an absent one is the empty string. */
export function readString(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Clamped like the server's get_integer_arg. */
export function readInteger(
  parameters: Parameters,
  name: string,
  fallback: number,
  least = Number.MIN_SAFE_INTEGER,
  most = Number.MAX_SAFE_INTEGER,
): number {
  const value = readString(parameters, name);
  const number = value === "" ? fallback : Math.trunc(Number(value));
  return Math.min(Math.max(Number.isNaN(number) ? 0 : number, least), most);
}

/** A positive id, or undefined where it is absent or no such thing. */
export function readId(parameters: Parameters, name: string): number | undefined {
  const id = readInteger(parameters, name, 0);
  return id > 0 ? id : undefined;
}

export function readBoolean(parameters: Parameters, name: string): boolean {
  return ["true", "yes", "1"].includes(readString(parameters, name).toLowerCase());
}

/** A structured parameter; forms carry them as JSON in a string. Undefined where it is absent or no JSON. */
export function readJson(parameters: Parameters, name: string): unknown {
  const value = parameters[name];
  if (typeof value !== "string") return value ?? undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
