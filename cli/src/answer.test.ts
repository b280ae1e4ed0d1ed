import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordedShell } from "./recorded-shell.fixture.ts";
import { run } from "./run.ts";
import { runningServer, type RunningServer } from "./running-server.fixture.ts";

describe("loopgate answer", () => {
  let server: RunningServer;
  beforeAll(async () => void (server = await runningServer()));
  afterAll(() => server.close());
  const loopgate: RunningServer["loopgate"] = (args, extras) => server.loopgate(args, extras);
  const asked: RunningServer["asked"] = (input) => server.asked(input);
  const stateOf = (id: string) => server.agent.poll(id);

  test("approve decides, and says who did", async () => {
    const { id, code } = await asked({ action: { name: "deploy" } });
    const { code: exit, out } = await loopgate(["answer", code, "approve"]);
    expect(exit).toBe(0);
    expect(out).toMatch(/^Approved by owner · via terminal · \d{4}-/m);
    expect(await stateOf(id)).toMatchObject({ approved: true, decision: { assurance: "same_user" } });
  });

  test("reject carries its reason, also when the reason comes after the reject", async () => {
    const now = await asked({});
    await loopgate(["answer", now.code, "reject", "--reason", "not tonight"]);
    expect((await stateOf(now.id)).decision).toMatchObject({ outcome: "reject", reason: "not tonight" });
    const later = await asked({});
    await loopgate(["answer", later.code, "reject"]);
    expect((await loopgate(["answer", later.code, "reject", "--reason", "too late"])).out).toContain("  │ too late\n");
    expect((await stateOf(later.id)).decision?.reason).toBe("too late");
  });

  test.each([["2"], ["hold"], ["HOLD-VALUE"]])("an option can be picked as %s", async (name) => {
    const { id, code } = await asked({ options: ["Deploy", { value: "hold-value", label: "Hold" }] });
    expect((await loopgate(["answer", code, "pick", name])).code).toBe(0);
    expect((await stateOf(id)).decision).toMatchObject({ outcome: "reject", options: ["hold-value"] });
  });

  test("several options, and one of several words, can be picked", async () => {
    const many = await asked({ options: ["red", "green", "blue"], multiple: true });
    await loopgate(["answer", many.code, "pick", "3", "red"]);
    expect((await stateOf(many.id)).decision?.options).toEqual(["red", "blue"]);
    const words = await asked({ options: ["Now", "Review First"] });
    await loopgate(["answer", words.code, "pick", "review", "first"]);
    expect((await stateOf(words.id)).response).toBe("Review First");
  });

  test("an option that calls itself by another one's number is not picked by that number", async () => {
    const { id, code } = await asked({
      options: [
        { value: "2", label: "Deploy", effect: "approve" },
        { value: "1", label: "Hold" },
      ],
    });
    const { code: exit, err } = await loopgate(["answer", code, "pick", "2"]);
    expect([exit, err]).toEqual([3, expect.stringContaining("could mean more than one option")]);
    expect((await stateOf(id)).status).toBe("pending");
  });

  test("text and forms are answered as they were typed", async () => {
    const text = await asked({});
    await loopgate(["answer", text.code, "text", "  two words "]);
    expect((await stateOf(text.id)).response).toBe("two words");
    const form = await asked({ schema: { type: "object", properties: { n: { type: "integer" } }, required: ["n"] } });
    const wrong = await loopgate(["answer", form.code, "form", '{"n":"x"}']);
    expect([wrong.code, wrong.err]).toEqual([3, expect.stringContaining("  values.n: must be of type integer")]);
    await loopgate(["answer", form.code, "form", '{"n":3}']);
    expect((await stateOf(form.id)).response).toBe('{"n":3}');
  });

  const editable = {
    action: { name: "scale", arguments: { replicas: 9 } },
    allowed_decisions: ["approve" as const, "edit" as const],
  };

  test("edited arguments are what may run, from the command line or from the editor", async () => {
    const line = await asked(editable);
    await loopgate(["answer", line.code, "edit", "--arguments", '{"replicas":2}']);
    expect((await stateOf(line.id)).decision).toMatchObject({ outcome: "edit", arguments: { replicas: 2 } });
    const editor = await asked(editable);
    await loopgate(["answer", editor.code, "edit"], { edit: (text) => text.replace("9", "3") });
    expect((await stateOf(editor.id)).decision).toMatchObject({ outcome: "edit", arguments: { replicas: 3 } });
  });

  test("leaving the editor without a change approves nothing", async () => {
    const { id, code } = await asked(editable);
    const { code: exit, err } = await loopgate(["answer", code, "edit"]);
    expect([exit, err]).toEqual([3, expect.stringContaining("were not changed, so nothing was sent")]);
    expect((await stateOf(id)).status).toBe("pending");
  });

  test("an answer that comes too late is told who decided and when", async () => {
    const { code } = await asked({ options: ["Deploy", "Hold"] });
    await loopgate(["answer", code, "pick", "1"]);
    const { code: exit, err } = await loopgate(["answer", code, "pick", "2"]);
    expect(exit).toBe(3);
    expect(err).toMatch(/^Too late.*\nApproved by owner · via terminal · \d{4}-\d\d-\d\dT/m);
  });

  test("an answer to a face that was changed on its way is refused", async () => {
    const { id, code } = await asked({ action: { name: "deploy", arguments: { to: "prod" } } });
    const { shell, printed } = recordedShell({ variables: server.variables });
    const tampering: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      return init?.method === "GET" ? new Response((await response.text()).replace('"prod"', '"test"')) : response;
    };
    const exit = await run(["answer", code, "approve"], { ...shell, world: { ...shell.world, fetch: tampering } });
    expect([exit, printed.out]).toEqual([3, expect.stringContaining("to: test")]);
    expect(printed.err).toContain("The card has changed since it was shown.");
    expect((await stateOf(id)).status).toBe("pending");
  });

  test("asked on a terminal, a wrong line is explained and an empty one leaves the request open", async () => {
    const { id, code } = await asked({});
    const { out, questions, code: exit } = await loopgate(["answer", code], { typed: ["maybe", ""] });
    expect([exit, questions.length]).toEqual([0, 2]);
    expect(questions[0]).toBe("Answer (text, reject; an empty line leaves it open): ");
    expect(out).toContain('"maybe" is no answer.');
    expect(out).toContain("Nothing was sent; the request stays open.");
    expect((await stateOf(id)).status).toBe("pending");
  });

  test("asked on a terminal, a reject counts before its reason is asked for", async () => {
    const { id, code } = await asked({});
    const { questions } = await loopgate(["answer", code], { typed: ["reject", "because"] });
    expect(questions[1]).toMatch(/^Rejected\. Why\?/);
    expect((await stateOf(id)).decision).toMatchObject({ outcome: "reject", reason: "because" });
  });

  test("high risk takes a second word on a terminal", async () => {
    const { id, code } = await asked({ action: { name: "drop" }, risk: "high" });
    await loopgate(["answer", code, "approve"], { typed: ["y"] });
    expect((await stateOf(id)).status).toBe("pending");
    await loopgate(["answer", code, "approve"], { typed: ["yes"] });
    expect((await stateOf(id)).approved).toBe(true);
  });

  test("a form is filled in field by field, and a wrong field is asked for again", async () => {
    const properties = { name: { type: "string", maxLength: 3 }, count: { type: "integer" }, note: { type: "string" } };
    const { id, code } = await asked({ schema: { type: "object", properties, required: ["name", "count"] } });
    const { out, questions } = await loopgate(["answer", code], { typed: ["form", "Annabel", "Ann", "7", ""] });
    expect(out).toContain("  name must have at most 3 characters\n");
    expect(questions.slice(1)).toEqual(["  name: ", "  name: ", "  count: ", "  note (optional): "]);
    expect((await stateOf(id)).response).toBe('{"count":7,"name":"Ann"}');
  });
});
