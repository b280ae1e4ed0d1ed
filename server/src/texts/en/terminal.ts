import type { Outcome } from "@loopgate/contract";

const plainOutcome: Record<Outcome, string> = {
  approve: "approved",
  edit: "approved with changed arguments",
  reject: "rejected",
  respond: "answered",
};

const usage = `Loopgate: the gate between AI agents and the people who answer for them.

  loopgate serve                    run the server
  loopgate pending                  what waits for an answer
  loopgate answer CODE [answer]     show one request, and answer it
  loopgate ask "Question?"          ask people from a script, and wait
  loopgate mcp                      speak MCP with the client that starts it
  loopgate connect CLIENT           set up an MCP client: claude-code, claude-desktop or codex
  loopgate connect CLIENT --hook    have people asked before claude-code, codex, gemini, copilot or cursor uses a tool
  loopgate hook                     answer such a hook, for the coding agent that starts it
  loopgate doctor                   what is set up and what is reachable
  loopgate owner create             a link to become the owner
  loopgate user add|list|reset-password
  loopgate events                   what happened, as JSON lines
  loopgate callbacks list|replay    what became of webhooks, and sending again
  loopgate backup FILE              save all data of the running server
  loopgate restore FILE             put a backup into an empty database
  loopgate --version

More about one of them: loopgate help ask`;

const help = {
  serve: `loopgate serve

Runs the server until Ctrl-C. It is set up by environment variables (SERVER_PORT, TELEGRAM_BOT_TOKEN, DATA_DIR, …).
Exits 0 after a stop, 1 where a setting keeps it from starting.`,
  pending: `loopgate pending [--limit N] [--json]

Lists the requests that wait for an answer, newest first.`,
  answer: `loopgate answer CODE                      show the whole card; on a terminal, ask for the answer
loopgate answer CODE approve
loopgate answer CODE reject [--reason "why"]
loopgate answer CODE edit [--arguments '{"replicas": 2}']   without it, in $EDITOR
loopgate answer CODE pick OPTION…         an option's number, label or value
loopgate answer CODE text "the answer"
loopgate answer CODE form ['{"field": "value"}']            without it, field by field
  --json                                  the result as JSON; the card goes to stderr

Only the user who runs the server can answer: the credential is operator.token in the data folder.
An answer says what you saw: if the request has changed since, it is refused.`,
  ask: `loopgate ask "Deploy v2.1.0?" --option Deploy --option Hold

  --option TEXT            something to choose; repeat it. Without any, a text is asked for
  --action NAME            what will run after a yes; Loopgate shows it itself
  --arguments JSON         its arguments
  --risk low|medium|high|critical
  --timeout SECONDS        how long to wait for people
  --telegram-id NUMBER     the chat where the session's requests go, from now on
  --session ID, --client ID
  --metadata KEY=VALUE     repeat it
  --idempotency-key KEY    asking again with the same key is the same request
  --json                   the answer as JSON

Exits 0 approved or answered, 1 rejected or a neutral option, 2 timeout or canceled, 3 error.
Ctrl-C cancels the request and exits 130. LOOPGATE_URL says where Loopgate is, LOOPGATE_API_KEY is sent as the key.`,
  mcp: `loopgate mcp

Speaks the Model Context Protocol on stdin and stdout, for a client that starts it: loopgate connect sets one up.
It carries every message to the server at LOOPGATE_URL (by default http://127.0.0.1:SERVER_PORT), with LOOPGATE_API_KEY as
the key. Where none runs on this machine it runs one itself, set up as by loopgate serve, until its client ends it; of several
that are started at once one does, and when it ends another takes its place. Exits 0 when stdin ends. What it logs goes to stderr.`,
  connect: `loopgate connect claude-code|claude-desktop|codex

  --scope user|project     for claude-code: for all you do (usual), or for this folder, in .mcp.json
  --http                   have the client call the server itself, instead of starting loopgate mcp
  --url URL                the same, with a server at another address
  --print                  show the setting and write nothing

Sets Loopgate's entry in the client's settings and changes nothing else. A file that is changed is copied first (.bak); one that
cannot be read is left alone. An installed Loopgate is started with npx; from a clone it is the program that runs now.
LOOPGATE_URL, SERVER_PORT and DATA_DIR go into the entry where they are set; secrets are never written.
For codex it also sets that it does not start without Loopgate, how long a call may take (by itself 300 s), and that
request_human_input needs no approval at its own terminal. What you change there yourself stays.

loopgate connect claude-code|codex|gemini|copilot|cursor --hook

  --timeout SECONDS        how long people have (3600); the client waits a minute longer
  --event NAME             another hook of the client's, such as PermissionRequest: only what it would ask at its terminal
  --matcher TOOLS          which tools, as the client's settings say it
  --http                   for claude-code: have it call the server itself, instead of starting loopgate hook
  --url URL, --print       as above

Has a person asked before the coding agent uses a tool. Where Loopgate is, and LOOPGATE_API_KEY, go into
~/.config/loopgate/hooks.json, which only you can read. docs/hooks.md says which failures of a hook block the tool, client by client.`,
  hook: `loopgate hook [--client NAME] [--event NAME] [--timeout SECONDS] [--on-timeout deny|ask] [--defer] [--settings FILE]

Answers a hook of a coding agent: its JSON comes on stdin, the answer goes to stdout in the agent's own words, and nothing else.
loopgate connect CLIENT --hook sets it up. People have 540 seconds, or --timeout; after that the tool may not run, or with
--on-timeout ask the agent asks at its own terminal, where it can. --defer is for claude -p: it ends at once, and finds the answer
when it is resumed. Where Loopgate is stands in FILE (usually ~/.config/loopgate/hooks.json), never in the environment.
Exits 0 with an answer, and 2 in every other case, which keeps the tool from running.`,
  doctor: `loopgate doctor [--json]

Tells what is set up, what is reachable, what assurance answers have, whether MCP clients find what their settings name, and whether
hooks of coding agents are heard and block.
Exits 1 where something has to be done.`,
  owner: `loopgate owner create

Prints a link that makes an account, a new one or one that you have, the owner of this machine's tenant. It works once, for one hour.`,
  user: `loopgate user add NAME [--role admin|responder|viewer]   the role in this machine's tenant
loopgate user list
loopgate user reset-password NAME [--remove-passkeys]    ends the account's sign-ins
  --json                                                   the result as JSON

The password is made by the server and printed once, alone on stdout.`,
  events: `loopgate events [--type TYPE] [--subject ID] [--since TIME] [--cursor SEQ] [--follow]

Prints what happened in this machine's tenant, one event a line as JSON, oldest first. With --follow it goes on with what comes,
until Ctrl-C. TYPE is such as key.created or press.refused; TIME is such as 2026-11-26T09:30:00.000Z. Events hold ids and
digests, no answers and no secrets.`,
  callbacks: `loopgate callbacks list [--client NAME]
loopgate callbacks replay ID [--event ID]     send again all that failed, or the end that is named
  --json                                      the result as JSON

Callbacks of requests and of clients, newest first: how many ends each is still to be told, how many it could not be told, and what
came last. LOOPGATE_API_KEY is sent as the key: a callback for every request of a client needs one.`,
  backup: `loopgate backup FILE

Saves all data of the running server into a new file, readable by you alone. Keep it as safe as the database.`,
  restore: `loopgate restore FILE

Puts a backup into an empty database (DB_ADAPTER, DB_URI, DATA_DIR say which). Stop the server first.
What was pending when the backup was made ends as canceled.`,
};

