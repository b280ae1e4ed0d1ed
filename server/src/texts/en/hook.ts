/** What `loopgate hook` says on stderr, which the coding agent shows or gives to its model, and what is set up for it. */
export const hook = {
  byHand:
    "This answers a hook of a coding agent: it reads the hook's JSON on stdin. loopgate connect CLIENT --hook sets one up.",
  blocked: "Loopgate asked nobody or heard no answer, so the tool may not run.",
  noPayload: (why: string) => `What came on stdin is no hook's JSON: ${why}`,
  tooLong: (bytes: number) => `What came on stdin is longer than ${bytes} bytes.`,
  notAnObject: "it is not an object",
  unknownClient: (clients: readonly string[]) =>
    `Nothing tells which coding agent sent this. Say so in its settings: --client ${clients.join("|")}`,
  whichClient: (clients: readonly string[]) => `--client must be one of ${clients.join(", ")}.`,
  badTimeout: (most: number) => `--timeout must be a whole number of seconds, from 1 to ${most}.`,
  badOnTimeout: "--on-timeout must be deny or ask.",
  gone: "Answered in the terminal, or the agent has stopped waiting.",
  late: "The hook's time was over.",
  stopped: "The hook was ended by a signal, so the tool may not run.",
  neverHeard: (url: string) => `The time is over, and ${url} has not said how the request ended.`,
  noAnswer: (url: string) => `Loopgate does not answer at ${url}. Start it with: loopgate serve`,
  askingAgain: "Loopgate does not answer; trying again.",
  notLoopgate: (url: string) => `What answers at ${url} is not Loopgate, or an older one.`,
  refused: (status: number, title: string, detail: string) =>
    `Loopgate refuses the call (${status}). ${title}. ${detail}`,
  settingsMissing: (file: string) =>
    `There are no settings at ${file}. Write them with: loopgate connect CLIENT --hook`,
  settingsOpen: (file: string) =>
    `Others can read or change ${file}, so it is not used: chmod 600 "${file}", and make a new key if somebody may have read it.`,
  settingsUnreadable: (file: string, why: string) =>
    `${file} cannot be read as {"url": "…", "api_key": "…"}: ${why}. Write it anew with: loopgate connect CLIENT --hook`,
} as const;
