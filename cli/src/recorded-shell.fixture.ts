import { Readable } from "node:stream";
import { platform, type World } from "@loopgate/client/world";
import { readEnvironment } from "./environment.ts";
import { createScreen } from "./screen.ts";
import { loadServer } from "./server.ts";
import type { Shell } from "./shell.ts";

/** A shell for tests: what is printed is kept, what is asked is answered from a list, signals are given by hand. */
export function recordedShell({
  variables,
  typed,
  edit = (text) => text,
  colors = false,
  home = "/nowhere",
  folder = home,
  platform: os = "linux",
  program = { node: "/opt/node", script: "/opt/node_modules/loopgate/dist/loopgate.js" },
  sent = [],
  world = platform,
  programs = {},
}: {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What the person types, line by line; without it nobody sits at the terminal. */
  readonly typed?: readonly string[];
  readonly edit?: (text: string) => string;
  readonly colors?: boolean;
  readonly home?: string;
  readonly folder?: string;
  readonly platform?: string;
  readonly program?: Shell["program"];
  readonly world?: World;
  /** What other programs answer to what they are sent, line by line. */
  readonly programs?: Readonly<Record<string, (lines: readonly string[]) => readonly string[]>>;
  /** What the program at the other end of stdin sends. */
  readonly sent?: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}) {
  const printed = { out: "", err: "" };
  const questions: string[] = [];
  const lines = [...(typed ?? [])];
  const stop = new AbortController();
  const screen = (name: "out" | "err") => createScreen({ write: (text) => void (printed[name] += text), colors });
  const shell: Shell = {
    environment: readEnvironment(variables, { platform: os, home, user: "ann", folder }),
    out: screen("out"),
    err: screen("err"),
    world,
    now: () => Date.now(),
    ask: typed && ((question) => Promise.resolve((questions.push(question), lines.shift()))),
    interruption: () => stop.signal,
    spin: () => () => {},
    edit: (text) => Promise.resolve(edit(text)),
    converse: (name, _, talk) => Promise.resolve(programs[name]?.(talk.lines).find(talk.isLast)),
    loadServer,
    peer: { read: () => Readable.from(sent), write: (text) => void (printed.out += text) },
    program,
  };
  return { shell, printed, questions, interrupt: (signal = "SIGINT") => stop.abort(signal) };
}
