/** A setting of the surroundings in Node, Deno and Bun; a browser has none. */
export function setting(name: "LOOPGATE_URL" | "LOOPGATE_API_KEY"): string | undefined {
  const { process } = globalThis as {
    readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
  };
  return process?.env?.[name] || undefined;
}
