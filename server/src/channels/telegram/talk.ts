import type { Log } from "../../kit/log.ts";
import type { Keyboard } from "./api.ts";
import { reasonOf } from "./errors.ts";
import type { Html } from "./html.ts";
import type { ChatOf } from "./read.ts";
import type { Writer } from "./writer.ts";

/** Words to people that nothing depends on: a failure is logged and forgotten. */
export type Talk = {
  /** Answers the message's id; undefined where it could not be sent. */
  reply(to: Heard, html: Html, keyboard?: Keyboard): Promise<number | undefined>;
};

type Heard = { readonly chat: ChatOf; readonly messageId?: number };

export function createTalk({ writer, log }: { readonly writer: Writer; readonly log: Log }): Talk {
  return {
    async reply({ chat, messageId }, html, keyboard) {
      const to = { chatId: chat.id, ...(chat.topicId !== undefined && { topicId: chat.topicId }) };
      const options = { ...(messageId !== undefined && { replyTo: messageId }), ...(keyboard && { markup: keyboard }) };
      try {
        return await writer.send(to, html, options);
      } catch (error) {
        log.info("a person could not be answered", { channel: "telegram", code: reasonOf(error) });
        return undefined;
      }
    },
  };
}
