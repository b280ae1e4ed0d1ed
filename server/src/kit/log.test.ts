import { expect, test } from "vitest";
import { createLog } from "./log.ts";

/** The ends of lines and the commands of terminals, of one byte and of two, and what turns or hides a text. */
const EVIL = '\u001B[2J\u009B2J\u0085\r\n{"level":50,"message":"approved"}\u2028\u2029\u202E\u200B\u007F';

test("T34: what an error quotes makes no line of its own in the log, steers no terminal, and is all there", () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", to: { write: (line) => void lines.push(line) } });
  log.error(EVIL, { error: new Error(EVIL, { cause: new Error(EVIL) }), route: EVIL });
  const [line = "", ...more] = lines;
  expect(more).toEqual([]);
  expect(line).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]+\n$/u);
  expect(JSON.parse(line)).toMatchObject({
    message: EVIL,
    route: EVIL,
    error: { message: EVIL, cause: { message: EVIL } },
  });
});
