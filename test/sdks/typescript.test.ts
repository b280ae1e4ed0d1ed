import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { createClient, gate as gated, gateAll, LoopgateUnreachable, NotApproved } from "../../client/src/index.ts";
import { openHouse, type House } from "./typescript.fixture.ts";

let house: House;
beforeAll(async () => (house = await openHouse("typescript")));
afterAll(() => house.close());

const deploy = { name: "deploy", arguments: { version: "2.1.0" } };

describe("approve", () => {
  test("is a yes with what may run, and who said it", async () => {
    const person = house.answered("Plain", { kind: "approve" });
    const answer = await house.client.approve(deploy, { message: "Plain" });
    await person;
    expect(answer).toMatchObject({
      status: "completed",
      approved: true,
      arguments: { version: "2.1.0" },
      reason: null,
    });
    expect(answer.responder).toEqual(expect.any(String));
  });

  test("has what a person corrected", async () => {
    const person = house.answered("Edited", { kind: "edit", arguments: { version: "2.1.1" } });
    const answer = await house.client.approve(deploy, { message: "Edited", edit: true });
    await person;
    expect(answer).toMatchObject({ approved: true, arguments: { version: "2.1.1" } });
  });

  test("offers no correction to a caller who did not say that he runs it", async () => {
    const asked = house.client.approve(deploy, { message: "Unedited" });
    const id = await house.gate.asked("Unedited");
    await expect(house.gate.answer(id, { kind: "edit", arguments: {} })).rejects.toMatchObject({
      code: "answer_not_offered",
    });
    await house.gate.answer(id, { kind: "reject", reason: "Friday" });
    expect(await asked).toMatchObject({ approved: false, arguments: null, reason: "Friday" });
  });

  test("takes a message alone, whose yes is a press", async () => {
    const person = house.answered("May I go on?", { kind: "approve" });
    expect(await house.client.approve("May I go on?")).toMatchObject({ approved: true, arguments: null });
    await person;
  });

  test("is no yes where nobody answers in time", async () => {
    const answer = await house.client.approve(deploy, { message: "Late", timeoutSeconds: 1 });
    expect(answer).toMatchObject({ status: "timeout", approved: false, arguments: null, decision: undefined });
  });

  test("is no yes where the request is taken back", async () => {
    let id = "";
    const onRequest = (request: { readonly request_id: string }) => (id = request.request_id);
    const asked = house.client.approve(deploy, { message: "Withdrawn", onRequest });
    await house.gate.asked("Withdrawn");
    await house.client.cancel(id, { reason: "not needed" });
    expect(await asked).toMatchObject({ requestId: id, status: "canceled", approved: false });
  });
});

describe("ask and choose", () => {
  test("a text is an answer and approves nothing, whatever it says", async () => {
    const person = house.answered("Which region?", { kind: "text", text: "yes" });
    const answer = await house.client.ask("Which region?", { suggestions: ["eu", "us"] });
    await person;
    expect(answer).toMatchObject({ text: "yes", approved: false, status: "completed" });
  });

  test("a form is answered with its values", async () => {
    const schema = { type: "object", properties: { seats: { type: "integer" } }, required: ["seats"] };
    const person = house.answered("How many?", { kind: "form", values: { seats: 3 } });
    expect(await house.client.ask("How many?", { schema })).toMatchObject({ values: { seats: 3 }, approved: false });
    await person;
  });

  test("a choice has the option that was picked, which may be a yes", async () => {
    const options = ["Ship it", { value: "stop", label: "Stop", effect: "reject" }] as const;
    const person = house.answered("Ship?", { kind: "pick", values: ["stop"] });
    expect(await house.client.choose("Ship?", options)).toMatchObject({ options: ["stop"], approved: false });
    await person;
    const again = house.answered("Really?", { kind: "pick", values: ["Yes"] });
    expect(await house.client.choose("Really?", ["Yes", "No"])).toMatchObject({ options: ["Yes"], approved: true });
    await again;
  });

  test("several may be picked", async () => {
    const person = house.answered("Which ones?", { kind: "pick", values: ["a", "c"] });
    const answer = await house.client.choose("Which ones?", ["a", "b", "c"], { multiple: true });
    await person;
    expect(answer.options).toEqual(["a", "c"]);
  });
});

