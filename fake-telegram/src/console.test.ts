import { expect, it } from "vitest";
import { createConsole } from "./console.ts";
import type { FakeTelegram } from "./index.ts";
import { ann, call, openFake, poll, send, yesNo } from "./raw-client.fixture.ts";
import { createScreen } from "./screen.ts";

async function openConsole() {
  const fake = await openFake();
  let output = "";
  let written: () => void = () => {};
  const terminal = createConsole({
    fake,
    person: ann,
    screen: createScreen({ botName: "Loopgate", color: false }),
    write: (text) => {
      output += text;
      written();
    },
  });
  void terminal.follow();
  /** What was written since the last look, once it holds this. */
  const shows = async (text: string) => {
    while (!output.includes(text)) await new Promise<void>((resolve) => (written = resolve));
    const seen = output;
    output = "";
    return seen;
  };
  return { fake, terminal, shows };
}

const lastUpdate = async (fake: FakeTelegram) => (await poll(fake)).at(-1);

it("a message appears with its numbered buttons, and its number presses one", async () => {
  const { fake, terminal, shows } = await openConsole();
  await send(fake, { text: "Deploy?\nto prod", reply_markup: yesNo });
  expect(await shows("[2]")).toBe("\n┌ Loopgate · message 1\n│ Deploy?\n│ to prod\n└ [1] Yes   [2] No\n");
  terminal.enter("2");
  expect((await lastUpdate(fake))?.callback_query?.data).toBe("no-token");
});

it("an older card is reached by its message's number", async () => {
  const { fake, terminal } = await openConsole();
  const first = await send(fake, { reply_markup: yesNo });
  await send(fake, { reply_markup: yesNo });
  terminal.enter(`${first}.1`);
  expect((await lastUpdate(fake))?.callback_query?.message?.message_id).toBe(first);
});

it("edits, toasts and alerts appear", async () => {
  const { fake, terminal, shows } = await openConsole();
  const message_id = await send(fake, { reply_markup: yesNo });
  await shows("[2]");
  terminal.enter("1");
  const id = (await lastUpdate(fake))?.callback_query?.id;
  await call(fake, "answerCallbackQuery", { callback_query_id: id, text: "Too late", show_alert: true });
  expect(await shows("Too late")).toBe("  ! Too late\n");
  await call(fake, "editMessageText", { chat_id: ann.id, message_id, text: "Approved" });
  expect(await shows("Approved")).toContain("message 1 · edited");
});

it("text answers the last question, and after that the newest card", async () => {
  const { fake, terminal } = await openConsole();
  const prompt = await send(fake, { text: "Why?", reply_markup: { force_reply: true } });
  const card = await send(fake, { reply_markup: yesNo });
  terminal.enter("because");
  expect((await lastUpdate(fake))?.message?.reply_to_message?.message_id).toBe(prompt);
  terminal.enter("yes");
  expect((await lastUpdate(fake))?.message?.reply_to_message?.message_id).toBe(card);
});

it("commands and `say` answer nothing", async () => {
  const { fake, terminal } = await openConsole();
  await send(fake, { reply_markup: yesNo });
  terminal.enter("/pending");
  terminal.enter("say hello");
  const messages = (await poll(fake)).map((update) => update.message);
  expect(messages.map((message) => [message?.text, message?.reply_to_message])).toEqual([
    ["/pending", undefined],
    ["hello", undefined],
  ]);
});

it("a number without a button, a blocked bot and an unknown message are told, not thrown", async () => {
  const { terminal, shows } = await openConsole();
  terminal.enter("7");
  expect(await shows("button")).toContain("There is no such button.");
  terminal.enter("block");
  terminal.enter("hello");
  expect(await shows("blocked")).toContain("unblock it first");
});

it("`quit` ends it, nothing else does", async () => {
  const { terminal } = await openConsole();
  expect(["", "help", "quit"].map((line) => terminal.enter(line))).toEqual([true, true, false]);
});
