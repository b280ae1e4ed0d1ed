import type { World } from "@loopgate/client/world";
import type { Environment } from "./environment.ts";
import type { Screen } from "./screen.ts";
import type { ServerEntry } from "./server.ts";

/** What a command works in. Tests give their own. */
export type Shell = {
  readonly environment: Environment;
  readonly out: Screen;
  readonly err: Screen;
  readonly world: World;
  /** Milliseconds since 1970. */
  now(): number;
  /** Asks on the terminal; undefined where nobody sits there to be asked, or the line was ended. */
  readonly ask: ((question: string) => Promise<string | undefined>) | undefined;
  /**
   * Aborts at Ctrl-C or a request to end; its reason is the signal's name. From then on the command ends itself. `withParent`: also
   * at SIGHUP, and once the program that started this one is gone.
   */
  interruption(options?: { readonly withParent?: boolean }): AbortSignal;
  /** Turns until the answered function is called, where somebody watches. */
  spin(text: string): () => void;
  /** Has the person change a text in an editor; throws a UserError where there is none or it fails. */
  edit(text: string): Promise<string>;
  /**
   * Starts a program, sends it lines, and answers the first of its own that `isLast` takes; undefined where none came within `ms`. It
   * is ended then.
   */
  converse(
    program: string,
    args: readonly string[],
    talk: { readonly lines: readonly string[]; isLast(line: string): boolean; readonly ms: number },
  ): Promise<string | undefined>;
  /** The server, loaded only by the commands that run it. */
  loadServer(): Promise<ServerEntry>;
  /** The program at the other end of stdin and stdout, for the command that speaks a protocol with it. */
  readonly peer: Peer;
  /** What runs now, as absolute paths: the settings of another program name it to have it run again. */
  readonly program: { readonly node: string; readonly script: string };
};

export type Peer = {
  /** What it sends, until it has sent all or `stop` aborts. */
  read(stop: AbortSignal): AsyncIterable<Uint8Array>;
  write(text: string): void;
};

/**
 * What a command ends with. `ask`: 0 approved or answered, 1 rejected or neutral, 2 timeout or canceled, 3 error. `hook`: 0 the
 * answer is on stdout, 2 everything else, the one code that keeps the tool from running in every coding agent.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 130 | 143;

export type Command = (args: readonly string[], shell: Shell) => Promise<ExitCode>;

/** The command cannot go on as it was called. The message says what to do. */
export class UserError extends Error {
  override readonly name = "UserError";
}
