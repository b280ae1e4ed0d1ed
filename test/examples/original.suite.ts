/**
 * Every HTTP example of the original program's README that these routes serve, read from that file when the test runs, and run
 * as it stands there. LOOPGATE_ORIGINAL_README names the file; none of its text is kept here but headings.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../databases.ts";
import { preparePython } from "../python.fixture.ts";
import { readBlocks, type Block } from "./blocks.ts";
import { poll, register, startExampleGate, type ExampleGate } from "./gate.fixture.ts";
import { linesThatPrint } from "./printed.ts";
import { answersIn, requirements, runBash, runJavaScript, runPython, type Ran } from "./run.fixture.ts";

/** Blocks that call `/hitl/…` of this server. */
const served = 10;
/** What serves these comes with another issue: they need a model, or its SDK. */
const later = ["OpenAI Function Calling", "Vercel AI SDK Integration"];

export function describeOriginal(): void {
  const file = process.env["LOOPGATE_ORIGINAL_README"] ?? "";
  const missing = "LOOPGATE_ORIGINAL_README does not name the original's README, which is no part of this repo";
  test.for(file === "" ? [missing] : [])("the original's README: not run, since %s", (reason, { skip }) => {
    skip(reason);
    expect.unreachable();
  });
  const databases = file === "" ? [] : (["SQLite file", "PostgreSQL"] as const);
  const blocks = file === "" ? [] : readBlocks(readFileSync(file, "utf8"));
  describe.each(databases)("the original's README on %s", (name) => tests(blocks, testDatabases(name, [])));
}

