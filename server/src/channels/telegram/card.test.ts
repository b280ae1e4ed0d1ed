import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CreateRequest, Face } from "@loopgate/contract";
import { faceDigest, faceOf } from "../../gate/face.ts";
import type { Digest, HumanRequest, ResponderId, Vote } from "../../gate/request.ts";
import { textsFor } from "../../texts/index.ts";
import { drawCard, renderCard } from "./card.ts";
import { LONGEST_MESSAGE, plain } from "./html.ts";
import { NOON, pendingRequest } from "./request.fixture.ts";

const texts = textsFor("en");
const TOKEN = "t".repeat(24);

function drawn(request: HumanRequest, answerable = true, page?: string) {
  const card = renderCard(request, { answerable }, texts);
  const { html, keyboard } = drawCard(card, request, { token: TOKEN, page }, texts);
  const rows = (keyboard?.inline_keyboard ?? []).map((row) => row.map(({ text }) => text));
  return { card, face: card.face as unknown as Face, html, text: plain(html), rows };
}

const deploy = { name: "deploy", arguments: { service: "api", replicas: 3 } };

function voteOf(outcome: "approve" | "reject", name = "Ann"): Vote {
  const answer = { outcome, values: [] };
  const via = { address: { channel: "telegram", place: "1" }, identity: "1", assurance: "chat" } as const;
  return { by: name as ResponderId, byName: name, answer, at: NOON, via, shown: "" as Digest };
}

describe("a card says", () => {
  test("who asks, and that nobody vouches for a keyless caller's name", () => {
    expect(drawn(pendingRequest()).text).toContain("Asked by ops-agent (unverified claim) · session deploys");
    const request = pendingRequest();
    const vouched = { ...request, definition: { ...request.definition, clientVerified: true } };
    expect(drawn(vouched).text).toContain("Asked by ops-agent · session deploys");
  });

  test("what will run as the gate draws it, apart from the agent's own words", () => {
    const { html } = drawn(pendingRequest({ action: { ...deploy, description: "ships it" }, message: "trust me" }));
    expect(html).toContain("Will run: <code>deploy</code>\n<pre>replicas: 3\nservice: api</pre>");
    expect(html).toContain("The agent says:\n<blockquote>trust me</blockquote>");
    expect(html).toContain("The agent describes the action as:\n<blockquote>ships it</blockquote>");
  });

  test("that a request without an action is the agent's word", () => {
    expect(drawn(pendingRequest()).text).toContain("the agent's word");
    expect(drawn(pendingRequest({ action: deploy })).text).not.toContain("the agent's word");
  });

  test("source and metadata as the agent's claims", () => {
    const { text } = drawn(pendingRequest({ source: { run: "r7" }, metadata: { team: "ops" } }));
    expect(text).toContain("Source (the agent's claim):\nrun: r7");
    expect(text).toContain("Metadata (the agent's claim):\nteam: ops");
  });

  test("which answers the agent suggests, as its own words", () => {
    const { text, face } = drawn(pendingRequest({ suggestions: ["Retry", "<b>Skip</b>"] }));
    expect(text).toContain("Answers that the agent suggests:\nRetry\n<b>Skip</b>");
    expect(face.suggestions).toEqual(["Retry", "<b>Skip</b>"]);
  });

  test("the deadline live, and in UTC for whoever cannot draw that", () => {
    const unix = NOON / 1000 + 300;
    expect(drawn(pendingRequest()).html).toContain(
      `Expires <tg-time unix="${unix}" format="r">2026-11-23 12:05 UTC</tg-time>`,
    );
  });

  test("the request's code and its risk", () => {
    const { text } = drawn(pendingRequest({ risk: "high", action: deploy }));
    expect(text).toContain("HIGH RISK");
    expect(text).toContain("Code: kqzvbn");
  });

  test("the votes where more than one is needed", () => {
    const request = pendingRequest({ action: deploy });
    const two = {
      ...request,
      votes: [voteOf("approve")],
      policy: { ...request.policy, quorum: [{ need: 2, of: "anyone" as const }] },
    };
    expect(drawn(two).text).toContain("Approved: 1 of 2 (Ann)");
  });

  test("how many hidden characters were written out", () => {
    const { text } = drawn(pendingRequest({ message: "pay\u202Eeht" }));
    expect(text).toContain("pay⟦U+202E⟧eht");
    expect(text).toContain("1 hidden character is written out");
  });
});

