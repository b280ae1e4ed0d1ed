/** What only the Telegram channel says. */
export const telegram = {
  // ---- buttons
  approve: "✅ Approve",
  reject: "⛔ Reject",
  yesApprove: "Yes, approve",
  yesPick: (label: string) => `Yes: ${label}`,
  yesSend: (count: number) => `Yes, send ${count}`,
  back: "Back",
  openPage: "Open in Loopgate",
  write: "✏️ Write the answer",
  done: (count: number) => `Done (${count})`,
  picked: "☑️",
  notPicked: "⬜",
  page: (page: number, of: number) => `${page}/${of}`,
  // ---- why a card cannot be answered, or not approved, here
  nobodyHere:
    "Nobody here is linked as a responder, so there are no buttons. The owner can link you; your number is what /start shows.",
  inTerminal: {
    needsMore: (code: string) =>
      `This needs a stronger proof of who answers than a chat gives. Approve it in the terminal: loopgate answer ${code} approve`,
    tooLong: (code: string) =>
      `This does not fit a chat, so it cannot be approved here. Look at all of it in the terminal: loopgate answer ${code}`,
    form: (code: string) => `Fill in the form in the terminal: loopgate answer ${code}`,
    edit: (code: string) => `To change the arguments first: loopgate answer ${code} edit`,
  },
  onPage: {
    needsMore: (_code: string) =>
      "This needs a stronger proof of who answers than a chat gives. Approve it on Loopgate's page, by the button below.",
    tooLong: (_code: string) =>
      "This does not fit a chat, so it cannot be approved here. Look at all of it on Loopgate's page, by the button below.",
    form: (_code: string) => "Fill in the form on Loopgate's page, by the button below.",
    edit: (_code: string) => "To change the arguments first, open it on Loopgate's page.",
  },
  // ---- what a press is told
  working: "Working on it…",
  recorded: (sentence: string) => `Recorded. ${sentence}`,
  counted: "Your vote is counted; more are needed.",
  already: (sentence: string) => `Already decided. ${sentence}`,
  sure: "High risk: press once more to be sure.",
  unknownButton: "This button is not known. If the request still matters, look for it with /pending.",
  wrongChat: "This button belongs to another chat. Nothing was recorded.",
  notResponder: (id: string) =>
    `You may not answer this, so nothing was recorded. Your Telegram number is ${id}; link it on Loopgate's page, or ask the owner.`,
  notOffered: "This card does not take that answer. Nothing was recorded.",
  tooWeak: "A chat is not proof enough for this. Nothing was recorded.",
  cardChanged: "The card has changed. Look at it again, then answer.",
  requestGone: "This request is no longer known.",
  pickCount: (min: number, max: number) => (min === max ? `Pick ${min} first.` : `Pick ${min} to ${max} first.`),
  writeBelow: "Write your answer as a reply to the message below.",
  tryAgain: "Telegram did not take it. Press again in a moment.",
  // ---- prompts
  prompt: (code: string) => `Reply to this message with your answer (request ${code}).`,
  promptPlaceholder: "Your answer",
  reasonPrompt: (code: string) =>
    `Rejected (request ${code}). Why? Reply to this message within five minutes, if you like.`,
  reasonPlaceholder: "Reason (optional)",
  otherPerson: "This question was put to somebody else. Use the button on the card to be asked yourself.",
  textOnly: "Please answer with text.",
  noteSaved: "Your reason was added.",
  noteTooLate: "The reason came too late or there is one already; the reject stands.",
  // ---- replies to a card
  useButtons: "This is not an answer. Use the buttons, or reply exactly “yes” or “no”.",
  useButtonsOnly: "A “yes” is not enough for this one. Use the buttons on the card.",
  useWrite: "To answer, press the button on the card, then reply to the question that follows.",
  wrongCode: "That code belongs to another request. Nothing was recorded.",
  noSuchCode: "No request with that code has been shown in this chat.",
  // ---- linking
  linkPerson: (username: string, tenant: string, host: string) =>
    [
      `Somebody who is signed in as “${username}” at ${host} asks to link this Telegram account, so that what you press here is the answer of “${username}” in “${tenant}”.`,
      "",
      "Link it only if that is you, and you have just begun this on Loopgate's own page.",
    ].join("\n"),
  linkYes: (username: string) => `Yes, I am ${username}`,
  linkNo: "No",
  linkChat: (tenant: string, host: string) =>
    `Now confirm on Loopgate's page at ${host} that requests of “${tenant}” may be shown in this chat.`,
  linkUnknown: "This code is not known, was used, or is too old. Make a new one on Loopgate's page.",
  linkElsewhere:
    "This code does not belong into this kind of chat. A person is linked in private, a group in the group.",
  linkNotAdmin: "Only an owner or admin who has linked this Telegram account may link a chat.",
  linkAnswers: {
    waiting: "Confirmed here. Now confirm on Loopgate's page too.",
    found: "Confirmed here. Now confirm on Loopgate's page too.",
    linked: "Linked.",
    refused: "Refused. Nothing was linked.",
    taken: "This Telegram account is another person's here already. Nothing was linked.",
    expired: "This code is too old. Make a new one on Loopgate's page.",
  },
  // ---- commands
  commands: {
    start: "Show this chat's number and how to use it",
    status: "What state Loopgate is in",
    pending: "Requests that wait for an answer",
    help: "How answering works",
    link: "Link this chat, with a code from Loopgate's page",
  },
  start: (chatId: string, topicId: string | undefined, userId: string | undefined) =>
    [
      "Loopgate asks people before agents act.",
      "",
      topicId === undefined
        ? `This chat's number is ${chatId}.`
        : `This chat's number is ${chatId}, this topic's is ${topicId}.`,
      ...(userId === undefined ? [] : [`Your own number is ${userId}.`]),
      "",
      "To have an agent's requests shown here, register its session:",
      "POST /hitl/register",
      topicId === undefined
        ? `{"session_id":"…","client_id":"…","telegram_id":${chatId}}`
        : `{"session_id":"…","client_id":"…","addresses":[{"channel":"telegram","chat_id":${chatId},"topic_id":${topicId}}]}`,
      ...(userId === undefined
        ? []
        : ["", `To be one who may answer: TELEGRAM_RESPONDERS=${userId}, or ask the owner.`]),
    ].join("\n"),
  notLinked: (userId: string) =>
    `You are not linked as a responder, so there is nothing to show you. Your Telegram number is ${userId}.`,
  status: (name: string, pending: number) =>
    `Loopgate is running. You may answer as ${name}. Pending requests: ${pending}.`,
  statusIn: (tenant: string, name: string, pending: number) =>
    `In “${tenant}” you may answer as ${name}. Pending requests: ${pending}.`,
  pendingNone: "Nothing waits for an answer.",
  pendingLine: (code: string, what: string, expires: string) => `${code} · ${what} · until ${expires}`,
  pendingMore: (count: number) => `… and ${count} more`,
  pendingHelp: "Write “yes” and a code to have its card shown again.",
  help: [
    "Each card shows what an agent wants to do. Read what will run; what the agent says is its own claim.",
    "",
    "• Press a button to answer. High risk asks twice. A reject counts at once.",
    "• Nothing happened after a press? Press again; it counts once.",
    "• Reply to a card with exactly “yes” or “no” if buttons fail; “yes” works for low and medium risk.",
    "• Text answers: press the button, then reply to the question that follows.",
    "• “yes CODE” without a reply shows the card again. It does not answer.",
    "",
    "/pending lists what waits, /status tells who you are here, /start shows this chat's number.",
  ].join("\n"),
} as const;
