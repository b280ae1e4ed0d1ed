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
  // ---- loopgate connect --hook
  whichHook: (clients: readonly string[]) =>
    `Which coding agent? loopgate connect ${clients.join("|")} --hook [--event NAME] [--matcher TOOLS] [--timeout SECONDS] [--http] [--url URL] [--print]`,
  whichEvent: (client: string, events: readonly string[]) => `For ${client} --event can be ${events.join(" or ")}.`,
  onlyClaudeCalls: "Only Claude Code can call the server itself. Leave --http away.",
  settingsWritten: (file: string) => `Where Loopgate is stands in ${file}, which only you can read.`,
  whatAsks: (events: readonly string[]) => `From now on a person is asked before a tool runs (${events.join(", ")}).`,
  nextStep: {
    "claude-code": "Next: start Claude Code anew; /hooks there lists it.",
    codex:
      "Next: start Codex anew and trust the hook there with /hooks. Until then Codex skips it, and runs the tools.",
    gemini: "Next: start Gemini CLI anew; /hooks there lists it.",
    copilot: "Next: start Copilot CLI anew.",
    cursor: "Next: start Cursor anew; Settings, Hooks lists it.",
  },
  staysOpen: {
    "claude-code": "It blocks also where the hook fails, is killed or takes too long (onFailure).",
    codex: "What stays open: were the hook slower than Codex waits, Codex would run the tool.",
    gemini: "What stays open: were the hook slower than Gemini CLI waits, Gemini CLI would run the tool.",
    copilot: "What stays open: were the hook slower than Copilot CLI waits, Copilot CLI would run the tool.",
    cursor: "It blocks also where the hook fails (failClosed), as Cursor's documentation says.",
  },
  managed: (file: string) =>
    `An agent that can write this file can take the hook out of it. Where that matters, an administrator puts the same into ${file}.`,
  manageable: "An agent that can write this file can take the hook out of it.",
  // ---- loopgate doctor
  doctor: {
    hook: (client: string) => `Hook of ${client}`,
    well: (path: string) => `set up in ${path}; the hook says no before its client gives it up`,
    unreadable: (path: string, why: string) => `${path} cannot be read: ${why}`,
    noWay: "starts and calls nothing",
    switchedOff: (setting: string) => `is switched off (${setting}), so tools run without anybody being asked`,
    notWaitedFor: (setting: string) =>
      `the client does not wait for it (${setting}): the tool runs whatever a person says`,
    failsOpen: (setting: string) => `lacks ${setting}: where the hook fails, the tool runs`,
    tooShort: (seconds: number, people: number) =>
      `the client gives the hook up after ${seconds} s and then runs the tool, while people have ${people} s`,
    programAbsent: (command: string) => `starts ${command}, of which something does not exist or is no program`,
    untrusted: "nobody has trusted it as it is, so Codex skips it without a word and runs the tools",
    trust: "Start Codex, say /hooks, and trust it there; again after each change of it.",
    serverDown: (url: string) =>
      `${url} does not answer: every tool call is blocked, or runs where the client fails open`,
    onlyInRepository: (path: string) =>
      `stands in ${path} only: Copilot CLI does not load it in a folder that is not trusted, and says nothing`,
    connectAgain: (client: string) => `Run: loopgate connect ${client} --hook`,
  },
} as const;
