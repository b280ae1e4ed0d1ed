import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { Reply } from "./decisions.ts";
import { Name } from "./ids.ts";
import { CancelRequest, CreateRequest, PendingQuery, PollQuery } from "./requests.ts";
import { DeactivateSession, RegisterSession, SessionStatusQuery } from "./sessions.ts";
import { TerminalAnswer, TerminalNote } from "./terminal.ts";

const id = "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10";
const names = { session_id: "main", client_id: "bot" };
const inputs: readonly (readonly [string, z.ZodType, object])[] = [
  ["a request", CreateRequest, { ...names, message: "Deploy?" }],
  ["a registration", RegisterSession, { ...names, telegram_id: 7 }],
  ["a deactivation", DeactivateSession, { session_id: "main" }],
  ["a status query", SessionStatusQuery, { session_id: "main" }],
  ["a poll", PollQuery, { request_id: id, wait: "5" }],
  ["a list", PendingQuery, { limit: "5" }],
  ["a cancel", CancelRequest, { request_id: id }],
  ["a terminal's answer", TerminalAnswer, { shown_digest: "a".repeat(64), reply: { kind: "approve" } }],
  ["a terminal's note", TerminalNote, { text: "why" }],
];

const unknownFields = (schema: z.ZodType, value: object): readonly string[] =>
  (schema.safeParse(value).error?.issues ?? []).flatMap((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys : [],
  );

describe.each(inputs)("%s", (_name, schema, valid) => {
  test("is taken as it should be", () => {
    expect(schema.safeParse(valid).success).toBe(true);
  });

  test.each(["approved", "status", "response", "decision", "tenant_id", "code", "version"])(
    "cannot set %s, and is told so by name",
    (field) => {
      expect(unknownFields(schema, { ...valid, [field]: true })).toEqual([field]);
    },
  );
});

describe("a request", () => {
  const create = (more: object) => CreateRequest.safeParse({ ...names, message: "Deploy?", ...more });

  test.each([
    ["an action", { action: { name: "deploy", approved: true } }, "approved"],
    ["an option", { options: [{ value: "a", approved: true }] }, "approved"],
  ])("takes no unknown field inside of %s", (_where, more, field) => {
    expect(JSON.stringify(create(more).error?.issues)).toContain(field);
  });

  test.each([
    { timeout_seconds: 0 },
    { timeout_seconds: 2_592_001 },
    { timeout_seconds: 1.5 },
    { timeout_seconds: "300" },
    { message: "" },
    { message: "x".repeat(16_001) },
    { options: Array.from({ length: 51 }, (_, at) => `Option ${at}`) },
    { options: [""] },
    { options: [7] },
    { request_type: "approval" },
    { risk: "none" },
    { allowed_decisions: [] },
    { allowed_decisions: ["timeout"] },
    { callback_url: "ftp://example.com" },
    { callback_url: "javascript:alert(1)" },
    { metadata: [] },
    { multiple: "true" },
    { idempotency_key: "" },
    { idempotency_key: "k".repeat(256) },
    { session_id: " main" },
    { client_id: "a\u202eb" },
    { client_id: "" },
  ])("is refused with %j", (more) => {
    expect(create(more).success).toBe(false);
  });

  test.each([
    { timeout_seconds: 1 },
    { timeout_seconds: 2_592_000 },
    { options: [] },
    { resume: null },
    { metadata: {} },
  ])("is taken with %j", (more) => {
    expect(create(more).success).toBe(true);
  });
});

test.each(["\u202ebot", "a\nb", "a\u0000", "\u200b", "\ue000", "a\u2028b", "bot ", ""])(
  "a name cannot be %j",
  (name) => {
    expect(Name.safeParse(name).success).toBe(false);
  },
);

test.each([0, -0, 1.5, "7", null, 2 ** 53])("a Telegram id cannot be %j", (id_) => {
  expect(RegisterSession.safeParse({ ...names, telegram_id: id_ }).success).toBe(false);
});

test.each([
  { chat_id: 0 },
  { chat_id: "0" },
  { chat_id: "@channel" },
  { chat_id: "9223372036854775807" },
  { chat_id: 7, topic_id: 0 },
  { chat_id: 7, channel: "inbox" },
])("an address cannot be %j", (address) => {
  expect(RegisterSession.safeParse({ ...names, addresses: [{ channel: "telegram", ...address }] }).success).toBe(false);
});

test.each(["-1", "55.5", "many", "Infinity"])("nobody waits for %s seconds", (wait) => {
  expect(PollQuery.safeParse({ request_id: id, wait }).success).toBe(false);
});

test.each([
  { kind: "approve", approved: true },
  { kind: "approve", values: ["Deploy"] },
  { kind: "pick", values: [] },
  { kind: "text", text: "" },
  { kind: "yes" },
])("a reply cannot be %j", (reply) => {
  expect(Reply.safeParse(reply).success).toBe(false);
});
