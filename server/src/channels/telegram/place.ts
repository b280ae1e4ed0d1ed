/** Where a message goes: a chat's number as text, and a topic of it. */
export type Place = { readonly chatId: string; readonly topicId?: number };

/** The topic "General" has this id, and must be left out of every call (core.telegram.org/api/forum). */
const GENERAL = 1;

/** Reads `"<chat_id>"` or `"<chat_id>/<topic_id>"`; undefined where it is neither. */
export function parsePlace(place: string): Place | undefined {
  const match = /^(-?[1-9]\d{0,18})(?:\/([1-9]\d{0,9}))?$/.exec(place);
  const [, chatId, topic] = match ?? [];
  if (chatId === undefined) return undefined;
  return topic === undefined || Number(topic) === GENERAL ? { chatId } : { chatId, topicId: Number(topic) };
}

/** The opposite of `parsePlace`. */
export function formatPlace({ chatId, topicId }: Place): string {
  return topicId === undefined || topicId === GENERAL ? chatId : `${chatId}/${topicId}`;
}
