import type { Person } from "./chats.ts";
import type { FakeTelegram } from "./index.ts";
import type { SeenButton, SeenMessage } from "./messages.ts";
import type { Screen } from "./screen.ts";

/** One person's Telegram in a terminal: shows what the bot sends, takes presses and replies line by line. */
export type Console = {
  /** Shows what is new, until the fake is closed. */
  follow(): Promise<void>;
  /** Does what one typed line says; false asks to end. */
  enter(line: string): boolean;
};

export const help = `  2            press button 2 of the newest card
  7.2          press button 2 of message 7
  some text    reply to the last question, or else to the newest card
  say TEXT     write without replying to anything
  /start, …    send a command
  block, unblock   stop the bot from writing to you, or let it again
  help, quit`;

const forever = 2 ** 31 - 1;

export function createConsole(deps: {
  fake: FakeTelegram;
  person: Person;
  screen: Screen;
  readonly write: (text: string) => void;
}): Console {
  const { fake, person, screen, write } = deps;
  const shown = new Map<number, { edits: number; deleted: boolean }>();
  let answersShown = 0;
  let repliedTo = 0;

  async function follow(): Promise<void> {
    for (;;) {
      try {
        write(await fake.waitFor(news, { timeoutMs: forever }));
      } catch {
        return;
      }
    }
  }

  /** What has changed since the last look, rendered; undefined where nothing has. */
  function news(): string | undefined {
    const messages = fake.messages(person).map(messageNews).join("");
    const answers = fake.answers().slice(answersShown).map(screen.answer).join("");
    answersShown = fake.answers().length;
    return messages + answers === "" ? undefined : messages + answers;
  }

  function messageNews(message: SeenMessage): string {
    const before = shown.get(message.id);
    shown.set(message.id, { edits: message.edits, deleted: message.deleted });
    if (before === undefined) return screen.message(message, "new");
    if (message.deleted !== before.deleted) return screen.message(message, "deleted");
    return message.edits === before.edits ? "" : screen.message(message, "edited");
  }

  function enter(line: string): boolean {
    const input = line.trim();
    if (input === "quit" || input === "exit") return false;
    try {
      act(input);
    } catch (error) {
      write(screen.note(error instanceof Error ? error.message : String(error)));
    }
    return true;
  }

  function act(input: string): void {
    const press = /^(?:(\d+)\.)?(\d+)$/.exec(input);
    if (input === "") return;
    if (input === "help") return write(`${help}\n`);
    if (input === "block") return fake.human.block(person);
    if (input === "unblock") return fake.human.unblock(person);
    if (press !== null) return pressButton(press[1], Number(press[2]));
    if (input.startsWith("/start")) return fake.human.start(person, input);
    if (input.startsWith("/")) return void fake.human.say(person, person, input);
    if (input.startsWith("say ")) return void fake.human.say(person, person, input.slice(4));
    reply(input);
  }

  function pressButton(messageId: string | undefined, number: number): void {
    const message = messageId === undefined ? newestCard() : standing().find((one) => one.id === Number(messageId));
    const button = message?.keyboard.flat()[number - 1];
    if (message === undefined || button === undefined) return write(screen.note("There is no such button."));
    if (button.data === undefined) return write(screen.note(elsewhere(button)));
    // By its data, since two buttons may have one label.
    fake.human.press(person, person, message.id, { data: button.data });
  }

  function reply(text: string): void {
    const target = standing().findLast((one) => one.forceReply !== undefined && one.id > repliedTo) ?? newestCard();
    if (target?.forceReply !== undefined) repliedTo = target.id;
    fake.human.say(person, person, text, target === undefined ? {} : { replyTo: target.id });
    write(screen.note(target === undefined ? "  sent" : `  sent as a reply to message ${target.id}`));
  }

  function newestCard(): SeenMessage | undefined {
    return standing().findLast((message) => message.keyboard.length > 0) ?? standing().at(-1);
  }

  function standing(): readonly SeenMessage[] {
    return fake.messages(person).filter((message) => !message.deleted);
  }

  return { follow, enter };
}

function elsewhere(button: SeenButton): string {
  return button.url === undefined ? "This button does nothing here." : `This button opens ${button.url}`;
}
