import { PASSWORD, passwordFault, type FieldError, type PasswordFault } from "@loopgate/contract";

const SENTENCES: Readonly<Record<PasswordFault, string>> = {
  short: `must have at least ${PASSWORD.fewest} characters`,
  long: `must have at most ${PASSWORD.most} characters`,
  holds_username: "must not hold the username",
  few_different: `must hold at least ${PASSWORD.fewestDifferent} different characters`,
  common: "is among the first that anybody would try",
};

/** What is wrong with a password, for the field of that name. */
export function passwordErrors(username: string, password: string): readonly FieldError[] {
  const fault = passwordFault(username, password);
  return fault === undefined ? [] : [{ path: "password", message: SENTENCES[fault] }];
}
