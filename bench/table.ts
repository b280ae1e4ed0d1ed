/** A Markdown table. */
export function table(heads: readonly string[], lines: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function verdict(met: boolean): string {
  return met ? "met" : "**missed**";
}
