import { expect, test } from "vitest";
import { createLog } from "../../kit/log.ts";
import { openListening } from "../live/socket.fixture.ts";
import { HOOKS, PAYLOADS } from "./hook-calls.fixture.ts";

/** A running Loopgate whose log is kept. */
async function opened() {
  const lines: string[] = [];
  const log = createLog({ level: "debug", to: { write: (line) => void lines.push(line) } });
  const loopgate = await openListening({ world: { log } });
  const url = `http://127.0.0.1:${loopgate.port}`;
  const send = async (path: string, body: string | Uint8Array<ArrayBuffer>) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}${path}`, { method: "POST", headers, body });
    return { status: response.status, text: await response.text(), isMarked: response.headers.has("loopgate-hook") };
  };
  const pending = async () => (await loopgate.get("/hitl/pending")).body["count"];
  return { send, pending, lines };
}

const PATH: Readonly<Record<string, string>> = { "copilot preToolUse": "copilot?event=preToolUse&wait=0" };
const pathOf = (hook: string) => `/hitl/hooks/${PATH[hook] ?? `${hook.split(" ", 1)[0] ?? ""}?wait=0`}`;

/** What a hostile agent makes of a payload; each is to be refused whole. */
const SPOILED: Readonly<Record<string, (payload: string) => string | Uint8Array<ArrayBuffer>>> = {
  "a name that stands twice": (payload) => `{"more":1,"more":2,${payload.slice(1)}`,
  __proto__: (payload) => `{"__proto__":{"tool_name":"ls"},${payload.slice(1)}`,
  "a lone surrogate": (payload) => String.raw`{"more":"\ud800",${payload.slice(1)}`,
  "a character that cannot be stored": (payload) => String.raw`{"more":"\u0000",${payload.slice(1)}`,
  "a number that no double holds": (payload) => `{"more":1e999,${payload.slice(1)}`,
  "deep nesting": (payload) => `{"more":${"[".repeat(5_000)}${"]".repeat(5_000)},${payload.slice(1)}`,
  "what is no UTF-8": (payload) => Uint8Array.from(Buffer.from(`{"more":"ÿ",${payload.slice(1)}`, "latin1")),
  "a byte order mark": (payload) => `\uFEFF${payload}`,
  "more than is taken": (payload) => `{"more":"${"x".repeat(300_000)}",${payload.slice(1)}`,
  "half of it": (payload) => payload.slice(0, -1),
  "two of it": (payload) => payload + payload,
  "a list of it": (payload) => `[${payload}]`,
  nothing: () => "",
  null: () => "null",
};

test("no hook takes a payload of which one reader could make something else than another", async () => {
  const { send, pending, lines } = await opened();
  for (const hook of HOOKS)
    for (const [what, spoil] of Object.entries(SPOILED)) {
      const { status, text, isMarked } = await send(pathOf(hook), spoil(JSON.stringify(PAYLOADS[hook])));
      expect([status, isMarked], `${hook}: ${what}: ${text}`).toEqual([expect.toSatisfy(isRefusal), false]);
      expect(text).not.toMatch(/allow/);
    }
  for (const client of ["__proto__", "constructor", "toString", "claude-code%00", "..%2fhealth"])
    expect((await send(`/hitl/hooks/${client}`, "{}")).status).toBe(404);
  expect(await pending()).toBe(0);
  expect(lines).toEqual([]);
});

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500;
}
