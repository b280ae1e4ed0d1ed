import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { expect } from "vitest";

/** A program at a terminal of its own, which tmux is, and a person who looks at it and types. */
export type Terminal = {
  /** Resolves once the screen shows it. */
  shows(text: string): Promise<void>;
  /** Types the key until the screen no longer shows the question: a dialog that has just come up takes none yet. */
  answers(question: string, key: string): Promise<void>;
  type(...keys: readonly string[]): void;
  close(): void;
};

export function openTerminal(
  command: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Terminal {
  const name = `loopgate-${randomUUID()}`;
  const tmux = (...args: readonly string[]) => execFileSync("tmux", ["-L", name, ...args], { encoding: "utf8" });
  const variables = Object.entries({ PATH: process.env["PATH"] ?? "", TERM: "xterm-256color", ...env });
  const words = ["env", "-i", ...variables.map(([key, value]) => `${key}=${value}`), ...command];
  tmux("new-session", "-d", "-x", "120", "-y", "40", "-c", cwd, ...words);
  return {
    async shows(text) {
      await expect.poll(() => tmux("capture-pane", "-p"), { timeout: 30_000, interval: 200 }).toContain(text);
    },
    async answers(question, key) {
      const isLeft = () => {
        const screen = tmux("capture-pane", "-p");
        if (screen.includes(question)) tmux("send-keys", key);
        return screen.includes(question);
      };
      await expect.poll(isLeft, { timeout: 30_000, interval: 1_000 }).toBe(false);
    },
    type: (...keys) => void tmux("send-keys", ...keys),
    close: () => void tmux("kill-server"),
  };
}
