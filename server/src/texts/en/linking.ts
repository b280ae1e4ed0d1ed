/** What people are told when they become responders. */
export const linking = {
  pinned:
    "This is the first private chat that this Loopgate has seen, so it is pinned as its owner's: you may answer requests here. If that is wrong, set TELEGRAM_RESPONDERS to the right number and restart.",
  linked: "The owner has linked you: you may answer the requests that are shown here.",
  // ---- a link from an account
  linkedTo: (username: string, host: string) =>
    `This Telegram account is linked to “${username}” at ${host}: you may answer the requests that are shown here.`,
  chatLinked: (tenant: string, host: string) => `Requests of “${tenant}” at ${host} may be shown in this chat now.`,
  linkedElsewhere: (username: string, host: string, other: string) =>
    `Another Telegram account, ${other}, was linked to “${username}” at ${host}. If that was not you, unlink it and change your password.`,
} as const;
