/** What is done to a call that would be taken, so that it may be refused. All of it is data, so that a failure can be replayed. */
import fc from "fast-check";
import type { Input } from "./recipes.ts";

export type Change =
  | { readonly kind: "none" }
  /** By place among the fields, so that it means something for every route. */
  | { readonly kind: "drop"; readonly at: number }
  | { readonly kind: "retype"; readonly at: number; readonly to: unknown }
  | { readonly kind: "assign"; readonly name: string; readonly value: unknown }
  | { readonly kind: "twice" }
  | { readonly kind: "ids"; readonly id: string }
  | { readonly kind: "raw"; readonly body: string }
  | { readonly kind: "bytes"; readonly bytes: readonly number[] }
  | { readonly kind: "headers"; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: "method"; readonly method: string }
  | { readonly kind: "path"; readonly tail: string };

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
const odd = fc.constantFrom<unknown>(
  null,
  true,
  false,
  [],
  {},
  "",
  "x",
  -1,
  1e9,
  1.5,
  ["a"],
  { a: 1 },
  "x".repeat(20_000),
  "\u0000",
  "\u202E",
  "🏳️‍🌈".repeat(40),
);

/** Names that are set by the gate alone. */
const inner = [
  "tenant_id",
  "status",
  "approved",
  "version",
  "id",
  "decision",
  "votes",
  "policy",
  "code",
  "clientVerified",
  "purpose",
  "callback_secret",
  "constructor",
  "toString",
];
const tokens = fc.constantFrom("lk_pub_0123456789abcdef", "op_wrong", "x", "");

/** Two thirds leave the call as it is, so that on every route well over 30 % succeed. */
export const changes: fc.Arbitrary<Change> = fc.oneof(
  { weight: 28, arbitrary: fc.constant({ kind: "none" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("drop" as const), at: fc.nat(6) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("retype" as const), at: fc.nat(6), to: odd }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("assign" as const), name: fc.constantFrom(...inner), value: odd }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "twice" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("ids" as const),
      id: fc.oneof(fc.uuid(), fc.constantFrom("", "x", "%00", "../../etc/passwd", "' or 1=1 --", "aaaaaa")),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("raw" as const), body: raws() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("bytes" as const),
      bytes: fc.array(fc.nat(255), { minLength: 1, maxLength: 40 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("headers" as const), headers: badHeaders() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("method" as const),
      method: fc.constantFrom("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "GET", "POST", "BREW"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("path" as const),
      tail: fc.constantFrom("/", "/x", "%00", "%E0%A4%A", "//", "/../nowhere", ".json", "%2F", ";x=1"),
    }),
  },
);

function raws(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(
      "",
      "{",
      "[]",
      "null",
      '"text"',
      "NaN",
      '{"session_id":"a","session_id":"b"}',
      '{"message":"\\ud800"}',
      '{"__proto__":{"admin":true}}',
      '{"timeout_seconds":1e999}',
      '{"timeout_seconds":0.10000000000000000555}',
      "\uFEFF{}",
      deep(31),
      deep(33),
      deep(100),
      deep(20_000),
      `{"message":"${"x".repeat(300_000)}"}`,
    ),
    fc.json({ maxDepth: 4 }),
    fc.string({ unit: "binary" }),
  );
}

function badHeaders(): fc.Arbitrary<Readonly<Record<string, string>>> {
  return fc.oneof(
    fc.constantFrom<Readonly<Record<string, string>>>(
      { host: "evil.example" },
      { host: "" },
      { host: "127.0.0.1:8080@evil.example" },
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "x-forwarded-for": "10.0.0.1" },
      { forwarded: "for=10.0.0.1" },
      { "content-type": "text/plain" },
      { "content-type": "application/json; charset=utf-7" },
      { "content-type": "" },
      { "content-length": "99999999999" },
      { "idempotency-key": "" },
      { "idempotency-key": "k".repeat(300) },
    ),
    tokens.map((token) => ({ authorization: `Bearer ${token}` })),
    tokens.map((token) => ({ "x-api-key": token })),
    fc.constant({ authorization: "Basic YTpi" }),
  );
}

/** The fields with the change in them. */
export function changed(input: Input, change: Change): Input {
  const fields = Object.entries(input);
  if (change.kind === "assign") return { ...input, [change.name]: change.value };
  if (change.kind === "ids")
    return Object.fromEntries(fields.map(([name, value]) => [name, name.endsWith("_id") ? change.id : value]));
  if (change.kind !== "drop" && change.kind !== "retype") return input;
  const at = change.at % Math.max(1, fields.length);
  if (change.kind === "drop") return Object.fromEntries(fields.filter((_, index) => index !== at));
  return Object.fromEntries(fields.map(([name, value], index) => [name, index === at ? change.to : value]));
}
