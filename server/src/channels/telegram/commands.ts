import { faceOf } from "../../gate/face.ts";
import type { HumanRequest, TenantId } from "../../gate/request.ts";
import type { Texts } from "../../texts/index.ts";
import { cut, text } from "./html.ts";
import { utc } from "./outcome.ts";
import { formatPlace, parsePlace } from "./place.ts";
import type { Copies, Listed, Responders } from "./ports.ts";
import type { ChatOf, Intent, Person } from "./read.ts";
import type { Talk } from "./talk.ts";

export type Command = Extract<Intent, { kind: "command" | "arrived" }>;

const MOST_LISTED = 20;
const LONGEST_LINE = 80;

type Deps = {
  readonly tenantId: TenantId;
  readonly requests: Pick<Listed, "list" | "count">;
  readonly copies: Pick<Copies, "of">;
  readonly people: Pick<Responders, "find">;
  readonly talk: Talk;
  readonly texts: Texts;
  /** The bot's own name, once it is known. */
  readonly username: () => string | undefined;
};

/** `/start`, `/status`, `/pending`, `/help`, and the greeting in a group that the bot was brought into. */
export function createCommands(deps: Deps): (command: Command) => Promise<void> {
  return async (command) => {
    const words = await answerTo(command, deps);
    if (words !== undefined) await deps.talk.reply(command, text(words));
  };
}

/** For the menu that Telegram shows. */
export function commandMenu({
  telegram,
}: Texts): readonly { readonly command: string; readonly description: string }[] {
  return Object.entries(telegram.commands).map(([command, description]) => ({ command, description }));
}

async function answerTo(command: Command, deps: Deps): Promise<string | undefined> {
  const words = deps.texts.telegram;
  if (command.kind === "arrived") return start(command.chat, undefined, deps);
  const { botName, name, chat, from } = command;
  const own = deps.username();
  if (botName !== undefined && own !== undefined && botName.toLowerCase() !== own.toLowerCase()) return undefined;
  switch (name) {
    case "start":
      return start(chat, from, deps);
    case "help":
      return words.help;
    case "status":
      return status(chat, from, deps);
    case "pending":
      return pending(chat, from, deps);
    default:
      return chat.isPrivate ? words.help : undefined;
  }
}

function start(chat: ChatOf, from: Person | undefined, { texts }: Deps): string {
  const topic = chat.topicId === undefined ? undefined : String(chat.topicId);
  return texts.telegram.start(chat.id, topic, from?.id);
}

async function status(chat: ChatOf, from: Person, deps: Deps): Promise<string> {
  const responder = await responderOf(chat, from, deps);
  if (!responder) return deps.texts.telegram.notLinked(from.id);
  return deps.texts.telegram.status(responder.name, await deps.requests.count(deps.tenantId, { status: "pending" }));
}

/** In a group only what was shown in that group. */
async function pending(chat: ChatOf, from: Person, deps: Deps): Promise<string> {
  const words = deps.texts.telegram;
  const responder = await responderOf(chat, from, deps);
  if (!responder) return words.notLinked(from.id);
  const page = await deps.requests.list(deps.tenantId, { status: "pending" }, { limit: MOST_LISTED });
  const asked = page.requests.filter((request) => isAsked(request, responder.id, from.id));
  const shown = chat.isPrivate ? asked : await shownHere(asked, chat, deps);
  if (shown.length === 0) return words.pendingNone;
  const total = page.next === undefined ? 0 : await deps.requests.count(deps.tenantId, { status: "pending" });
  const more = total > page.requests.length ? [words.pendingMore(total - page.requests.length)] : [];
  return [...shown.map((request) => lineOf(request, words)), ...more, "", words.pendingHelp].join("\n");
}

/** A request is nobody's business who may not answer it. */
function isAsked({ policy }: HumanRequest, responder: string, subject: string): boolean {
  return policy.seats.some((seat) =>
    seat.kind === "responder"
      ? seat.id === responder
      : seat.address.channel === "telegram" && seat.address.place === subject,
  );
}

async function shownHere(requests: readonly HumanRequest[], chat: ChatOf, { copies }: Deps): Promise<HumanRequest[]> {
  const here: HumanRequest[] = [];
  for (const request of requests) {
    const all = await copies.of({ tenantId: request.tenantId, id: request.id });
    if (all.some(({ address: { channel, place } }) => channel === "telegram" && parsePlace(place)?.chatId === chat.id))
      here.push(request);
  }
  return here;
}

function lineOf(request: HumanRequest, words: Texts["telegram"]): string {
  const face = faceOf(request);
  const what = face.action?.name ?? face.message.replace(/\s+/g, " ");
  return words.pendingLine(face.code, cut(what, LONGEST_LINE), utc(request.expiresAt));
}

function responderOf(chat: ChatOf, { id, name }: Person, { people, tenantId }: Deps) {
  const identity = { channel: "telegram", subject: id, name };
  const place = formatPlace({ chatId: chat.id, ...(chat.topicId !== undefined && { topicId: chat.topicId }) });
  return people.find(tenantId, { identity, address: { channel: "telegram", place }, assurance: "chat" });
}
