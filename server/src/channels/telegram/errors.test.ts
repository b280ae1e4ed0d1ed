import { errorCatalogue, type ErrorClass, type ErrorKey } from "@loopgate/fake-telegram";
import { GrammyError, HttpError } from "grammy";
import { describe, expect, test } from "vitest";
import { editReport, sendReport, troubleOf, type Trouble } from "./errors.ts";

const place = { chatId: "-5", topicId: 7 };
const NOW = 1_000_000;

function refusal(code: number, description: string, parameters = {}): GrammyError {
  return new GrammyError("failed", { ok: false, error_code: code, description, parameters }, "sendMessage", {});
}

describe("what the server's catalogue says of an error is what we make of it", () => {
  const expected: Record<ErrorClass, readonly Trouble["kind"][]> = {
    retry: ["flood"],
    conflict: ["conflict"],
    moved: ["refused"],
    gone: ["gone"],
    unchanged: ["same"],
    lost: ["copy_gone"],
    ignore: ["stale_press"],
    reject: ["malformed", "refused", "no_topic", "unknown"],
    fatal: ["bad_token"],
  };
  const entries = Object.entries(errorCatalogue) as [ErrorKey, (typeof errorCatalogue)[ErrorKey]][];

  test.each(entries)("%s", (_key, entry) => {
    const { kind } = troubleOf(refusal(entry.code, entry.description));
    expect(expected[entry.class]).toContain(kind);
  });
});

describe("a failed send", () => {
  test("is lost where nobody knows what became of it", () => {
    for (const error of [
      new HttpError("Network request failed", new Error("reset")),
      new Error("aborted"),
      refusal(502, "Bad Gateway"),
    ])
      expect(sendReport(error, place, NOW).kind).toBe("lost");
  });

  test("waits as long as Telegram asks", () => {
    const report = sendReport(refusal(429, "Too Many Requests: retry after 9", { retry_after: 9 }), place, NOW);
    expect(report).toMatchObject({ kind: "later", at: NOW + 9_000 });
  });

  test("follows a group to its new number, topic and all", () => {
    const error = refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", {
      migrate_to_chat_id: -100,
    });
    expect(sendReport(error, place, NOW)).toEqual({ kind: "moved", to: { channel: "telegram", place: "-100/7" } });
  });

  test("tells nothing of the call it came from", () => {
    const error = new HttpError("Network request for 'sendMessage' failed!", new Error("http://host/bot123:SECRET/x"));
    expect(JSON.stringify(sendReport(error, place, NOW))).not.toContain("SECRET");
  });
});

test("an edit whose fate is unknown is made again", () => {
  expect(editReport(new Error("reset"), place, NOW)).toMatchObject({ kind: "later" });
});

test("an edit of what already is so, or was deleted by a person, is done", () => {
  expect(editReport(refusal(400, "Bad Request: message is not modified: x"), place, NOW)).toEqual({
    kind: "unchanged",
  });
  expect(editReport(refusal(400, "Bad Request: message to edit not found"), place, NOW)).toEqual({ kind: "unchanged" });
});
