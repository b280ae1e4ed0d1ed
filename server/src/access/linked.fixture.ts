import { startFakeTelegram, type FakeTelegram, type Person, type SeenMessage } from "@loopgate/fake-telegram";
import { onTestFinished, vi } from "vitest";
import type { Config } from "../config.ts";
import type { Database } from "../db/db.ts";
import { openLoopgate, OPERATOR, PORT } from "../loopgate.fixture.ts";
import type { World } from "../main.ts";
import { bearer, PASSWORD, person } from "./accounts.fixture.ts";

// Passwords are hashed in earnest, several in each test: a busy machine takes its time.
vi.setConfig({ testTimeout: 90_000 });

export const own = { origin: `http://localhost:${PORT}` };
export const phone = { ann: { id: 1001, name: "Ann" }, ben: { id: 1002, name: "Ben" }, eve: { id: 6666, name: "Eve" } };

/** A running Loopgate for several teams, with a double of Telegram; everything works by itself, as it does in earnest. */
export async function openServed({
  database,
  config = {},
  world = {},
}: {
  database?: Database;
  config?: Partial<Config>;
  world?: Partial<World>;
} = {}) {
  const fake = await startFakeTelegram({ antiSpin: false, people: Object.values(phone) });
  onTestFinished(() => fake.close());
  const telegram = { token: fake.token, apiRoot: fake.url, responders: [], mode: "poll" as const };
  const loopgate = await openLoopgate({
    config: { mode: "served", auth: "keys", registration: "open", telegram, ...config },
    world: { ...world, ...(database && { database }) },
  });
  return { ...loopgate, ...peopleOf(loopgate, fake, own), operator: bearer(OPERATOR) };
}

/** What people do at a Loopgate, in a browser and on Telegram; `origin` is that of its pages. */
export function peopleOf(
  loopgate: Pick<Loopgate, "post" | "call">,
  fake: FakeTelegram,
  origin: { readonly origin: string },
) {
  const signUp = async (username: string) => {
    const one = await person(loopgate, username);
    const browser = { cookie: one.cookie, ...origin };
    return { ...one, username, browser, post: (path: string, body: unknown) => loopgate.post(path, body, browser) };
  };
  return { fake, person: signUp, answersOf: answersOf(fake) };
}

type Loopgate = Awaited<ReturnType<typeof openLoopgate>>;
/** A Loopgate with the people around it. */
export type Gate = ReturnType<typeof peopleOf>;
export type ServedLoopgate = Awaited<ReturnType<typeof openServed>>;
export type SignedUp = Awaited<ReturnType<Gate["person"]>>;

/** What the presser of the next press is told. */
function answersOf(fake: FakeTelegram) {
  return async (by: Person, chat: Person | number, message: SeenMessage, button: string) => {
    const before = fake.answers().length;
    fake.human.press(by, typeof chat === "number" ? chat : chat.id, message.id, button);
    return fake.waitFor(() => fake.answers()[before]);
  };
}

/** The newest message of the bot in a chat that holds these words. */
export function seen({ fake }: Pick<Gate, "fake">, chat: Person | number, words: string): Promise<SeenMessage> {
  return fake.waitFor(() => fake.messages(chat).findLast(({ text }) => text.includes(words)));
}

/** Begins a link; `code` is what the bot is to be told. */
export async function begin(account: SignedUp, kind: "person" | "chat" = "person") {
  const started = await account.post("/api/user/telegram/links", { kind, password: PASSWORD });
  return {
    started,
    id: String(started.body["id"]),
    code: String(started.body["code"]),
    say: String(started.body["say"]),
  };
}

/** Links the Telegram account of a person to an account, as people do it. */
export async function linkPerson(gate: Gate, account: SignedUp, by: Person): Promise<void> {
  const { id, say } = await begin(account);
  const before = gate.fake.messages(by).length;
  gate.fake.human.start(by, say);
  const asked = await gate.fake.waitFor(() =>
    gate.fake
      .messages(by)
      .slice(before)
      .find(({ text }) => text.includes(`signed in as “${account.username}”`)),
  );
  await gate.answersOf(by, by, asked, asked.keyboard[0]?.[0]?.text ?? "");
  const { body } = await account.post(`/api/user/telegram/links/${id}/confirm`, {});
  if (body["status"] !== "linked") throw new Error(`not linked: ${JSON.stringify(body)}`);
}

/** Links a group, or a topic of it, by a linked admin. */
export async function linkChat(
  gate: Gate,
  account: SignedUp,
  by: Person,
  chat: number,
  options: { threadId?: number } = {},
): Promise<void> {
  const { id, code } = await begin(account, "chat");
  const before = gate.fake.messages(chat).length;
  gate.fake.human.say(by, chat, `/link ${code}`, options);
  await gate.fake.waitFor(() =>
    gate.fake
      .messages(chat)
      .slice(before)
      .find(({ text }) => text.includes("Now confirm")),
  );
  const { body } = await account.post(`/api/user/telegram/links/${id}/confirm`, {});
  if (body["status"] !== "linked") throw new Error(`not linked: ${JSON.stringify(body)}`);
}
