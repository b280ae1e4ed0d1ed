/** Fields of forms and arguments, and what is wrong with them. */
export const field = {
  optional: "optional",
  add: (name: string) => `Add ${name}`,
  remove: (name: string) => `Remove ${name}`,
  choose: "Choose …",
  leaveOut: "Leave out",
  item: (name: string, at: number) => `${name} ${at}`,
  asJson: (name: string) => `${name}, as JSON`,
  badJson: "This is no JSON. It is not sent.",
  yes: "Yes",
  no: "No",
  /** The validator says it in English. */
  wrong: (message: string) => `${message.charAt(0).toUpperCase()}${message.slice(1)}.`,
};
