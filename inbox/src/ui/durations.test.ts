import { inboxTexts } from "@loopgate/server/texts/inbox";
import { expect, test } from "vitest";
import { agoText, durationText, timeLeft } from "./durations.ts";

const { time } = await inboxTexts("en");

test.each([
  [0, "0:00"],
  [1, "0:01"],
  [59_001, "1:00"],
  [192_000, "3:12"],
  [3_600_000, "1 h 0 m"],
  [6_900_000, "1 h 55 m"],
  [90_000_000, "1 d 1 h"],
])("%d ms are shown as %s", (ms, text) => {
  expect(durationText(ms, time)).toBe(text);
});

test("what is left is never less than nothing, and presses more and more", () => {
  const at = (now: string) =>
    timeLeft({ from: "2026-01-01T00:00:00Z", until: "2026-01-01T00:10:00Z", now: Date.parse(now) });
  expect(at("2026-01-01T00:00:00Z")).toEqual({ left: 600_000, fraction: 1, urgency: "later" });
  expect(at("2026-01-01T00:06:00Z")).toEqual({ left: 240_000, fraction: 0.4, urgency: "soon" });
  expect(at("2026-01-01T00:09:30Z").urgency).toBe("now");
  expect(at("2026-01-01T00:11:00Z")).toEqual({ left: 0, fraction: 0, urgency: "now" });
});

test("how long ago something was is said in the language", async () => {
  const now = Date.parse("2026-01-01T02:00:00Z");
  expect(agoText("2026-01-01T01:59:30Z", now, "en", time)).toBe("just now");
  expect(agoText("2026-01-01T01:30:00Z", now, "en", time)).toBe("30 min. ago");
  expect(agoText("2026-01-01T00:00:00Z", now, "de", (await inboxTexts("de")).time)).toBe("vor 2 Std.");
});
