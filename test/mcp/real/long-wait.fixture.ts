import { startFakeTelegram } from "../../../fake-telegram/src/index.ts";
import { openGate, type Gate } from "../gate.fixture.ts";

/** Longer than any client waits for one call without progress. */
export const LONG_MS = 360_000;

export function afterLong(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LONG_MS));
}

/** A gate whose requests of this session are shown on Telegram to a person, who taps when told to. */
export async function openLongWait(
  session: string,
): Promise<{ gate: Gate; tap(): Promise<void>; close(): Promise<void> }> {
  const person = { id: 123_456_789, first_name: "Ann" };
  const telegram = await startFakeTelegram({ people: [person] });
  const gate = await openGate({ TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url });
  const registered = await fetch(`${gate.url}/hitl/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ session_id: session, client_id: session, telegram_id: person.id }),
  });
  if (!registered.ok) throw new Error(`the session was not registered: ${await registered.text()}`);
  return {
    gate,
    async tap() {
      const card = await telegram.waitFor(() =>
        telegram.messages(person).findLast(({ keyboard }) => keyboard.length > 0),
      );
      const button = card.keyboard.flat().find(({ text }) => text.endsWith("Approve"));
      if (!button) throw new Error(`the card has no button to approve: ${JSON.stringify(card.keyboard)}`);
      telegram.human.press(person, person, card.id, button.text);
    },
    async close() {
      await gate.close();
      await telegram.close();
    },
  };
}
