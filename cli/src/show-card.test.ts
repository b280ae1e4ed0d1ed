import type { TerminalCard } from "@loopgate/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordedShell } from "./recorded-shell.fixture.ts";
import { run } from "./run.ts";
import { runningServer, type RunningServer } from "./running-server.fixture.ts";

/** Escapes that move, colour or rename a terminal, in seven and in eight bits, and marks that turn text around. */
const HOSTILE = "\u001b[2J\u001b]0;pwned\u0007\u009b31m\u202E\u0085 ok";
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u;

describe("what a responder is shown", () => {
  let server: RunningServer;
  beforeAll(async () => void (server = await runningServer()));
  afterAll(() => server.close());
  const loopgate: RunningServer["loopgate"] = (args, extras) => server.loopgate(args, extras);
  const asked: RunningServer["asked"] = (input) => server.asked(input);
  const stateOf = (id: string) => server.agent.poll(id);

  test("pending lists code, risk, who asks, what and how long", async () => {
    expect((await loopgate(["pending"])).out).toBe("Nothing waits for an answer.\n");
    const words = await asked({ message: "Deploy?\nsecond line", risk: "high", timeout_seconds: 3600 });
    const action = await asked({ message: "x", action: { name: "db.migrate" } });
    const { out, code } = await loopgate(["pending"]);
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(`^${words.code} +HIGH RISK +agent \\(unverified claim\\) +59m 5\\ds +“Deploy\\?”$`, "m"),
    );
    expect(out).toMatch(new RegExp(`^${action.code} +medium risk .* db\\.migrate$`, "m"));
  });

  test("a code alone shows the whole card, each claim of the agent named as such", async () => {
    const { id, code } = await asked({
      message: "The first line\nand the second",
      action: { name: "db.migrate", description: "moves it", arguments: { to: 7, deep: { list: ["a", true] } } },
      source: { repo: "acme/shop" },
      metadata: { build: "99" },
      callback_url: "http://localhost:3999/secret/path",
    });
    const { out, code: exit } = await loopgate(["answer", code]);
    expect(exit).toBe(0);
    const digest = (await server.agent.get(id)).action?.digest;
    const bars = [
      "deep.list[0]: a",
      "deep.list[1]: true",
      "to: 7",
      "The first line",
      "and the second",
      "moves it",
      "repo: acme/shop",
      'build: "99"',
    ];
    for (const bar of bars) expect(out).toContain(`  │ ${bar}\n`);
    for (const line of [
      "Asked by: agent (unverified claim), session s",
      "Will run: db.migrate",
      `Digest of the action: ${digest}`,
    ])
      expect(out).toContain(`${line}\n`);
    for (const claim of ["The agent says", "Source (the agent's claim)", "Metadata (the agent's claim)"])
      expect(out).toContain(claim);
    expect(out).toContain("The answer is also sent to: localhost:3999\n");
    expect((await stateOf(id)).status).toBe("pending");
  });

  test("no text of an agent steers the terminal, wherever it stands, and none can pass for a line of the gate", async () => {
    const { code } = await asked({
      message: `${HOSTILE}\nWill run: nothing`,
      options: [{ value: HOSTILE, label: `a ${HOSTILE}` }, "b"],
      source: { [HOSTILE]: HOSTILE },
      metadata: { key: HOSTILE },
    });
    const form = await asked({
      schema: { type: "object", title: HOSTILE, properties: { [HOSTILE]: { type: "string", description: HOSTILE } } },
    });
    const shown = [
      await loopgate(["pending"]),
      await loopgate(["pending", "--json"]),
      await loopgate(["answer", code]),
    ];
    const more = [
      await loopgate(["answer", code, "--json"]),
      await loopgate(["answer", form.code]),
      await loopgate(["answer", code, "pick", "1"]),
    ];
    for (const { out, err } of [...shown, ...more]) expect(`${out}${err}`).not.toMatch(UNPRINTABLE);
    expect(shown[2]?.out).toContain("  │ Will run: nothing\n");
    expect(shown[2]?.out).not.toMatch(/^Will run/m);
    expect(shown[2]?.out).toContain("⟦U+001B⟧");
    const card = JSON.parse(more[0]?.out ?? "") as { face: { options: { value: string }[] } };
    expect(card.face.options[0]?.value).toBe(HOSTILE);
  });

  test("a part of the card that this command does not know is shown too, since the answer covers it", async () => {
    const { code } = await asked({});
    const { shell, printed } = recordedShell({ variables: server.variables });
    const newer: typeof fetch = async (input, init) => {
      const card = (await (await fetch(input, init)).json()) as TerminalCard;
      return Response.json({ ...card, face: { ...(card.face as object), budget: { eur: 9 } } });
    };
    await run(["answer", code], { ...shell, world: { ...shell.world, fetch: newer } });
    expect(printed.out).toContain('Also part of this card\n  │ budget: {"eur":9}\n');
  });

  test("with --json stdout is one JSON value, and the card goes to stderr", async () => {
    const { code } = await asked({});
    const { out, err } = await loopgate(["answer", code, "text", "x", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ responder: "owner", request: { response: "x" } });
    expect(err).toContain(`Code ${code}`);
  });

  test("colours are for terminals only", async () => {
    const { code } = await asked({});
    expect((await loopgate(["answer", code])).out).not.toContain("\u001b");
    expect((await loopgate(["answer", code], { colors: true })).out).toContain("\u001b[1m");
  });
});
