/** `canUseTool` as the Claude Agent SDK calls it; the SDK itself, of 364 MB, is no part of this. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loopgateCanUseTool } from "../../client/src/claude-agent-sdk.ts";
import { createClient } from "../../client/src/index.ts";
import { openHouse, type House } from "./typescript.fixture.ts";

let house: House;
beforeAll(async () => (house = await openHouse("claude-agent-sdk")));
afterAll(() => house.close());

const bash = { command: "rm -rf build" };
const use = (title: string, { input = bash, name = "Bash", signal = new AbortController().signal, more = {} } = {}) =>
  loopgateCanUseTool({ client: house.client, ...more })(name, input, { signal, toolUseID: "toolu_1", title });

test("a yes allows what was asked", async () => {
  const person = house.answered("Yes", { kind: "approve" });
  expect(await use("Yes")).toEqual({ behavior: "allow", updatedInput: bash });
  const { action, source } = await house.client.get(await person);
  expect(action).toMatchObject({ name: "Bash", arguments: bash });
  expect(source).toEqual({ client: "claude-agent-sdk", tool_call_id: "toolu_1" });
});

test("a correction allows what was corrected", async () => {
  const person = house.answered("Edit", { kind: "edit", arguments: { command: "ls" } });
  expect(await use("Edit")).toEqual({ behavior: "allow", updatedInput: { command: "ls" } });
  await person;
});

test("a no denies with the person's reason", async () => {
  const person = house.answered("No", { kind: "reject", reason: "Use make clean" });
  expect(await use("No")).toEqual({ behavior: "deny", message: "A person did not approve: Use make clean" });
  await person;
});

test("what nobody answers, or can be asked about, is denied", async () => {
  const late = await use("Late", { more: { timeoutSeconds: 1 } });
  expect(late).toEqual({ behavior: "deny", message: "Nobody answered in time, so this was not approved." });
  const client = createClient({ url: "http://127.0.0.1:9" });
  const down = await use("Down", { more: { client } });
  expect(down).toEqual({ behavior: "deny", message: expect.stringContaining("Nobody could be asked") });
});

test("what Claude gives up is taken back, and denied", async () => {
  const stop = new AbortController();
  const asked = use("Abort", { signal: stop.signal });
  const id = await house.gate.asked("Abort");
  stop.abort(new Error("interrupted"));
  expect(await asked).toMatchObject({ behavior: "deny" });
  expect(await house.client.get(id)).toMatchObject({ status: "canceled" });
});

test("a question outlives a crash of the server", async () => {
  const asked = use("Crash");
  await house.gate.asked("Crash");
  await house.gate.restart("crash");
  await house.answered("Crash", { kind: "approve" });
  expect(await asked).toMatchObject({ behavior: "allow" });
});

describe("AskUserQuestion", () => {
  const question = (text: string, labels: readonly string[], multiSelect = false) => ({
    question: text,
    header: "Plan",
    multiSelect,
    options: labels.map((label) => ({ label, description: `${label} it is` })),
  });
  const ask = (...questions: object[]) =>
    use("Questions", { name: "AskUserQuestion", input: { questions } as unknown as typeof bash });
  const message = (text: string, ...labels: string[]) =>
    [text, ...labels.map((each) => `${each}: ${each} it is`)].join("\n");

  test("is answered with what a person picks, also where that is a no", async () => {
    const people = [
      house.answered(message("Delete it?", "Yes", "No"), { kind: "pick", values: ["No"] }),
      house.answered(message("Where?", "EU", "US", "Asia"), { kind: "pick", values: ["EU", "Asia"] }),
    ];
    const permission = await ask(question("Delete it?", ["Yes", "No"]), question("Where?", ["EU", "US", "Asia"], true));
    await Promise.all(people);
    expect(permission).toMatchObject({
      behavior: "allow",
      updatedInput: { answers: { "Delete it?": "No", "Where?": "EU, Asia" } },
    });
  });

  test("is denied where a person does not want to answer", async () => {
    const person = house.answered(message("Why?", "A", "B"), { kind: "reject", reason: "Ask Bob" });
    expect(await ask(question("Why?", ["A", "B"]))).toEqual({
      behavior: "deny",
      message: "A person did not approve: Ask Bob",
    });
    await person;
  });
});
