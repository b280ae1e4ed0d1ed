import type { MessageEntity } from "@grammyjs/types";
import type { Answer } from "./callbacks.ts";
import type { SeenMessage } from "./messages.ts";

/** How the terminal shows a chat; without colour it is plain text. */
export type Screen = {
  message(message: SeenMessage, news: "new" | "edited" | "deleted"): string;
  readonly answer: (answer: Answer) => string;
  note(text: string): string;
};

export function createScreen(options: { botName: string; color: boolean }): Screen {
  const style = (code: number, text: string) => (options.color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const bold = (text: string) => style(1, text);
  const dim = (text: string) => style(2, text);

  function message(shown: SeenMessage, news: "new" | "edited" | "deleted"): string {
    const title = [options.botName, `message ${shown.id}`, ...(news === "new" ? [] : [news])].join(" · ");
    if (news === "deleted") return `\n${dim(`┌ ${title}`)}\n`;
    const lines = emphasized(shown.text, shown.entities, bold).split("\n");
    const body = lines.map((line) => `${dim("│")} ${line}`);
    return `\n${dim("┌")} ${dim(title)}\n${body.join("\n")}\n${dim("└")}${footer(shown)}\n`;
  }

  function footer(shown: SeenMessage): string {
    if (shown.forceReply !== undefined) return ` ${dim(shown.forceReply.placeholder ?? "waits for your reply")}`;
    let number = 0;
    const rows = shown.keyboard.map((row) =>
      row.map((button) => `${bold(`[${++number}]`)} ${button.text}`).join("   "),
    );
    return rows.map((row) => ` ${row}`).join("\n ");
  }

  return {
    message,
    answer: ({ text, showAlert }) => (text === undefined ? "" : `${showAlert ? bold("  !") : dim("  i")} ${text}\n`),
    note: (text) => `${dim(text)}\n`,
  };
}

// Bold only: enough to find the question in a card.
function emphasized(text: string, entities: readonly MessageEntity[], bold: (text: string) => string): string {
  let result = "";
  let position = 0;
  for (const entity of entities) {
    if (entity.type !== "bold" || entity.offset < position) continue;
    const end = entity.offset + entity.length;
    result += text.slice(position, entity.offset) + bold(text.slice(entity.offset, end));
    position = end;
  }
  return result + text.slice(position);
}
