import { showFailure } from "./failure.ts";
import { failureOf } from "./failure-code.ts";
import { type Command, type ExitCode, type Shell } from "./shell.ts";
import { texts } from "./texts.ts";

/** Each is loaded only when it is called: `ask` in a script must not pay for the server. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./commands/serve.ts")).serve,
  pending: async () => (await import("./commands/pending.ts")).pending,
  answer: async () => (await import("./commands/answer.ts")).answer,
  hook: async () => (await import("./commands/hook.ts")).hook,
  ask: async () => (await import("./commands/ask.ts")).ask,
  mcp: async () => (await import("./commands/mcp.ts")).mcp,
  connect: async () => (await import("./commands/connect.ts")).connect,
  doctor: async () => (await import("./commands/doctor.ts")).doctor,
  owner: async () => (await import("./commands/owner.ts")).owner,
  user: async () => (await import("./commands/user.ts")).user,
  events: async () => (await import("./commands/events.ts")).events,
  callbacks: async () => (await import("./commands/callbacks.ts")).callbacks,
  backup: async () => (await import("./commands/backup.ts")).backup,
  restore: async () => (await import("./commands/restore.ts")).restore,
  help: async () => (await import("./commands/help.ts")).help,
  version: async () => (await import("./commands/version.ts")).version,
};
const FLAGS: Readonly<Record<string, string>> = {
  "--help": "help",
  "-h": "help",
  "--version": "version",
  "-v": "version",
};

/** Runs one command and answers its exit code; never rejects. */
export async function run(argv: readonly string[], shell: Shell): Promise<ExitCode> {
  const [word = "help", ...args] = argv;
  const name = FLAGS[word] ?? word;
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  try {
    if (!load) return unknown(word, shell);
    const wantsHelp = args[0] === "--help" || args[0] === "-h";
    return wantsHelp ? await run(["help", name], shell) : await (await load())(args, shell);
  } catch (error) {
    showFailure(error, shell.err);
    return failureOf(argv);
  }
}

function unknown(word: string, { err }: Shell): ExitCode {
  err.line(texts.terminal.unknownCommand(word));
  return 3;
}
