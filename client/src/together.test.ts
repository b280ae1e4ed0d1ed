import { expect, test } from "vitest";
import { together } from "./together.ts";

/** Ends as soon as its signal says so. */
const waiting = (signal: AbortSignal) =>
  new Promise<string>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

test("answers come in the order of the questions", async () => {
  const answers = together(["a", "b"], undefined, async (item, _, at) => {
    if (at === 0) await Promise.resolve();
    return `${item}${at}`;
  });
  expect(await answers).toEqual(["a0", "b1"]);
});

test("where one cannot be asked the others are taken back", async () => {
  const seen: AbortSignal[] = [];
  const asked = together([0, 1, 2], undefined, async (item, signal) => {
    seen.push(signal);
    if (item === 1) throw new Error("refused");
    return waiting(signal);
  });
  await expect(asked).rejects.toThrow("refused");
  expect(seen.map(({ aborted }) => aborted)).toEqual([true, true, true]);
});

test("whoever gives up takes all of them back, and hears his own reason", async () => {
  const stop = new AbortController();
  const asked = together([0, 1], stop.signal, async (_, signal) => waiting(signal));
  stop.abort("enough");
  await expect(asked).rejects.toBe("enough");
});
