/** What the command ends with where it fails. Imports nothing. A coding agent runs the tool after any failure of its hook but 2. */
export function failureOf([word]: readonly string[]): 2 | 3 {
  return word === "hook" ? 2 : 3;
}
