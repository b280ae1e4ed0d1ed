import { expect } from "vitest";
import { recordedShell } from "./recorded-shell.fixture.ts";
import { run } from "./run.ts";

/** For tests: somebody who answers with `loopgate` on the server's machine. */
export function personWith(variables: Readonly<Record<string, string>>) {
  async function loopgate(args: readonly string[]) {
    const { shell, printed } = recordedShell({ variables });
    return { code: await run(args, shell), ...printed };
  }

  /** The code of a request, as soon as one waits; the server may still be starting. */
  async function firstPending(): Promise<string> {
    let code = "";
    const look = async () => (code = /^[a-z]{6}(?= )/m.exec((await loopgate(["pending"])).out)?.[0] ?? "");
    await expect.poll(look, { timeout: 10_000 }).not.toBe("");
    return code;
  }

  return {
    loopgate,
    firstPending,
    async answerFirst(reply: string) {
      await loopgate(["answer", await firstPending(), reply]);
    },
  };
}
