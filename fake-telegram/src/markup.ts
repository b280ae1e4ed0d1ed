import type { ForceReply, InlineKeyboardButton, InlineKeyboardMarkup } from "@grammyjs/types";
import { Refusal } from "./errors.ts";
import { checkLink } from "./links.ts";

/** What stays of a reply_markup: Telegram keeps inline keyboards on the message, and shows the other kinds once. */
export type Markup =
  | { readonly kind: "none" }
  | { readonly kind: "inline"; readonly markup: InlineKeyboardMarkup }
  | { readonly kind: "forceReply"; readonly markup: ForceReply }
  | { readonly kind: "other" };

const mostButtons = 100;
const actions = [
  "url",
  "callback_data",
  "web_app",
  "login_url",
  "switch_inline_query",
  "switch_inline_query_current_chat",
  "switch_inline_query_chosen_chat",
  "copy_text",
  "callback_game",
  "pay",
  "disabled",
] as const;

/** Reads a reply_markup as far as the server does before it looks at the chat. */
export function readMarkup(value: unknown): Markup {
  if (value === undefined || value === "") return { kind: "none" };
  const object = typeof value === "string" ? parseJson(value) : value;
  if (!isRecord(object)) throw new Refusal("markupNotObject");
  if (object["inline_keyboard"] !== undefined) return readKeyboard(object["inline_keyboard"]);
  if (object["force_reply"] === true) return { kind: "forceReply", markup: object as unknown as ForceReply };
  return object["keyboard"] !== undefined || object["remove_keyboard"] === true ? { kind: "other" } : { kind: "none" };
}

function readKeyboard(rows: unknown): Markup {
  if (!Array.isArray(rows) || !rows.every((row) => Array.isArray(row))) throw new Refusal("keyboardNotRows");
  const keyboard = (rows as unknown[][]).map((row) => row.map(readButton)).filter((row) => row.length > 0);
  if (keyboard.length === 0) return { kind: "none" };
  return { kind: "inline", markup: { inline_keyboard: keyboard } };
}

function readButton(button: unknown): InlineKeyboardButton {
  if (!isRecord(button)) throw new Refusal("buttonNotObject");
  if (typeof button["text"] !== "string") throw new Refusal("buttonWithoutText");
  const given = actions.filter((action) => button[action] !== undefined && button[action] !== "");
  if (given.length === 0) throw new Refusal("buttonWithoutAction");
  if (given.length > 1) throw new Refusal("buttonTwoActions");
  return button as unknown as InlineKeyboardButton;
}

/** The checks that come after the chat was found: labels, links, sizes. */
export function checkKeyboard(markup: Markup, privateChat: boolean): void {
  if (markup.kind !== "inline") return;
  const buttons = markup.markup.inline_keyboard.flat();
  if (buttons.length > mostButtons) throw new Refusal("markupTooLong");
  for (const button of buttons) checkButton(button, privateChat);
}

function checkButton(button: InlineKeyboardButton, privateChat: boolean): void {
  if (button.text === "") throw new Refusal("buttonTextEmpty");
  if ("url" in button) {
    const link = checkLink(button.url);
    if (link.url === undefined) throw new Refusal("buttonUrl", { url: button.url, reason: link.reason });
  }
  if ("callback_data" in button && Buffer.byteLength(button.callback_data) > 64) throw new Refusal("buttonData");
  if ("copy_text" in button && (button.copy_text.text === "" || button.copy_text.text.length > 256)) {
    throw new Refusal("buttonCopyText");
  }
  if ("web_app" in button && !privateChat) throw new Refusal("buttonType");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("markupNotJson");
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
