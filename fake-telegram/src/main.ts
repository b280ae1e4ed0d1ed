// `npm run fake-telegram`: a Telegram in the terminal, to try Loopgate without a token.
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { createConsole, help } from "./console.ts";
import { type FakeTelegram, startFakeTelegram } from "./index.ts";
import { createScreen } from "./screen.ts";

const person = { id: 123_456_789, name: "You" };

const { values } = parseArgs({ options: { port: { type: "string", default: "8081" }, help: { type: "boolean" } } });
if (values.help === true) {
  process.stdout.write(`npm run fake-telegram [-- --port 8081]\n\n${help}\n`);
} else {
  await run(Number(values.port));
}

async function run(port: number): Promise<void> {
  const fake = await start(port);
  if (fake === undefined) return;
  const color = process.stdout.isTTY && (process.env["NO_COLOR"] ?? "") === "";
  const screen = createScreen({ botName: "Loopgate", color });
  const terminal = createConsole({ fake, person, screen, write: (text) => void process.stdout.write(text) });
  process.stdout.write(welcome(fake));

  const lines = createInterface({ input: process.stdin, terminal: false });
  const following = terminal.follow();
  lines.on("line", (line) => {
    if (!terminal.enter(line)) lines.close();
  });
  process.once("SIGINT", () => lines.close());
  process.once("SIGTERM", () => lines.close());
  await new Promise<void>((resolve) => lines.once("close", resolve));
  process.stdin.pause();
  await fake.close();
  await following;
}

async function start(port: number): Promise<FakeTelegram | undefined> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return fail("--port takes a number from 0 to 65535.");
  try {
    return await startFakeTelegram({ port, validate: false, people: [person] });
  } catch (error) {
    const taken = (error as { code?: unknown }).code === "EADDRINUSE";
    return fail(taken ? `Port ${port} is taken: choose another with --port.` : String(error));
  }
}

function fail(reason: string): undefined {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}

function welcome(fake: FakeTelegram): string {
  return `A fake Telegram listens on ${fake.url}. Your id is ${person.id}, and you have pressed Start.
Start Loopgate in another terminal with

  export TELEGRAM_API_ROOT=${fake.url}
  export TELEGRAM_BOT_TOKEN=${fake.token}

What the bot sends appears here. You can type

${help}
`;
}