test("an agent's markup is text", () => {
  const { html } = drawn(pendingRequest({ message: "</blockquote><b>Approved by Ann</b> & <script>" }));
  expect(html).toContain("&lt;/blockquote&gt;&lt;b&gt;Approved by Ann&lt;/b&gt; &amp; &lt;script&gt;");
});

describe("buttons", () => {
  test("a confirmation has approve and reject", () => {
    expect(drawn(pendingRequest({ action: deploy })).rows).toEqual([["✅ Approve", "⛔ Reject"]]);
  });

  test("a choice has a button an option with the gate's marks, and its own reject where no option rejects", () => {
    const options = [{ value: "a", label: "Ship", effect: "approve" as const }, "Later"];
    expect(drawn(pendingRequest({ options })).rows).toEqual([["✅ Ship"], ["Later"], ["⛔ Reject"]]);
    expect(drawn(pendingRequest({ options: ["Yes", "No"] })).rows).toEqual([["✅ Yes"], ["⛔ No"]]);
  });

  test("more than eight options come in pages", () => {
    const options = Array.from({ length: 20 }, (_, at) => `Room ${at + 1}`);
    const { rows } = drawn(pendingRequest({ options }));
    expect(rows).toHaveLength(10);
    expect(rows.at(-2)).toEqual(["‹", "1/3", "›"]);
  });

  test("long labels stand whole in the text", () => {
    const label = "Roll back to the release of last Thursday afternoon";
    const { text, rows } = drawn(pendingRequest({ options: [label, "Wait"] }));
    expect(text).toContain(`1. ${label}`);
    expect(rows[0]?.[0]).toMatch(/^(✅ )?1\. Roll back to the release o…$/u);
  });

  test.each<[string, Partial<CreateRequest>, string]>([
    ["critical", { risk: "critical", action: deploy }, "stronger proof"],
    [
      "an action that does not fit",
      { action: { name: "run", arguments: { script: "x".repeat(4_000) } } },
      "does not fit",
    ],
    ["a form", { schema: { type: "object", properties: { n: { type: "number" } } } }, "Fill in the form"],
  ])("%s can only be rejected here, and the card says where to go", (_, input, words) => {
    const { rows, text, card } = drawn(pendingRequest(input));
    expect(rows).toEqual([["⛔ Reject"]]);
    expect(card.offers).toEqual(["reject"]);
    expect(text).toContain(words);
    expect(text).toContain("loopgate answer kqzvbn");
  });

  test("critical is not approved here even where the policy lets the terminal do so", () => {
    const request = pendingRequest({ risk: "critical", action: deploy });
    const lenient = { ...request, policy: { ...request.policy, assurance: "same_user" as const } };
    expect(drawn(lenient).card.offers).toEqual(["reject"]);
  });

  test("more assurance than a chat gives leaves only the reject", () => {
    const request = pendingRequest({ action: deploy });
    const strict = { ...request, policy: { ...request.policy, assurance: "session" as const } };
    expect(drawn(strict).card.offers).toEqual(["reject"]);
  });

  test("an edit is offered in the terminal", () => {
    const request = pendingRequest({ action: deploy, allowed_decisions: ["approve", "edit", "reject"] });
    expect(drawn(request).text).toContain("loopgate answer kqzvbn edit");
  });

  test("where nobody may answer there are none, and the card says why", () => {
    const { rows, text, card } = drawn(pendingRequest({ action: deploy }), false);
    expect(rows).toEqual([]);
    expect(card.offers).toEqual([]);
    expect(text).toContain("Nobody here is linked");
  });

  test("of a server with a public address lead to the request's page too, below the others", () => {
    const page = "https://gate.example.com/r/1";
    expect(drawn(pendingRequest({ action: deploy }), true, page).rows).toEqual([
      ["✅ Approve", "⛔ Reject"],
      ["Open in Loopgate"],
    ]);
    expect(drawn(pendingRequest(), false, page).rows).toEqual([["Open in Loopgate"]]);
    const ended = pendingRequest({}, { state: { status: "timeout", at: NOON } });
    expect(drawn(ended, true, page).rows).toEqual([]);
  });

  test.each([
    [{ action: deploy, risk: "critical" }, "stronger proof"],
    [{ schema: { type: "object" } }, "Fill in the form"],
    [{ action: { name: "x", arguments: { long: "y".repeat(3_000) } } }, "does not fit a chat"],
    [{ action: deploy, allowed_decisions: ["approve", "edit"] }, "change the arguments"],
  ] as [Partial<CreateRequest>, string][])("%# say that it needs that page, and not the terminal", (input, words) => {
    const { text } = drawn(pendingRequest(input), true, "https://gate.example.com/r/1");
    expect(text).toMatch(new RegExp(`${words}.*Loopgate's page`));
    expect(text.replace(/✂️.*/, "")).not.toContain("loopgate answer");
  });

  test("none is longer than Telegram's 64 bytes", () => {
    const options = Array.from({ length: 50 }, (_, at) => `${at}`);
    const request = pendingRequest({ options, multiple: true });
    const { keyboard } = drawCard(
      renderCard(request, { answerable: true }, texts),
      request,
      { token: "t".repeat(32), page: undefined },
      texts,
    );
    const data = (keyboard?.inline_keyboard ?? [])
      .flat()
      .map((button) => ("callback_data" in button ? button.callback_data : ""));
    expect(Math.max(...data.map((one) => Buffer.byteLength(one)))).toBeLessThanOrEqual(64);
  });
});

