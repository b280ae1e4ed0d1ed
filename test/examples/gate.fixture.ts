/** The built server on the port that every example names, with a Telegram in which the examples' person answers. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFakeTelegram, type FakeTelegram, type SeenMessage } from "../../fake-telegram/src/index.ts";
import { assertBuilt } from "../built.fixture.ts";
import type { Place } from "../databases.ts";
import { root } from "../sources.ts";

/** The examples call http://localhost:8080. */
const port = 8080;
/** Whose number the examples register. */
const person = { id: 123_456_789, first_name: "Ann" };

export type ExampleGate = {
  readonly telegram: FakeTelegram;
  readonly dataDir: string;
  /** The next card with buttons that the person has not been given by this function. */
  nextCard(): Promise<SeenMessage>;
  /** Presses the button whose label ends with `label`. */
  press(card: SeenMessage, label: string): void;
  /** Presses the card's only answering button, and writes the text as a reply to the question that follows. */
  write(card: SeenMessage, text: string): Promise<void>;
  stop(): Promise<void>;
};

/** Rejects where the port is taken, or the server does not become healthy within 20 s. */
export async function startExampleGate({ adapter, uri = "" }: Place): Promise<ExampleGate> {
  assertBuilt();
  if (await isTaken())
    throw new Error(`the examples call http://localhost:${port}, and something listens there: stop it, then run again`);
  const dataDir = mkdtempSync(join(tmpdir(), "loopgate-examples-"));
  const telegram = await startFakeTelegram({ people: [person] });
  const child = spawn(join(root, "node_modules", ".bin", "node"), ["cli/dist/loopgate.js", "serve"], {
    cwd: root,
    env: {
      PATH: process.env["PATH"] ?? "",
      DATA_DIR: dataDir,
      LOG_LEVEL: "warn",
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      DB_ADAPTER: adapter,
      DB_URI: uri,
      LOOPGATE_SECRET: "a secret of the examples, long enough to be one",
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended = once(child, "close");
  const seen = new Set<number>();

  async function stop() {
    child.kill("SIGTERM");
    await ended;
    await telegram.close();
    rmSync(dataDir, { recursive: true, force: true });
  }

  try {
    const gone = ended.then(() => Promise.reject(new Error(`the server ended:\n${said}`)));
    await Promise.race([healthy(), gone]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    telegram,
    dataDir,
    async nextCard() {
      const card = await telegram.waitFor(
        () => telegram.messages(person).find(({ id, keyboard }) => keyboard.length > 0 && !seen.has(id)),
        { timeoutMs: 10_000 },
      );
      seen.add(card.id);
      return card;
    },
    press(card, label) {
      const button = card.keyboard.flat().find(({ text }) => text.endsWith(label));
      if (!button) throw new Error(`the card has no button ${label}: ${JSON.stringify(card.keyboard)}`);
      telegram.human.press(person, person, card.id, button.text);
    },
    async write(card, text) {
      const [button] = card.keyboard.flat();
      telegram.human.press(person, person, card.id, button?.text ?? "");
      const prompt = await telegram.waitFor(() =>
        telegram.messages(person).find(({ id, forceReply }) => id > card.id && forceReply),
      );
      telegram.human.say(person, person, text, { replyTo: prompt.id });
    },
    stop,
  };
}

async function isTaken(): Promise<boolean> {
  const socket = createConnection({ port, host: "127.0.0.1" });
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}

async function healthy(): Promise<void> {
  const until = Date.now() + 20_000;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > until) throw new Error("the server did not become healthy");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The answer of a poll, as an agent sees it. */
export type Polled = {
  readonly status: string;
  readonly completed: boolean;
  readonly approved: boolean;
  readonly response: string | null;
  readonly decision?: { readonly outcome: string };
};

export async function poll(requestId: unknown): Promise<Polled> {
  const answer = await fetch(`http://localhost:${port}/hitl/poll?request_id=${String(requestId)}&wait=10`);
  return (await answer.json()) as Polled;
}

/** Registers a session for the person, as the quick start shows. */
export async function register(names: { readonly session_id: string; readonly client_id: string }): Promise<void> {
  const answer = await fetch(`http://localhost:${port}/hitl/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...names, telegram_id: person.id }),
  });
  if (!answer.ok) throw new Error(`the session was not registered: ${await answer.text()}`);
}
