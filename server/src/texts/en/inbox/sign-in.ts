/** Signing in. */
export const signIn = {
  title: "Sign in",
  username: "Username",
  password: "Password",
  submit: "Sign in",
  passkey: "Sign in with a passkey",
  or: "or",
  working: "One moment",
  wrong: "The username or the password is wrong.",
  passkeyFailed: "The passkey was not accepted. Try again, or use your password.",
  passkeyOnly: "This account signs in with its passkey.",
  lost: "Loopgate does not answer. Try again in a moment.",
  tooMany: (seconds: number) => `Too many tries. Try again in ${seconds} seconds.`,
  noAccount: "No account yet? The first start prints a link that makes the owner; everybody else is invited.",
};
