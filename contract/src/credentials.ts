/** What a username and a password must be: the page says it while somebody types, and the server holds it. */

export const USERNAME = {
  fewest: 3,
  most: 64,
  shape: /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/,
} as const;
export const PASSWORD = { fewest: 12, most: 256, fewestDifferent: 5 } as const;

/** Long ones that stand in every list of stolen passwords, without their digits and signs. */
const COMMON = [
  "password",
  "passwort",
  "qwertyuiop",
  "qwerty",
  "letmein",
  "welcome",
  "iloveyou",
  "administrator",
  "loopgate",
];

export type UsernameFault = "short" | "long" | "shape";
export type PasswordFault = "short" | "long" | "holds_username" | "few_different" | "common";

/** Undefined: it may be one. */
export function usernameFault(username: string): UsernameFault | undefined {
  if (username.length < USERNAME.fewest) return "short";
  if (username.length > USERNAME.most) return "long";
  return USERNAME.shape.test(username) ? undefined : "shape";
}

/** Undefined: it may be one of the account of this name. */
export function passwordFault(username: string, password: string): PasswordFault | undefined {
  if (password.length < PASSWORD.fewest) return "short";
  if (password.length > PASSWORD.most) return "long";
  const plain = password.toLowerCase();
  if (username !== "" && plain.includes(username.toLowerCase())) return "holds_username";
  if (new Set(plain).size < PASSWORD.fewestDifferent) return "few_different";
  const letters = plain.replaceAll(/[^\p{L}]/gu, "");
  if (isRun(plain) || COMMON.some((word) => letters === word || letters === word.repeat(2))) return "common";
  return undefined;
}

/** `123456789012`, `abcdefghijkl`: each character one after or before the last. */
function isRun(text: string): boolean {
  const steps = [...text]
    .slice(1)
    .map((character, at) => (character.codePointAt(0) ?? 0) - (text.codePointAt(at) ?? 0));
  return steps.filter((step) => Math.abs(step) <= 1).length >= steps.length - 1;
}
