/** What people are told when they become responders. */
export const linking = {
  pinned:
    "This is the first private chat that this Loopgate has seen, so it is pinned as its owner's: you may answer requests here. If that is wrong, set TELEGRAM_RESPONDERS to the right number and restart.",
  linked: "The owner has linked you: you may answer the requests that are shown here.",
} as const;
