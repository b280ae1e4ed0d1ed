/** The words of a command line as a shell divides it, as far as `commandLine` writes one. */
export function wordsOf(command: string): readonly string[] {
  const words = command.matchAll(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g);
  return [...words].map(([word]) => word.replaceAll(/'([^']*)'|"([^"]*)"|\\(.)/g, "$1$2$3"));
}