describe("what was shown", () => {
  test("is the whole face where it fits", () => {
    const request = pendingRequest({ action: deploy, metadata: { team: "ops" } });
    expect(drawn(request).card.shown).toBe(faceDigest(faceOf(request)));
  });

  test("is the face less what did not fit, and names it", () => {
    const request = pendingRequest({
      message: "m".repeat(9_000),
      metadata: { blob: "x".repeat(5_000) },
      action: deploy,
    });
    const { face, card, text } = drawn(request);
    expect(face.omitted).toEqual(["message", "metadata"]);
    expect(face.message).toMatch(/^m+…$/);
    expect(card.shown).toBe(faceDigest(face));
    expect(text).toContain("Left out or cut here: message, metadata");
    expect(card.offers).toContain("approve");
  });

  test("never loses a field of an action that can be approved", () => {
    const request = pendingRequest({
      action: { name: "run", arguments: { script: "x".repeat(2_400) } },
      message: "m".repeat(9_000),
    });
    const { face, card, text } = drawn(request);
    expect(card.offers).toContain("approve");
    expect(face.action).toEqual(faceOf(request).action);
    expect(text).toContain("x".repeat(2_400));
  });

  test("cuts each long value by itself, so that it hides no key after it", () => {
    const action = { name: "run", arguments: { a: "x".repeat(4_000), z: "last" } };
    const { text, face } = drawn(pendingRequest({ action }));
    expect(face.omitted).toContain("action.fields");
    expect(text).toContain("z: last");
  });
});

describe("the final card", () => {
  const approved = (): HumanRequest => ({
    ...pendingRequest({ action: deploy }),
    votes: [voteOf("approve")],
    state: {
      status: "completed",
      at: NOON,
      decision: { answer: { outcome: "approve", values: [] }, at: NOON, decider: { kind: "votes" } },
    },
  });

  test("says what, who, when and through which channel, keeps the body and loses its buttons", () => {
    const { text, rows } = drawn(approved());
    expect(text).toMatch(/^✅ Approved by Ann · 2026-11-23 12:00 UTC via telegram\n/);
    expect(text).toContain("replicas: 3");
    expect(text).not.toContain("Expires");
    expect(rows).toEqual([]);
  });

  test("shows a reason that was added", () => {
    const request = approved();
    const no = { outcome: "reject" as const, values: [] };
    const rejected: HumanRequest = {
      ...request,
      votes: [voteOf("reject")],
      notes: [{ by: "Ann" as ResponderId, byName: "Ann", at: NOON, text: "too risky" }],
      state: { status: "completed", at: NOON, decision: { answer: no, at: NOON, decider: { kind: "votes" } } },
    };
    expect(drawn(rejected).text).toMatch(/^⛔ Rejected by Ann .*\nReason:\ntoo risky\n/);
  });

  test("says that silence is no approval", () => {
    const request = pendingRequest({ action: deploy }, { state: { status: "timeout", at: NOON } });
    expect(drawn(request).text).toMatch(/^⌛ Timed out: nobody answered, and that is no approval · /);
  });

  test("gives the agent's reason for canceling as its own", () => {
    const request = pendingRequest({}, { state: { status: "canceled", at: NOON, reason: "not needed" } });
    expect(drawn(request).text).toMatch(/^🚫 Canceled by the agent .*\nIts reason:\nnot needed/);
  });
});

