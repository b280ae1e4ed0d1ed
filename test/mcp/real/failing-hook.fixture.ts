import { readFileSync, writeFileSync } from "node:fs";
import type { Failure } from "./hooks.suite.ts";

/** Changes what `loopgate connect` has written, so that the hook fails in this way. `short`: the client's time as three seconds. */
export function failing({ timeout, short }: { readonly timeout: RegExp; readonly short: string }) {
  return (file: string, how: Failure): void => {
    const text = readFileSync(file, "utf8");
    // What comes after it, for the shell to do where it fails, stays.
    const command = /\/usr\/bin\/env -i .*?(?= \|\| )/g;
    const changed: Partial<Record<Failure, string>> = {
      "client gave up": text.replace(timeout, short),
      "program missing": text.replace(command, "/nowhere/loopgate hook"),
      "exit 2 without a word": text
        .replace(/"\/usr\/bin\/env -i [^"]*"/, JSON.stringify("/bin/sh -c 'cat >/dev/null; exit 2'"))
        .replace(/"onFailure": "block",\s*/, ""),
      "exit 1": text.replace(command, "/bin/sh -c 'cat >/dev/null; exit 1'"),
    };
    const after = changed[how];
    if (after === undefined) return;
    if (after === text) throw new Error(`nothing in ${file} was found that could be made to fail`);
    writeFileSync(file, after);
  };
}
