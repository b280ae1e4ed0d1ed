/** What people are told when they become responders, and the page on which they do. */
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
  // ---- the page
  title: "Link Telegram",
  explain:
    "Sign in, then send the code that you are shown to the bot. Both sides ask you to confirm before anything is linked.",
  username: "Username",
  password: "Password",
  kind: "What to link",
  kindPerson: "My own Telegram account, to answer requests there",
  kindChat: "A group or a topic, to show requests in (owners and admins)",
  begin: "Sign in and begin",
  sayThis: "Within ten minutes, send this to the bot, in the chat that is to be linked:",
  openTelegram: "Open Telegram",
  next: "I have sent it",
  found: (name: string, id: string, title: string | undefined) =>
    title === undefined
      ? `Found: ${name}, whose Telegram number is ${id}.`
      : `Found: the chat “${title}”, where ${name} (${id}) sent the code.`,
  states: {
    waiting: "The code has not come to the bot yet.",
    found: "Is that right? If you do not know who that is, do not confirm.",
    confirmed: "Confirmed here. Now confirm in the chat too.",
    linked: "Linked.",
    refused: "It was refused in the chat. Nothing was linked.",
    taken: "That Telegram account belongs to another person here already. Nothing was linked.",
    expired: "The code is too old. Begin again.",
  },
  confirm: "Yes, link it",
  lookAgain: "Look again",
} as const;
