/** What in a request may mislead the eye. */
export const warning = {
  title: "Look twice: this text is not what it seems",
  hidden: (count: number) => `${count} hidden ${count === 1 ? "character is" : "characters are"} written out as ⟦U+…⟧.`,
  direction: (where: string) =>
    `${where}: characters that turn the direction of the text. It may run in another order than it is read.`,
  rightToLeft: (where: string) =>
    `${where}: letters that run from right to left. What stands beside them may be in another order than it looks.`,
  mixed: (word: string, where: string) => `${where}: “${word}” mixes letters of alphabets that look alike.`,
  other: (word: string, where: string) => `${where}: “${word}” is written in letters that only look Latin.`,
  styled: (word: string, where: string) => `${where}: “${word}” is written in letters that imitate plain ones.`,
  sign: (code: string, where: string) => `${where}: ${code} looks like a plain sign, and is none.`,
  more: (count: number) => `… and ${count} more.`,
  where: {
    action: "The action",
    arguments: "The arguments",
    words: "The agent's words",
    options: "The options",
    form: "The form",
    agent: "The agent's name",
  },
};