function tests(blocks: readonly Block[], databases: ReturnType<typeof testDatabases>): void {
  let gate: ExampleGate;
  let python: string;
  beforeAll(async () => {
    python = preparePython(requirements);
    gate = await startExampleGate(await databases.place());
  }, 180_000);
  afterAll(() => gate?.stop());

  /** The block at `index` among the `count` of this language under the heading. */
  function example(heading: string, language: string, count = 1, index = 0): string {
    const found = blocks.filter((block) => block.heading.endsWith(heading) && block.language === language);
    expect(found, `blocks of ${language} under "${heading}"`).toHaveLength(count);
    return found[index]?.text ?? "";
  }

  test("its examples of these routes are all run here, or left to a later issue by name", () => {
    const calls = blocks.filter(({ text }) => text.includes("http://localhost:8080") && text.includes("/hitl/"));
    expect(calls).toHaveLength(served);
    const others = calls.filter(({ heading }) => later.some((name) => heading.endsWith(name)));
    expect(others).toHaveLength(later.length);
    expect(new Set(calls.filter((block) => !others.includes(block)).map(({ heading }) => lastWords(heading)))).toEqual(
      new Set(ran.map(lastWords)),
    );
  });

  test("the curl that registers a session is told that it is registered", async () => {
    const text = example("Testing the Human-in-the-Loop Flow", "bash", 3, 2);
    const ran = await runBash(text);
    expect(ran).toMatchObject({ code: 0 });
    expect(answersIn(ran.lines)).toEqual([
      { success: true, session_id: named(text, "session_id"), message: "Session registered successfully" },
    ]);
  });

  test.each([
    { button: "approve", approved: true },
    { button: "reject", approved: false },
  ] as const)(
    "the Python that asks and polls goes its way after a press that would $button",
    async (press) => {
      const text = example("Send HITL Request from Your AI Agent", "python");
      const running = runPython(python, text, {
        request_id: "request_id",
        status: "status",
        options: "result['options']",
      });
      const card = await gate.nextCard();
      const option = card.keyboard.flat().find(({ style }) => style === (press.approved ? "success" : "danger"));
      gate.press(card, option?.text ?? "");
      const ran = await running;
      expect(ran).toMatchObject({ code: 0, errors: "" });
      const picked = optionsOf(ran, "options").find(({ effect }) => effect === press.button);
      expect(ran.values["status"]).toMatchObject({
        status: "completed",
        completed: true,
        approved: press.approved,
        response: picked?.value,
        decision: { outcome: press.button, channel: "telegram" },
      });
      // In the order of the source: submitted, approved, denied, waiting.
      const [submitted, approved, denied, waiting] = linesThatPrint(text);
      expect(ran.lines.at(0)).toMatch(submitted ?? "");
      expect(ran.lines.at(-1)).toMatch((press.approved ? approved : denied) ?? "");
      for (const line of ran.lines.slice(1, -1)) expect(line).toMatch(waiting ?? "");
    },
    40_000,
  );

  test.each([
    { heading: "Production Deployments", language: "python" },
    { heading: "Financial Trading", language: "javascript" },
    { heading: "Content Moderation", language: "python" },
  ])("$heading: the request is shown to the session's person, whose press is the answer", async (use) => {
    const text = example(use.heading, use.language);
    await register({ session_id: named(text, "session_id"), client_id: named(text, "client_id") });
    const ran =
      use.language === "python"
        ? await runPython(python, text, { created: "response.json()", code: "response.status_code" })
        : await runJavaScript(text, { created: "await response.json()", code: "response.status" });
    expect(ran).toMatchObject({
      code: 0,
      errors: "",
      values: { code: 200, created: { success: true, status: "pending" } },
    });
    const created = ran.values["created"] as { request_id: string; options: readonly Option[] };
    const approving = created.options.filter(({ effect }) => effect === "approve");
    expect(approving, "options that approve").toHaveLength(1);
    const card = await gate.nextCard();
    gate.press(card, approving[0]?.label ?? "");
    expect(await poll(created.request_id)).toMatchObject({
      status: "completed",
      approved: true,
      response: approving[0]?.value,
      decision: { outcome: "approve" },
    });
  });

  test.each([
    { heading: "Python HTTP Client", language: "python", label: "Yes", approved: true },
    { heading: "Node.js Client", language: "javascript", label: "No", approved: false },
  ])("$heading: registers, asks, and returns the press on $label", async ({ heading, language, label, approved }) => {
    const text = example(heading, language);
    const running =
      language === "python" ? runPython(python, text, { result: "result" }) : runJavaScript(text, { result: "result" });
    gate.press(await gate.nextCard(), label);
    const ran = await running;
    expect(ran).toMatchObject({ code: 0, errors: "", lines: [] });
    expect(ran.values["result"]).toMatchObject({
      status: "completed",
      completed: true,
      approved,
      response: label,
      decision: { outcome: approved ? "approve" : "reject" },
    });
  });

  test("Manual Testing: the two curls make a request that is answered with a text", async () => {
    const lines = example("Manual Testing", "bash").split("\n");
    const starts = lines.filter((line) => line.startsWith("make "));
    expect(starts, "what starts the server, as this test has done").toHaveLength(1);
    const ran = await runBash(lines.filter((line) => !starts.includes(line)).join("\n"));
    expect(ran).toMatchObject({ code: 0 });
    const [registered, created, ...others] = answersIn(ran.lines);
    expect(others).toEqual([]);
    expect(registered).toMatchObject({ success: true });
    expect(created).toMatchObject({ success: true, status: "pending", options: [] });
    await gate.write(await gate.nextCard(), "Seen, thank you");
    expect(await poll(created?.["request_id"])).toMatchObject({
      status: "completed",
      approved: false,
      response: "Seen, thank you",
      decision: { outcome: "respond" },
    });
  });

  test("the curls of accounts and keys work in their order, with nothing but their placeholders filled in", async () => {
    const count = 6;
    const block = (index: number) => example("User Account and API Key Management (New)", "bash", count, index);
    const answers = async (text: string) => {
      const ran = await runBash(text);
      expect(ran).toMatchObject({ code: 0 });
      return answersIn(ran.lines);
    };
    const [registered] = await answers(block(0));
    expect(registered).toEqual({ message: "User registered successfully", user_id: expect.any(String) });
    const [signedIn] = await answers(block(1));
    expect(signedIn).toEqual({ token: expect.any(String), user_id: registered?.["user_id"], username: "testuser" });

    const token = String(signedIn?.["token"]);
    const [made] = await answers(block(2).replaceAll("<YOUR_JWT_TOKEN>", token));
    expect(made).toMatchObject({
      id: expect.any(String),
      raw_key: expect.stringMatching(/^lk_pub_[0-9a-f]{64}$/),
      label: "My Test Key",
      prefix: "lk_pub_",
      expires_at: null,
    });
    const setToken = `export JWT_TOKEN="${token}"\n`;
    const [listed] = (await answers(setToken + block(3))) as unknown as [Record<string, unknown>[]];
    expect(listed).toMatchObject([{ id: made?.["id"], label: "My Test Key", last_used_at: null, is_active: true }]);

    // The address is one that the page itself calls hypothetical: here it is nothing, and the key's own profile takes its place.
    const key = String(made?.["raw_key"]);
    const use = block(5).replaceAll("<YOUR_RAW_API_KEY>", key);
    for (const answer of await answers(use)) expect(answer).toMatchObject({ status: 404, code: "not_found" });
    const profiles = await answers(use.replaceAll("/api/saas/some-data", "/api/user/me"));
    expect(profiles).toHaveLength(2);
    for (const profile of profiles) expect(profile).toMatchObject({ username: "testuser", key: { id: made?.["id"] } });

    const [revoked] = await answers(
      setToken +
        block(4)
          .replaceAll("<API_KEY_ID_TO_REVOKE>", String(made?.["id"]))
          .replaceAll("<api_key_uuid>", String(made?.["id"])),
    );
    expect(revoked).toEqual({ message: "API key revoked successfully" });
    const [refused] = await answers(use.replaceAll("/api/saas/some-data", "/api/user/me"));
    expect(refused).toMatchObject({ status: 401, code: "key_required" });
  });

  test("the double of Telegram has nothing to complain of", () => {
    expect(gate.telegram.violations()).toEqual([]);
  });
}

type Option = { readonly value: string; readonly label: string; readonly effect: string };

const ran = [
  "Testing the Human-in-the-Loop Flow",
  "Send HITL Request from Your AI Agent",
  "Production Deployments",
  "Financial Trading",
  "Content Moderation",
  "Python HTTP Client",
  "Node.js Client",
  "Manual Testing",
];

/** Without a heading's number or sign at its front. */
function lastWords(heading: string): string {
  return heading.replace(/^[^A-Za-z]+/, "");
}

function optionsOf(from: Ran, name: string): readonly Option[] {
  return from.values[name] as readonly Option[];
}

/** What the example itself gives as this field. */
function named(text: string, field: string): string {
  const value = new RegExp(`["']?${field}["']?:\\s*["']([^"']+)["']`).exec(text)?.[1];
  if (value === undefined) throw new Error(`the example names no ${field}`);
  return value;
}
