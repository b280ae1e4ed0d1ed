/** The page behind an invitation. */
export const join = {
  title: "Join a tenant of this Loopgate",
  explain:
    "With the code of your invitation this account becomes a member. Give the name and password of an account that you have, or choose new ones.",
  code: "Code",
  username: "Username",
  password: "Password (at least 12 characters)",
  submit: "Join",
  done: (tenant: string) => `You are a member of “${tenant}”.`,
  joined: (username: string, role: string, tenant: string, host: string) =>
    `“${username}” has joined “${tenant}” at ${host} as ${role}.`,
} as const;