describe("a caller who gives up", () => {
  test("hears his own reason, and his request is taken back", async () => {
    const stop = new AbortController();
    const asked = house.client.approve(deploy, { message: "Aborted", signal: stop.signal });
    const id = await house.gate.asked("Aborted");
    stop.abort("changed my mind");
    await expect(asked).rejects.toBe("changed my mind");
    expect(await house.client.get(id)).toMatchObject({ status: "canceled", cancel_reason: "the caller gave up" });
  });

  test("while the request is on its way leaves nothing behind", async () => {
    const stop = new AbortController();
    let id = "";
    const slow = createClient({
      url: house.gate.url,
      async fetch(input, init) {
        const response = await fetch(input, init);
        if (response.url.endsWith("/hitl/request")) {
          ({ request_id: id } = (await response.clone().json()) as { request_id: string });
          stop.abort("too slow");
        }
        return response;
      },
    });
    await expect(slow.approve(deploy, { message: "On its way", signal: stop.signal })).rejects.toBe("too slow");
    expect(await house.client.get(id)).toMatchObject({ status: "canceled" });
  });

  test("before it began asks nobody", async () => {
    let calls = 0;
    const counting = createClient({
      url: house.gate.url,
      async fetch(input, init) {
        calls += 1;
        return fetch(input, init);
      },
    });
    const asked = counting.approve(deploy, { message: "Never", signal: AbortSignal.abort("no") });
    await expect(asked).rejects.toBe("no");
    expect(calls).toBe(0);
  });
});

test.each(["stop", "crash"] as const)("a question outlives a %s of the server", async (how) => {
  const asked = house.client.approve(deploy, { message: `Through a ${how}` });
  await house.gate.asked(`Through a ${how}`);
  await house.gate.restart(how);
  await house.answered(`Through a ${how}`, { kind: "approve" });
  expect(await asked).toMatchObject({ approved: true });
});

test("the same key asks the same question, also after its answer", async () => {
  const options = { message: "Once", idempotencyKey: "run-1:call-1" };
  const person = house.answered("Once", { kind: "approve" });
  const [first, second] = await Promise.all([
    house.client.approve(deploy, options),
    house.client.approve(deploy, options),
  ]);
  await person;
  const third = await house.client.approve(deploy, options);
  expect([second.requestId, third.requestId]).toEqual([first.requestId, first.requestId]);
  const other = house.client.approve({ name: "deploy", arguments: { version: "3.0.0" } }, options);
  await expect(other).rejects.toMatchObject({ code: "idempotency_conflict" });
});