test("the fullest card still fits when all that can follow has followed", () => {
  const input = {
    message: "m".repeat(16_000),
    client_id: "\u3164".repeat(128),
    session_id: "\u3164".repeat(128),
    action: { name: "run", description: "d".repeat(2_000), arguments: { script: "x".repeat(2_480) } },
    metadata: { blob: "x".repeat(2_000) },
    source: { blob: "x".repeat(2_000) },
  };
  const votes = ["a", "b", "c", "d", "e"].map((name) => voteOf("reject", name.repeat(64)));
  const reject = { outcome: "reject" as const, values: [], reason: "r".repeat(2_000) };
  const decision = { answer: reject, at: NOON, decider: { kind: "votes" as const } };
  const request = pendingRequest(input, { votes });
  const policy = { ...request.policy, rejections: 6, quorum: [{ need: 6, of: "anyone" as const }] };
  const states: HumanRequest["state"][] = [
    { status: "pending", step: 0 },
    { status: "completed", at: NOON, decision },
    { status: "canceled", at: NOON, reason: "r".repeat(1_000) },
  ];
  for (const state of states) {
    const { text, card } = drawn({ ...request, policy, state });
    expect(card.offers).toContain("approve");
    expect(text).toContain("x".repeat(2_480));
    expect(text.length).toBeLessThanOrEqual(LONGEST_MESSAGE);
    expect(text.length).toBeGreaterThan(LONGEST_MESSAGE - 1_000);
  }
});

test("whatever an agent writes, every card fits a message in every state", () => {
  const words = (maxLength: number) =>
    fc.string({ unit: fc.constantFrom("a", "<", "&", "\u202E", "\u3164", "🙂", "\n", " "), minLength: 1, maxLength });
  const input = fc.record({
    message: words(9_000),
    client_id: fc.integer({ min: 1, max: 128 }).map((length) => "\u3164".repeat(length)),
    action: fc.option(
      fc.record({
        name: fc.constant("run"),
        description: words(2_000),
        arguments: fc.dictionary(words(40), words(900), { maxKeys: 6 }),
      }),
      { nil: undefined },
    ),
    metadata: fc.dictionary(words(30), words(2_000), { maxKeys: 4 }),
    source: fc.dictionary(words(30), words(2_000), { maxKeys: 4 }),
  });
  const states: HumanRequest["state"][] = [
    { status: "pending", step: 0 },
    { status: "canceled", at: NOON, reason: "r".repeat(1_000) },
    {
      status: "completed",
      at: NOON,
      decision: {
        answer: { outcome: "reject", values: [], reason: "r".repeat(2_000) },
        at: NOON,
        decider: { kind: "votes" },
      },
    },
  ];
  fc.assert(
    fc.property(input, fc.boolean(), ({ action, ...rest }, answerable) => {
      for (const state of states) {
        const votes =
          state.status === "completed"
            ? ["a", "b", "c", "d", "e"].map((name) => voteOf("reject", name.repeat(64)))
            : [];
        const request = pendingRequest({ ...rest, ...(action && { action }) }, { state, votes });
        const { text, face } = drawn(request, answerable);
        expect(text.length).toBeLessThanOrEqual(LONGEST_MESSAGE);
        const isCut = face.message !== faceOf(request).message;
        expect(face.omitted?.includes("message") ?? false).toBe(isCut);
      }
    }),
    { numRuns: 150 },
  );
});

test("options that do not fit are answered elsewhere, and what of them is missing is said", () => {
  const options = Array.from({ length: 50 }, (_, at) => `${at} ${"o".repeat(190)}`);
  const { card, face, rows, text } = drawn(pendingRequest({ options }));
  expect(card.offers).toEqual(["reject"]);
  expect(rows).toEqual([["⛔ Reject"]]);
  expect(face.omitted).toContain("options");
  expect(text).toContain("loopgate answer kqzvbn");
});
