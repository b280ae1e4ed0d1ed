import type { Texts } from "../index.ts";

export const telegram: Texts["telegram"] = {
  // ---- buttons
  approve: "✅ Freigeben",
  reject: "⛔ Ablehnen",
  yesApprove: "Ja, freigeben",
  yesPick: (label) => `Ja: ${label}`,
  yesSend: (count) => `Ja, ${count} senden`,
  back: "Zurück",
  openPage: "In Loopgate öffnen",
  write: "✏️ Antwort schreiben",
  done: (count) => `Fertig (${count})`,
  picked: "☑️",
  notPicked: "⬜",
  page: (page, of) => `${page}/${of}`,
  // ---- why a card cannot be answered, or not approved, here
  nobodyHere:
    "Hier ist niemand verknüpft, der antworten darf, darum gibt es keine Knöpfe. Der Eigentümer kann Sie verknüpfen; Ihre Nummer zeigt /start.",
  inTerminal: {
    needsMore: (code) =>
      `Dies braucht einen stärkeren Beweis, wer antwortet, als ein Chat ihn gibt. Geben Sie es im Terminal frei: loopgate answer ${code} approve`,
    tooLong: (code) =>
      `Dies passt in keinen Chat und kann hier nicht freigegeben werden. Sehen Sie alles im Terminal an: loopgate answer ${code}`,
    form: (code) => `Füllen Sie das Formular im Terminal aus: loopgate answer ${code}`,
    edit: (code) => `Um zuerst die Argumente zu ändern: loopgate answer ${code} edit`,
  },
  onPage: {
    needsMore: (_code) =>
      "Dies braucht einen stärkeren Beweis, wer antwortet, als ein Chat ihn gibt. Geben Sie es auf Loopgates Seite frei, mit dem Knopf unten.",
    tooLong: (_code) =>
      "Dies passt in keinen Chat und kann hier nicht freigegeben werden. Sehen Sie alles auf Loopgates Seite an, mit dem Knopf unten.",
    form: (_code) => "Füllen Sie das Formular auf Loopgates Seite aus, mit dem Knopf unten.",
    edit: (_code) => "Um zuerst die Argumente zu ändern, öffnen Sie es auf Loopgates Seite.",
  },
  // ---- what a press is told
  working: "Wird bearbeitet …",
  recorded: (sentence) => `Aufgenommen. ${sentence}`,
  counted: "Ihre Stimme zählt; es braucht noch weitere.",
  already: (sentence) => `Schon entschieden. ${sentence}`,
  sure: "Hohes Risiko: drücken Sie noch einmal, um sicher zu sein.",
  unknownButton: "Diesen Knopf kennt niemand. Wenn die Anfrage noch wichtig ist, suchen Sie sie mit /pending.",
  wrongChat: "Dieser Knopf gehört zu einem anderen Chat. Nichts wurde aufgenommen.",
  notResponder: (id) =>
    `Sie dürfen dies nicht beantworten, darum wurde nichts aufgenommen. Ihre Telegram-Nummer ist ${id}; verknüpfen Sie sie auf Loopgates Seite, oder fragen Sie den Eigentümer.`,
  notOffered: "Diese Anfrage nimmt diese Antwort nicht. Nichts wurde aufgenommen.",
  tooWeak: "Ein Chat ist dafür nicht Beweis genug. Nichts wurde aufgenommen.",
  cardChanged: "Die Anfrage hat sich geändert. Sehen Sie noch einmal hin, dann antworten Sie.",
  requestGone: "Diese Anfrage ist nicht mehr bekannt.",
  pickCount: (min, max) => (min === max ? `Wählen Sie zuerst ${min}.` : `Wählen Sie zuerst ${min} bis ${max}.`),
  writeBelow: "Schreiben Sie Ihre Antwort als Erwiderung auf die Nachricht unten.",
  tryAgain: "Telegram hat es nicht genommen. Drücken Sie gleich noch einmal.",
  // ---- prompts
  prompt: (code) => `Erwidern Sie auf diese Nachricht mit Ihrer Antwort (Anfrage ${code}).`,
  promptPlaceholder: "Ihre Antwort",
  reasonPrompt: (code) =>
    `Abgelehnt (Anfrage ${code}). Warum? Erwidern Sie, wenn Sie mögen, innerhalb von fünf Minuten auf diese Nachricht.`,
  reasonPlaceholder: "Grund (freiwillig)",
  otherPerson:
    "Diese Frage wurde jemand anderem gestellt. Drücken Sie den Knopf der Anfrage, um selbst gefragt zu werden.",
  textOnly: "Bitte antworten Sie mit Text.",
  noteSaved: "Ihr Grund wurde nachgetragen.",
  noteTooLate: "Der Grund kam zu spät, oder es gibt schon einen; die Ablehnung bleibt.",
  // ---- replies to a card
  useButtons: "Das ist keine Antwort. Nehmen Sie die Knöpfe, oder erwidern Sie genau „yes“ oder „no“.",
  useButtonsOnly: "Ein „yes“ genügt hier nicht. Nehmen Sie die Knöpfe der Anfrage.",
  useWrite: "Um zu antworten, drücken Sie den Knopf der Anfrage, und erwidern Sie dann auf die Frage, die folgt.",
  wrongCode: "Dieser Code gehört zu einer anderen Anfrage. Nichts wurde aufgenommen.",
  noSuchCode: "Eine Anfrage mit diesem Code wurde in diesem Chat nicht gezeigt.",
  // ---- linking
  linkPerson: (username, tenant, host) =>
    [
      `Jemand, der bei ${host} als „${username}“ angemeldet ist, bittet, dieses Telegram-Konto zu verknüpfen: was Sie hier drücken, wäre die Antwort von „${username}“ in „${tenant}“.`,
      "",
      "Verknüpfen Sie es nur, wenn Sie das sind und es eben auf Loopgates eigener Seite begonnen haben.",
    ].join("\n"),
  linkYes: (username) => `Ja, ich bin ${username}`,
  linkNo: "Nein",
  linkChat: (tenant, host) =>
    `Bestätigen Sie jetzt auf Loopgates Seite bei ${host}, dass Anfragen von „${tenant}“ in diesem Chat gezeigt werden dürfen.`,
  linkUnknown: "Dieser Code ist nicht bekannt, schon benutzt oder zu alt. Machen Sie auf Loopgates Seite einen neuen.",
  linkElsewhere:
    "Dieser Code gehört nicht in diese Art von Chat. Eine Person wird privat verknüpft, eine Gruppe in der Gruppe.",
  linkNotAdmin: "Nur ein Eigentümer oder Admin, der dieses Telegram-Konto verknüpft hat, darf einen Chat verknüpfen.",
  linkAnswers: {
    waiting: "Hier bestätigt. Bestätigen Sie es jetzt auch auf Loopgates Seite.",
    found: "Hier bestätigt. Bestätigen Sie es jetzt auch auf Loopgates Seite.",
    linked: "Verknüpft.",
    refused: "Verweigert. Nichts wurde verknüpft.",
    taken: "Dieses Telegram-Konto gehört hier schon jemand anderem. Nichts wurde verknüpft.",
    expired: "Dieser Code ist zu alt. Machen Sie auf Loopgates Seite einen neuen.",
  },
  // ---- commands
  commands: {
    start: "Die Nummer dieses Chats, und wie man ihn benutzt",
    status: "In welchem Zustand Loopgate ist",
    pending: "Anfragen, die auf eine Antwort warten",
    help: "Wie man antwortet",
    link: "Diesen Chat verknüpfen, mit einem Code von Loopgates Seite",
  },
  start: (chatId, topicId, userId) =>
    [
      "Loopgate fragt Menschen, bevor Agenten handeln.",
      "",
      topicId === undefined
        ? `Die Nummer dieses Chats ist ${chatId}.`
        : `Die Nummer dieses Chats ist ${chatId}, die dieses Themas ${topicId}.`,
      ...(userId === undefined ? [] : [`Ihre eigene Nummer ist ${userId}.`]),
      "",
      "Damit die Anfragen eines Agenten hier erscheinen, melden Sie seine Sitzung an:",
      "POST /hitl/register",
      topicId === undefined
        ? `{"session_id":"…","client_id":"…","telegram_id":${chatId}}`
        : `{"session_id":"…","client_id":"…","addresses":[{"channel":"telegram","chat_id":${chatId},"topic_id":${topicId}}]}`,
      ...(userId === undefined
        ? []
        : [
            "",
            `Um zu denen zu gehören, die antworten dürfen: TELEGRAM_RESPONDERS=${userId}, oder fragen Sie den Eigentümer.`,
          ]),
    ].join("\n"),
  notLinked: (userId) =>
    `Sie sind nicht verknüpft, darum gibt es nichts zu zeigen. Ihre Telegram-Nummer ist ${userId}.`,
  status: (name, pending) => `Loopgate läuft. Sie dürfen als ${name} antworten. Wartende Anfragen: ${pending}.`,
  statusIn: (tenant, name, pending) =>
    `In „${tenant}“ dürfen Sie als ${name} antworten. Wartende Anfragen: ${pending}.`,
  pendingNone: "Nichts wartet auf eine Antwort.",
  pendingLine: (code, what, expires) => `${code} · ${what} · bis ${expires}`,
  pendingMore: (count) => `… und ${count} weitere`,
  pendingHelp: "Schreiben Sie „yes“ und einen Code, dann wird die Anfrage noch einmal gezeigt.",
  help: [
    "Jede Anfrage zeigt, was ein Agent tun will. Lesen Sie, was ausgeführt wird; was der Agent sagt, ist seine eigene Angabe.",
    "",
    "• Drücken Sie einen Knopf, um zu antworten. Bei hohem Risiko wird zweimal gefragt. Eine Ablehnung gilt sofort.",
    "• Nach dem Drücken geschah nichts? Drücken Sie noch einmal; es zählt nur einmal.",
    "• Erwidern Sie auf eine Anfrage genau „yes“ oder „no“, wenn die Knöpfe versagen; „yes“ gilt bei geringem und mittlerem Risiko.",
    "• Antworten in Worten: drücken Sie den Knopf, und erwidern Sie dann auf die Frage, die folgt.",
    "• „yes CODE“, ohne Erwiderung, zeigt die Anfrage noch einmal. Es beantwortet sie nicht.",
    "",
    "/pending zeigt, was wartet, /status sagt, wer Sie hier sind, /start zeigt die Nummer dieses Chats.",
  ].join("\n"),
};
