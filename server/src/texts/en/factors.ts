/** What the other identities of a person are told when what proves who he is changes. */
export const factors = {
  added: (username: string, host: string, name: string) =>
    `A passkey, “${name}”, was added to “${username}” at ${host}. If that was not you, tell whoever runs it at once: your passkeys can be removed and your password reset.`,
  removed: (username: string, host: string, name: string) =>
    `The passkey “${name}” was removed from “${username}” at ${host}. If that was not you, tell whoever runs it at once.`,
} as const;
