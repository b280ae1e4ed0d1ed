/** The browser in which the inbox is tested: Debian's own. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";

/** `shell` starts twice as fast; `whole` also shows notifications. */
export type Kind = "shell" | "whole";

const PROGRAMS: Readonly<Record<Kind, readonly string[]>> = {
  shell: ["chromium-headless-shell", "chromium", "google-chrome"],
  whole: ["chromium", "google-chrome"],
};

/** Throws, with the command that installs it, where there is none. */
export async function openChromium(kind: Kind = "shell"): Promise<Browser> {
  const program = PROGRAMS[kind].map(inPath).find((path) => path !== undefined);
  if (program === undefined) throw new Error(`No browser to test with: sudo apt-get install ${PROGRAMS[kind][0]}`);
  return chromium.launch({
    executablePath: program,
    // The sandbox needs what a container's root does not have; every page here is our own.
    args: [
      "--no-sandbox",
      "--disable-dev-shm-usage",
      "--font-render-hinting=none",
      "--force-color-profile=srgb",
      // A host that is no secure place: browsers give no keys there.
      "--host-resolver-rules=MAP gate.test 127.0.0.1",
    ],
  });
}

function inPath(program: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
