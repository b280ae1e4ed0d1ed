import { spawn } from "node:child_process";
import { once } from "node:events";

export type Ended = { readonly code: number | null; readonly said: string; readonly seconds: number };

/** Runs a client to its end with nothing of this user's settings, and with no way out but loopback. */
export async function runClient(
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ended> {
  const nowhere = "http://127.0.0.1:9";
  const surroundings = {
    PATH: process.env["PATH"] ?? "",
    LANG: "C.UTF-8",
    HTTPS_PROXY: nowhere,
    HTTP_PROXY: nowhere,
    NO_PROXY: "127.0.0.1,localhost",
  };
  const began = performance.now();
  const child = spawn(program, args, { cwd, env: { ...surroundings, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said, seconds: (performance.now() - began) / 1000 };
}
