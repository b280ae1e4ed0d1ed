/**
 * The world enters through doors: environment, clock, randomness and outgoing network each have few files that may touch them,
 * which is what makes a simulation with a seed possible. Lint says it in the editor; this says it to the letter.
 */
import { expect, describe, test } from "vitest";
import { at, codeOnly, isTest, sources, type Source } from "./sources.ts";

type Door = {
  readonly name: string;
  /** What opens it, looked for in code without comments and quotes. */
  readonly opened: RegExp;
  /** The only files that may. */
  readonly by: RegExp;
  readonly planted: readonly string[];
};

const tools = /^(scripts|test|examples|bench)\//;
/** The command line and the client each have one file that is all of the world to the rest of them. */
const shell = /^cli\/src\/(system-shell|environment)\.ts$/;
const world = /^client\/src\/world\.ts$|^inbox\/src\/world\//;
const anyOf = (...patterns: readonly RegExp[]) => new RegExp(patterns.map(({ source }) => source).join("|"));

const doors: readonly Door[] = [
  {
    name: "environment",
    opened:
      /\bprocess\s*(\?\.|\.)\s*(env|loadEnvFile)\b|\bprocess\s*\[|\{[^{}]*\benv\b[^{}]*\}\s*=\s*process\b|\benv\b[^;]*\bfrom\s+"[^"]*process|\bparseEnv\b/,
    by: anyOf(
      /^server\/src\/config\.ts$/,
      shell,
      /^client\/src\/environment\.ts$/,
      /^fake-telegram\/src\/main\.ts$/,
      tools,
    ),
    planted: [
      'process.env["HOME"]',
      "process?.env",
      'process["env"]',
      "const { env } = process;",
      'import { env } from "node:process";',
    ],
  },
  {
    name: "clock",
    opened:
      /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?!\s*\()|\bnew\s+Date\s*\(\s*\)|(?<!new\s+)\bDate\s*\(|\bperformance\s*\.|\bprocess\s*\.\s*(hrtime|uptime)\b|\bTemporal\b|\bAbortSignal\s*\.\s*timeout\b/,
    by: anyOf(/^server\/src\/kit\/clock\.ts$/, /^fake-telegram\/src\/clock\.ts$/, shell, world, tools),
    planted: [
      "Date.now()",
      "const now = Date.now;",
      "new Date()",
      "new Date",
      "Date()",
      "performance.now()",
      "process.hrtime()",
      "AbortSignal.timeout(5)",
    ],
  },
  {
    name: "timers",
    opened: /\bset(Timeout|Interval)\b|["']\s*(node:)?timers|\bfrom\s+"(node:)?timers/,
    // watching.ts gives up by the wall clock, also where the double's own clock stands still.
    by: anyOf(/^server\/src\/kit\/clock\.ts$/, /^fake-telegram\/src\/(clock|watching)\.ts$/, shell, world, tools),
    planted: [
      "setTimeout(() => {}, 1)",
      "globalThis.setInterval(tick, 500)",
      'import { setTimeout as pause } from "node:timers/promises";',
    ],
  },
  {
    name: "randomness",
    opened:
      /\bMath\s*\.\s*random\b|\b(randomUUID|randomUUIDv7|randomBytes|randomInt|randomFill|randomFillSync|getRandomValues)\b/,
    by: anyOf(/^server\/src\/kit\/(ids|secrets)\.ts$/, world, tools),
    planted: [
      "Math.random()",
      "crypto.randomUUID()",
      'import { randomBytes } from "node:crypto";',
      "crypto.getRandomValues(bytes)",
    ],
  },
  {
    name: "outgoing network",
    opened:
      /(?<![.\w])fetch\s*\(|\bglobalThis\s*\.\s*fetch\b|\b(https?|tls|net|http2)\s*\.\s*(request|get|connect|createConnection)\b|\bimport\s*\{[^}]*\b(request|get|connect|createConnection|Socket)\b[^}]*\}\s*from\s*"node:(https?|net|tls|http2)"|\b(from|import)\s*\(?\s*"(undici|axios|node:dgram)"|\bnew\s+(WebSocket|EventSource|XMLHttpRequest)\b/,
    by: anyOf(
      world,
      shell,
      // grammy's client is the door to Telegram; the double of the Bot API calls the webhooks that it was given.
      /^server\/src\/channels\/telegram\/api\.ts$/,
      // The guarded client: the only door to addresses that others have named.
      /^server\/src\/http\/outgoing\.ts$/,
      /^fake-telegram\/src\/(pusher|raw-client)\.ts$/,
      tools,
    ),
    planted: [
      'await fetch("http://127.0.0.1")',
      "globalThis.fetch(url)",
      "https.request(url)",
      'import { request } from "node:https";',
      'import { createConnection } from "node:net";',
      'import { fetch } from "undici";',
      'const { request } = await import("undici");',
      "new WebSocket(url)",
    ],
  },
  {
    name: "Telegram's client",
    opened: /\bfrom\s+"grammy"/,
    by: /^server\/src\/channels\/telegram\/(api|errors)\.ts$/,
    planted: ['import { Api } from "grammy";'],
  },
  {
    name: "interactive transactions",
    opened: /\.\s*(transaction|startTransaction)\s*\(/,
    // A browser's own storage is asked in transactions of its own (IndexedDB 3.0).
    by: anyOf(/^server\/src\/db\//, /^server\/src\/.*migration[^/]*\.ts$/, /^inbox\/src\/world\//, tools),
    planted: ["await db.transaction().execute(work)", "await db.startTransaction().execute()"],
  },
  {
    name: "programs",
    opened: /\bfrom\s+"(node:)?(child_process|worker_threads|cluster|vm)"/,
    // The editor that the person has chosen.
    by: anyOf(shell, tools),
    planted: ['import { spawn } from "node:child_process";'],
  },
  {
    name: "the console",
    opened: /\bconsole\s*\./,
    by: anyOf(/^(cli|fake-telegram)\//, tools),
    planted: ['console.log("x")', "console.error(error)"],
  },
];

/** Code without comments and quotes, but with the names of the modules that it imports. */
function readable(source: Source): string {
  const code = codeOnly(source.text);
  return code.replace(
    /\b(from|import)(\s*\(?\s*)"( *)"/g,
    (whole, word: string, gap: string, _blank: string, offset: number) => {
      const start = offset + word.length + gap.length;
      return word + gap + source.text.slice(start, offset + whole.length);
    },
  );
}

function openings({ name, opened, by }: Door, files: readonly Source[]): string[] {
  return files
    .filter(({ path }) => !isTest(path) && !by.test(path))
    .flatMap((file) =>
      [...readable(file).matchAll(new RegExp(opened, "g"))].map(
        (hit) => `${at(file, hit.index)} opens the door ${name}: ${hit[0]}`,
      ),
    );
}

const all = sources();

describe.each(doors)("the door $name", (door) => {
  test("is opened only by its own files", () => {
    expect(openings(door, all)).toEqual([]);
  });

  test.each(door.planted)("is seen when a file of the gate says %s", (text) => {
    expect(openings(door, [{ path: "server/src/gate/planted.ts", text }]).length).toBeGreaterThan(0);
  });

  test("is not seen in a comment or in quotes", () => {
    const text = door.planted.map((line) => `// ${line}\nconst a = ${JSON.stringify(line)};\n/* ${line} */\n`).join("");
    expect(openings(door, [{ path: "server/src/gate/planted.ts", text }])).toEqual([]);
  });
});

describe("what a door is not", () => {
  test.each([
    "new Date(at)",
    "new Date(Date.UTC(2026, 0))",
    "cache.fetch(id)",
    "type At = Date;",
    "{ now: () => clock.now() }",
  ])("%s passes", (text) => {
    const found = doors.flatMap((door) => openings(door, [{ path: "server/src/gate/planted.ts", text }]));
    expect(found).toEqual([]);
  });

  test("code between the quotes of a template is read", () => {
    const file = { path: "server/src/gate/planted.ts", text: "const a = `at ${Date.now()} o'clock`;" };
    expect(doors.flatMap((door) => openings(door, [file]))).toHaveLength(1);
  });
});
