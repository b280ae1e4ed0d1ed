import type { FieldError } from "@loopgate/contract";

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
const FEWEST_CHARACTERS = 5;

/** What is wrong with a password besides its length (the contract's schema), for the field of that name. */
export function passwordErrors(username: string, password: string): readonly FieldError[] {
  const refused = (message: string) => [{ path: "password", message }];
  const plain = password.toLowerCase();
  if (plain.includes(username.toLowerCase())) return refused("must not hold the username");
  if (new Set(plain).size < FEWEST_CHARACTERS)
    return refused(`must hold at least ${FEWEST_CHARACTERS} different characters`);
  const letters = plain.replaceAll(/[^\p{L}]/gu, "");
  if (isRun(plain) || COMMON.some((word) => letters === word || letters === word.repeat(2)))
    return refused("is among the first that anybody would try");
  return [];
}

/** `123456789012`, `abcdefghijkl`: each character one after or before the last. */
function isRun(text: string): boolean {
  const steps = [...text]
    .slice(1)
    .map((character, at) => (character.codePointAt(0) ?? 0) - (text.codePointAt(at) ?? 0));
  return steps.filter((step) => Math.abs(step) <= 1).length >= steps.length - 1;
}
