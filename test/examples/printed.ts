/** What each `print` of a Python example writes, in the order of its source: a text, or a pattern where values stand in it. */
export function linesThatPrint(text: string): readonly RegExp[] {
  const prints = text.matchAll(/\bprint\(f?"([^"\n]*)"\)/g);
  return [...prints].map(([, template = ""]) => {
    const parts = template.split(/\{[^}]*\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    return new RegExp(`^${parts.join(".+")}$`, "u");
  });
}