describe("a gated function", () => {
  type Refund = { readonly order: string; readonly amount: number };
  const ran: Refund[] = [];
  const pay = async (refund: Refund) => ran.push(refund);
  const options = (message: string) => ({ client: house.client, name: "refund", message });

  test("runs after a yes, with what was corrected", async () => {
    const refund = gated(pay, options("Refund 1"));
    expectTypeOf(refund).toEqualTypeOf<(refund: Refund) => Promise<number>>();
    const person = house.answered("Refund 1", { kind: "edit", arguments: { order: "a", amount: 5 } });
    await refund({ order: "a", amount: 50 });
    await person;
    expect(ran.splice(0)).toEqual([{ order: "a", amount: 5 }]);
  });

  test("does not run after a no, and says who was asked in vain", async () => {
    const person = house.answered("Refund 2", { kind: "reject", reason: "fraud" });
    const error = await gated(pay, options("Refund 2"))({ order: "b", amount: 9 }).catch((caught: unknown) => caught);
    await person;
    expect(error).toBeInstanceOf(NotApproved);
    expect(error).toMatchObject({ message: "A person did not approve: fraud", answer: { approved: false } });
    expect(ran).toEqual([]);
  });

  test("does not run after a timeout", async () => {
    const refund = gated(pay, { ...options("Refund 3"), timeoutSeconds: 1 });
    await expect(refund({ order: "c", amount: 9 })).rejects.toThrow("Nobody answered in time");
    expect(ran).toEqual([]);
  });

  test("does not run where nobody can be asked", async () => {
    const client = createClient({ url: "http://127.0.0.1:9" });
    const refund = gated(pay, { client, name: "refund" });
    await expect(refund({ order: "d", amount: 9 })).rejects.toBeInstanceOf(LoopgateUnreachable);
    expect(ran).toEqual([]);
  });

  test("runs unasked where `when` says so, and not at all where that fails", async () => {
    const small = gated(pay, { ...options("Refund 4"), when: ({ amount }) => amount > 100 });
    await small({ order: "e", amount: 1 });
    expect(ran.splice(0)).toHaveLength(1);
    const broken = gated(pay, {
      ...options("Refund 5"),
      when() {
        throw new Error("no idea");
      },
    });
    await expect(broken({ order: "f", amount: 1 })).rejects.toThrow("no idea");
    expect(ran).toEqual([]);
  });

  test("does not run what changed while a person looked at it", async () => {
    const given = { order: "g", amount: 1 };
    const asked = gated(pay, options("Refund 6"))(given);
    const id = await house.gate.asked("Refund 6");
    given.amount = 1000;
    await house.gate.answer(id, { kind: "approve" });
    await expect(asked).rejects.toThrow("changed while a person looked");
    expect(ran).toEqual([]);
  });

  test.each([
    ["what JSON does not hold", [{ order: new Map([["hidden", true]]) }], "is not JSON (Map)"],
    ["a number that is none", [{ amount: Number.NaN }], "is not JSON"],
    ["two arguments, of which one would not be shown", [{ order: "h" }, 9], "more than one argument"],
    ["no object", ["everything"], "must take one object"],
  ])("is not asked about %s", async (_, given, why) => {
    const run = gated((...all: readonly unknown[]) => all, { client: house.client, name: "any" });
    await expect(run(...given)).rejects.toThrow(why);
  });

  test("is shown without a framework's context where it says that it takes one", async () => {
    const run = gated((input: object, context: symbol) => [input, context], {
      ...options("Context"),
      context: true,
    });
    const person = house.answered("Context", { kind: "approve" });
    const context = Symbol("framework");
    expect(await run({ a: 1 }, context)).toEqual([{ a: 1 }, context]);
    await person;
  });
});

describe("what cannot be gated is said at once", () => {
  test.each([
    ["a tool without a name", () => gated({ execute: () => 1 }), "no name of its own"],
    ["a tool that runs elsewhere", () => gated({ name: "search", inputSchema: {} }), "nothing that runs here"],
    ["a name that no tool has", () => gateAll({ deploy: { execute: () => 1 } }, ["deplpy"]), "no tool deplpy"],
    ["a function without a name", () => gated(() => 1), "no name of its own"],
  ])("%s", (_, make, why) => {
    expect(make).toThrow(why);
  });
});

test("a tool of the Google ADK is held too", async () => {
  class Tool {
    readonly name = "deploy";
    readonly description = "Deploys a version.";
    async runAsync({ args }: { readonly args: unknown }) {
      return { deployed: args, by: this.name };
    }
  }
  const tool = gated(new Tool(), { client: house.client, message: "ADK" });
  expect(tool).toBeInstanceOf(Tool);
  const person = house.answered("ADK", { kind: "edit", arguments: { version: "2" } });
  expect(await tool.runAsync({ args: { version: "1" } })).toEqual({ deployed: { version: "2" }, by: "deploy" });
  await person;
  const other = house.answered("ADK", { kind: "reject", reason: "no" });
  expect(await tool.runAsync({ args: { version: "1" } })).toEqual({
    result: expect.stringContaining("A person did not approve: no"),
  });
  await other;
});
