/** The page on which somebody becomes the owner. */
export const owner = {
  title: "Become the owner of this Loopgate",
  explain:
    "With the code from the server's terminal this account becomes the owner. Give the name and password of an account that you have, or choose new ones.",
  code: "Code",
  username: "Username",
  password: "Password (at least 12 characters)",
  submit: "Become the owner",
  done: "You are the owner. Sign in with this account to make API keys for your agents.",
} as const;
