import type { Millis } from "../../gate/request.ts";

/** How long a client bears to wait for one call, as measured. `progressMs`: while it is sent progress. */
type Patience = { readonly plainMs: Millis; readonly progressMs: Millis };

type KnownClient = Patience & { readonly title: string; readonly name: RegExp; readonly because: string };

/** Who gives up when; each is held somewhat shorter than that. The first name that fits counts. */
export const KNOWN_CLIENTS: readonly KnownClient[] = [
  {
    title: "Claude Code",
    name: /^claude-code\b/,
    plainMs: 240_000,
    progressMs: 1_800_000,
    because: "gives up after 300 s without progress; each progress begins them anew",
  },
  {
    title: "Codex",
    name: /^codex\b/,
    plainMs: 240_000,
    progressMs: 240_000,
    because: "gives up after 300 s, whatever it is sent",
  },
  {
    title: "Gemini CLI",
    name: /^gemini-cli\b/,
    plainMs: 500_000,
    progressMs: 500_000,
    because: "gives up after 600 s",
  },
  {
    title: "VS Code",
    name: /^visual[ -]studio[ -]code\b/,
    plainMs: 240_000,
    progressMs: 240_000,
    because: "is reported to give up after 5 minutes",
  },
];

/** Nobody is known to give up sooner than after 50 s. */
export const UNKNOWN_CLIENT: Patience = { plainMs: 45_000, progressMs: 45_000 };

/** How long one call of this client may be held, by its name in lower case or as it stands in User-Agent. */
export function patienceOf(client: string, hasProgress: boolean): Millis {
  const name = client.toLowerCase();
  const { plainMs, progressMs } = KNOWN_CLIENTS.find((known) => known.name.test(name)) ?? UNKNOWN_CLIENT;
  return hasProgress ? progressMs : plainMs;
}

/** How long a look at an answer may wait, in seconds, so that the call surely returns before its client gives up. */
export function lookSecondsOf(client: string, hasProgress: boolean): number {
  return Math.floor(patienceOf(client, hasProgress) / 1000) - 5;
}
