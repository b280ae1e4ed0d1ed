import { faceOf } from "../../gate/face.ts";
import type { Responder } from "../../gate/ports.ts";
import type { HumanRequest, TenantId } from "../../gate/request.ts";
import type { Texts } from "../../texts/index.ts";
import { cut, text } from "./html.ts";
import { utc } from "./outcome.ts";
import { formatPlace, parsePlace } from "./place.ts";
import type { LinkReply, LinkTalk } from "./linking.ts";
import type { Copies, Desk, Listed, Responders } from "./ports.ts";
import type { ChatOf, Intent, Person } from "./read.ts";
import type { Talk } from "./talk.ts";

export type Command = Extract<Intent, { kind: "command" | "arrived" }>;

const MOST_LISTED = 20;
const LONGEST_LINE = 80;

type Deps = {
  readonly desk: Pick<Desk, "tenantsOf" | "nameOf">;
  readonly linking: Pick<LinkTalk, "found">;
  readonly requests: Pick<Listed, "list" | "count">;
  readonly copies: Pick<Copies, "of">;
  readonly people: Pick<Responders, "find">;
  readonly talk: Talk;
  readonly texts: Texts;
  /** The bot's own name, once it is known. */
  readonly username: () => string | undefined;
};

/** `/start`, `/status`, `/pending`, `/help`, `/link`, and the greeting in a group that the bot was brought into. */
export function createCommands(deps: Deps): (command: Command) => Promise<void> {
  return async (command) => {
    const answer = await answerTo(command, deps);
    if (answer === undefined) return;
    const { words, keyboard } = typeof answer === "string" ? { words: answer } : answer;
    await deps.talk.reply(command, text(words), keyboard);
  };
}

/** For the menu that Telegram shows. */
export function commandMenu({
  telegram,
}: Texts): readonly { readonly command: string; readonly description: string }[] {
  return Object.entries(telegram.commands).map(([command, description]) => ({ command, description }));
}

async function answerTo(command: Command, deps: Deps): Promise<string | LinkReply | undefined> {
  const words = deps.texts.telegram;
  if (command.kind === "arrived") return start(command.chat, undefined, deps);
  const { botName, name, chat, from, argument } = command;
  const own = deps.username();
  if (botName !== undefined && own !== undefined && botName.toLowerCase() !== own.toLowerCase()) return undefined;
  if ((name === "start" || name === "link") && argument !== undefined) return deps.linking.found(chat, from, argument);
  switch (name) {
    case "start":
      return start(chat, from, deps);
    case "help":
    case "link":
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
  const words = deps.texts.telegram;
  const roles = await rolesOf(chat, from, deps);
  const lines = roles.map(async ({ tenantId, responder }) => {
    const count = await deps.requests.count(tenantId, { status: "pending" });
    if (roles.length === 1) return words.status(responder.name, count);
    return words.statusIn(await deps.desk.nameOf(tenantId), responder.name, count);
  });
  return lines.length === 0 ? words.notLinked(from.id) : (await Promise.all(lines)).join("\n");
}

/** In a group only what was shown in that group. */
async function pending(chat: ChatOf, from: Person, deps: Deps): Promise<string> {
  const words = deps.texts.telegram;
  const roles = await rolesOf(chat, from, deps);
  if (roles.length === 0) return words.notLinked(from.id);
  const lists = await Promise.all(roles.map((role) => pendingIn(role, chat, from, deps)));
  const shown = lists.flatMap((list) => list.shown);
  if (shown.length === 0) return words.pendingNone;
  const left = lists.reduce((sum, list) => sum + list.left, 0);
  const more = left > 0 ? [words.pendingMore(left)] : [];
  return [...shown.map((request) => lineOf(request, words)), ...more, "", words.pendingHelp].join("\n");
}

async function pendingIn({ tenantId, responder }: PersonIn, chat: ChatOf, from: Person, deps: Deps) {
  const page = await deps.requests.list(tenantId, { status: "pending" }, { limit: MOST_LISTED });
  const asked = page.requests.filter((request) => isAsked(request, responder.id, from.id));
  const shown = chat.isPrivate ? asked : await shownHere(asked, chat, deps);
  const total = page.next === undefined ? 0 : await deps.requests.count(tenantId, { status: "pending" });
  return { shown, left: Math.max(0, total - page.requests.length) };
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

type PersonIn = { readonly tenantId: TenantId; readonly responder: Responder };

/** Who the person is in each tenant that he is in. */
async function rolesOf(chat: ChatOf, { id, name }: Person, { people, desk }: Deps): Promise<readonly PersonIn[]> {
  const identity = { channel: "telegram", subject: id, name };
  const place = formatPlace({ chatId: chat.id, ...(chat.topicId !== undefined && { topicId: chat.topicId }) });
  const roles = (await desk.tenantsOf(id)).map(async (tenantId) => {
    const address = { channel: "telegram", place };
    const responder = await people.find(tenantId, { identity, address, assurance: "chat" });
    return responder ? [{ tenantId, responder }] : [];
  });
  return (await Promise.all(roles)).flat();
}
