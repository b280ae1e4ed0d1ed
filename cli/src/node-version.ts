/** What is wrong with this Node, as a sentence that says what to do; undefined where it will do. Imports nothing. */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return undefined;
  return `Loopgate needs Node 22.19 or newer; this is ${version}. Install a newer one from https://nodejs.org, then run the command again.`;
}
