// For this package's tests: a double that is closed after the test and must not have seen a violation, and a client
// that sends what it is told, right or wrong.
import type { Update } from "@grammyjs/types";
import { afterEach, expect } from "vitest";
import { type FakeTelegram, type FakeTelegramOptions, startFakeTelegram } from "./index.ts";

export const ann = { id: 123_456_789, name: "Ann", username: "ann" };
export const bob = { id: 200_000_002, name: "Bob" };

const open: { fake: FakeTelegram; violationsExpected: boolean }[] = [];

afterEach(async () => {
  for (const { fake, violationsExpected } of open.splice(0)) {
    await fake.close();
    if (!violationsExpected) expect(fake.violations()).toEqual([]);
  }
});

/** Without the pause for impatient polls, and with Ann known, unless asked for otherwise. */
export async function openFake(
  options: FakeTelegramOptions & { violationsExpected?: boolean } = {},
): Promise<FakeTelegram> {
  const { violationsExpected = false, ...rest } = options;
  const fake = await startFakeTelegram({ antiSpin: false, people: [ann], ...rest });
  open.push({ fake, violationsExpected });
  return fake;
}

export type Reply = {
  ok: boolean;
  result?: unknown;
  error_code?: number;
  description?: string;
  parameters?: { retry_after?: number; migrate_to_chat_id?: number };
};

/** Calls a method with a JSON body. */
export async function call(
  fake: FakeTelegram,
  method: string,
  parameters: object = {},
  options: { token?: string; signal?: AbortSignal } = {},
): Promise<Reply> {
  const response = await fetch(`${fake.url}/bot${options.token ?? fake.token}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(parameters),
    ...(options.signal !== undefined && { signal: options.signal }),
  });
  return (await response.json()) as Reply;
}

/** Sends a text to Ann and returns the message's id. */
export async function send(fake: FakeTelegram, parameters: object = {}): Promise<number> {
  const reply = await call(fake, "sendMessage", { chat_id: ann.id, text: "A card", ...parameters });
  if (!reply.ok) throw new Error(reply.description);
  return (reply.result as { message_id: number }).message_id;
}

/** One poll without waiting. */
export async function poll(fake: FakeTelegram, parameters: object = {}): Promise<Update[]> {
  const reply = await call(fake, "getUpdates", parameters);
  if (!reply.ok) throw new Error(reply.description);
  return reply.result as Update[];
}

export const yesNo = {
  inline_keyboard: [
    [
      { text: "Yes", callback_data: "yes-token" },
      { text: "No", callback_data: "no-token" },
    ],
  ],
};
