/** Where people say it in other words than the validator (contract/src/form.ts). */
const WRONG: readonly (readonly [RegExp, string])[] = [
  [/^is required$/, "Please fill this in."],
  [/^is not a known field$/, "There is no such field here."],
  [/^must be of type integer$/, "Must be a whole number."],
  [/^must be of type (number|boolean|object)$/, "Must be a $1."],
  [/^must be of type array$/, "Must be a list."],
  [/^must be of type string$/, "Must be a text."],
  [/^must be a valid date$/, "Must be a date."],
  [/^must be a valid email$/, "Must be an e-mail address."],
  [/^must be a valid uri$/, "Must be a web address."],
];

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
  wrong(message: string) {
    const known = WRONG.find(([pattern]) => pattern.test(message));
    return known ? message.replace(...known) : `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
  },
};