/** What only the `loopgate` command says, and the notes that the terminal's cards carry. */
export const terminal = {
  usage,
  help,
  plainOutcome,
  unknownCommand: (word: string) => `There is no command "${word}". See: loopgate help`,
  // ---- notes on a card
  notAsked: "You are not among the people who may answer this request.",
  approveElsewhere:
    "This terminal is too weak a proof for some of the answers: give those in the inbox or on Telegram. To let the terminal answer everything, start the server with TERMINAL_ANSWERS=all; it counts for requests made after that.",
  // ---- the server
  serving: (url: string) =>
    `Loopgate listens at ${url}. Open it to answer what agents ask, or run: npx loopgate pending. Ctrl-C stops it.`,
  ownerLink: (link: string) =>
    `First start. An account of your own is made the owner here, within the hour: ${link} (a new link: npx loopgate owner create)`,
  ownerUsage: "It is called: loopgate owner create",
  ownerLinkMade: (until: string) =>
    `Open it in a browser: whoever does becomes the owner. It works once, until ${until}.`,
  callbacksUsage: "Say one of: loopgate callbacks list, loopgate callbacks replay ID",
  noCallbacks: "There is no callback yet.",
  callbackCounts: ({ state, due, failed }: { state: string; due: number; failed: number }) =>
    `${state}, ${due} waiting, ${failed} failed`,
  replayed: (count: number) => `${count} sent again.`,
  userUsage: "It is called: loopgate user add NAME, loopgate user list, or loopgate user reset-password NAME",
  noUsers: "There is no account yet.",
  stillHasPasskeys: (username: string, count: number) =>
    `${username} still has ${count} ${count === 1 ? "passkey" : "passkeys"}, and needs one to change who may answer. If they are lost or stolen: loopgate user reset-password ${username} --remove-passkeys`,
  passwordOf: (username: string) => `The password of ${username}, told this once:`,
  // ---- the list
  nothingPending: "Nothing waits for an answer.",
  pendingHead: ["CODE", "RISK", "ASKED BY", "LEFT", "WHAT"],
  pendingHelp: "Look at one, and answer it: npx loopgate answer CODE",
  // ---- the card
  valueOf: (value: string) => `(value: ${value})`,
  otherParts: "Also part of this card",
  mayEnd: "Can end as",
  left: (span: string) => `${span} left`,
  formFields: "Form",
  requiredField: "required",
  pending: "Waits for an answer.",
  ended: "Ended.",
  tooLate: "Too late: the request had already ended. Nothing was recorded.",
  leftOpen: "Nothing was sent; the request stays open.",
  // ---- questions
  askAnswer: (offers: readonly string[]) => `Answer (${offers.join(", ")}; an empty line leaves it open): `,
  askSure: (kind: string) => `High risk. Type yes to send "${kind}": `,
  yes: "yes",
  askReason: "Rejected. Why? (an empty line gives no reason): ",
  askField: (name: string, required: boolean) => `  ${name}${required ? "" : " (optional)"}: `,
  // ---- what cannot be read as an answer
  codeMissing: "Which request? loopgate answer CODE; the codes are in: loopgate pending",
  unknownReply: (word: string) =>
    `"${word}" is no answer. Answers are: approve, reject, edit, pick OPTION, text "…", form.`,
  noMore: (word: string) => `Nothing can follow "${word}".`,
  textMissing: 'The text is missing: loopgate answer CODE text "…"',
  pickMissing: "Which option? Give its number, its label or its value.",
  noOptions: "This request has no options to pick.",
  noSuchOption: (name: string) => `There is no option "${name}". Give the number, the label or the value of one.`,
  ambiguousOption: (name: string) =>
    `"${name}" could mean more than one option: an option's label or value looks like another's. Give the full label or value of the one you mean.`,
  notJson: (why: string) => `This is not JSON: ${why}`,
  notAnObject: 'This must be a JSON object, such as {"replicas": 2}.',
  onlyFor: (option: string, kind: string) => `${option} belongs to "${kind}" only.`,
  onlyWith: (option: string, other: string) => `${option} needs ${other}.`,
  nothingToEdit: "This request has no action whose arguments could be edited.",
  unchanged: (code: string) =>
    `The arguments were not changed, so nothing was sent. To approve them as they are: loopgate answer ${code} approve`,
  formMissing: `The form's values are missing: loopgate answer CODE form '{"field": "value"}'`,
  noEditor: `There is no editor to be opened here: set EDITOR, or give the arguments with --arguments '{"…": …}'`,
  editorFailed: (editor: string) => `The editor ended with an error, so nothing was sent: ${editor}`,
  // ---- asking
  messageMissing: 'What is to be asked? loopgate ask "Deploy v2.1.0?" --option Deploy --option Hold',
  badNumber: (option: string) => `${option} must be a whole number.`,
  oneOf: (option: string, words: readonly string[]) => `${option} must be one of ${words.join(", ")}.`,
  badPair: (text: string) => `--metadata must be KEY=VALUE, not "${text}".`,
  waiting: (until: string) => `Waiting for an answer, until ${until}. Ctrl-C cancels.`,
  askingAgain: "Loopgate does not answer; trying again.",
  neverHeard: (id: string) =>
    `The time is over, and Loopgate has not said how request ${id} ended. Nothing was approved.`,
  interruptedReason: "Interrupted at the terminal that asked.",
  interrupted: "The request was canceled.",
  interruptedLate: "The request had ended before it could be canceled.",
  interruptedInVain: (id: string) => `Request ${id} could not be canceled; it ends at its deadline.`,
  // ---- files
  fileMissing: (command: string) => `Name one file: loopgate ${command} FILE`,
  fileTaken: (file: string) => `${file} exists already, and a backup never overwrites a file. Choose another name.`,
  noSuchFile: (file: string) => `There is no file ${file}.`,
  backedUp: (file: string, bytes: number) => `Saved ${bytes} bytes to ${file}. Keep it as safe as the database.`,
  fileNotWritten: (why: string) => `The file could not be written, so none was made: ${why}`,
  backupBroken: "The backup broke off before its end, so no file was made. Try again.",
  restored: (file: string, rows: number, canceled: number) =>
    `Restored ${rows} rows from ${file}. What was pending in it has ended as canceled: ${canceled}.`,
  letInAgain: (of: {
    readonly keys: number;
    readonly members: number;
    readonly passkeys: number;
    readonly people: number;
    readonly chats: number;
  }) =>
    `Let in as in the backup, also where that was taken away since: API keys ${of.keys}, members ${of.members}, passkeys ${of.passkeys}, Telegram accounts ${of.people}, chats ${of.chats}; and passwords are those of the backup. Look them through: DELETE /api/user/apikeys/ID ends a key, /api/tenant/members/ID a membership with all that it gave, /api/user/telegram/ID and /api/telegram/chats/ID a link; loopgate user reset-password sets a password, and with --remove-passkeys removes them.`,
  // ---- the credential and the way to the server
  credentialMissing: (file: string) =>
    `There is no credential at ${file}. Start the server first (loopgate serve), as the same user and with the same DATA_DIR.`,
  credentialOpen: (file: string) =>
    `Others can read ${file}, so it is not used: chmod 600 "${file}", and if somebody may have read it, delete it and start the server again.`,
  credentialUnreadable: (file: string) => `${file} cannot be read. Run the command as the user who runs the server.`,
  badUrl: (url: string) => `LOOPGATE_URL must be an http or https address, not "${url}".`,
  openWire: (host: string) =>
    `The credential is not sent to ${host} over plain http, where everybody on the way could read it. Use https, or run the command on the server's machine.`,
  unreachable: (url: string) =>
    `Loopgate does not answer at ${url}. Start it with: loopgate serve (or set LOOPGATE_URL).`,
  doctor: {
    good: "✔",
    bad: "✖",
    folder: "Data folder",
    credential: "Operator's credential",
    server: "Server",
    operator: "Status",
    responders: "Responders",
    mcp: "MCP",
    check: (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    up: (url: string, version: string) => `version ${version} answers at ${url}`,
    absent: (path: string) => `${path} does not exist`,
    open: (path: string) => `others can read ${path}`,
    unreadable: (path: string) => `${path} cannot be read`,
    startFirst:
      "The server makes it at its first start: loopgate serve. If it runs elsewhere, set DATA_DIR to its folder.",
    startServer: (url: string) =>
      `Start it with: loopgate serve. If it listens elsewhere than ${url}, set LOOPGATE_URL.`,
    close: (repair: string) => `Run: ${repair}`,
    sameUser: "Run the command as the user who runs the server, with the same DATA_DIR.",
    seeLog: "The server's log says why.",
    tools: (address: string, count: number) => `${address} answers, with ${count} tools`,
    toolsMissing: (address: string, names: readonly string[]) => `${address} answers, but lacks ${names.join(", ")}`,
    updateServer: "Another program may answer there, or an older Loopgate: update it, and start it again.",
    client: (client: string, scope: string) => `MCP client ${client} (${scope})`,
    noClient: "No MCP client is set up here. loopgate connect claude-code (or claude-desktop, codex) does it.",
    noHook:
      "No hook of a coding agent is set up here. loopgate connect claude-code --hook (or codex, gemini, copilot, cursor) does it.",
    starts: (command: string, url: string) => `starts ${command}, which asks ${url}`,
    commandAbsent: (command: string) => `starts ${command}, which does not exist or is no program`,
    noWay: (path: string) => `its entry in ${path} has neither a command nor a url`,
    connectAgain: (client: string) => `Run: loopgate connect ${client}`,
    impatient: (seconds: number) => `gives up a call after ${seconds} s, and a person may need longer`,
    nobody: "nobody is linked, so nobody can answer",
    linkSomebody: "Start the server again; set TELEGRAM_BOT_TOKEN and TELEGRAM_RESPONDERS to answer on Telegram.",
    mode: (mode: string) =>
      mode === "local"
        ? "Mode: local. Only programs on this machine reach the server, and agents need no key."
        : "Mode: served. Other machines reach the server.",
    database: (kind: string) => `Database: ${kind}`,
    needs: (list: string) => `Assurance that an answer other than a reject needs, by risk: ${list}`,
    terminalAnswers: (answers: string) =>
      answers === "all"
        ? "The terminal may give every answer (TERMINAL_ANSWERS=all)."
        : "The terminal gives only what Telegram cannot, once somebody is linked there, and only a no once somebody has a passkey (TERMINAL_ANSWERS=fallback).",
    limit:
      "Loopgate holds back agents that reach it over HTTP. It does not protect against code that runs as the server's own user: that can read the credential and the database. Run agents as another user, or on another machine.",
    allWell: "All is well.",
    notWell: "Something has to be done; see the arrows above.",
  },
} as const;
