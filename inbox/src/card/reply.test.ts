import type { InboxCard } from "@loopgate/contract";
import { describe, expect, test } from "vitest";
import type { Draft } from "./draft.ts";
import { yesOf } from "./reply.ts";

const blank: Draft = { picks: [], text: "", values: {}, edited: undefined, reason: "" };
const card = (offers: InboxCard["offers"], part: object = {}) =>
  ({ offers, face: { options: [] }, arguments_schema: null, ...part }) as unknown as InboxCard;
const options = [
  { value: "go", label: "Go", effect: "approve" },
  { value: "wait", label: "Wait", effect: "neutral" },
  { value: "stop", label: "Stop", effect: "reject" },
];
const schema = { type: "object", properties: { n: { type: "integer", minimum: 1 } }, required: ["n"] };

describe("the right button says", () => {
  test("approve, and edit once something is changed", () => {
    const both = card(["approve", "edit", "reject"]);
    expect(yesOf(both, blank, 0)).toMatchObject({ reply: { kind: "approve" } });
    const edited = { ...blank, edited: { n: 2 } };
    expect(yesOf(both, edited, 1)).toMatchObject({ reply: { kind: "edit", arguments: { n: 2 } } });
    expect(yesOf(both, edited, 0)).toMatchObject({ reply: { kind: "approve" } });
    expect(yesOf(card(["approve", "reject"]), edited, 1)).toMatchObject({ reply: { kind: "approve" } });
  });

  test("nothing where no yes is offered", () => {
    expect(yesOf(card(["reject"]), blank, 0)).toBeUndefined();
    expect(yesOf(card([]), blank, 0)).toBeUndefined();
  });

  test("the picks, in the order of the card, once there are enough", () => {
    const choice = card(["pick", "reject"], { face: { options, picks: { min: 2, max: 3 } } });
    expect(yesOf(choice, { ...blank, picks: ["wait"] }, 0)).toEqual({ kind: "incomplete" });
    expect(yesOf(choice, { ...blank, picks: ["wait", "go"] }, 0)).toMatchObject({
      reply: { kind: "pick", values: ["go", "wait"] },
      isNo: false,
    });
  });

  test("a no, where the option that is picked rejects", () => {
    const choice = card(["pick", "reject"], { face: { options } });
    expect(yesOf(choice, { ...blank, picks: ["stop"] }, 0)).toMatchObject({ isNo: true });
    expect(yesOf(choice, { ...blank, picks: ["go"] }, 0)).toMatchObject({ isNo: false });
  });

  test("a text, once there is one", () => {
    expect(yesOf(card(["text"]), { ...blank, text: " \n" }, 0)).toEqual({ kind: "incomplete" });
    expect(yesOf(card(["text"]), { ...blank, text: "hello" }, 0)).toMatchObject({
      reply: { kind: "text", text: "hello" },
    });
  });

  test("a form or edited arguments only as the schema has them, else what is wrong", () => {
    const form = card(["form"], { face: { schema, options: [] } });
    expect(yesOf(form, { ...blank, values: { n: 0 } }, 0)).toMatchObject({
      kind: "invalid",
      errors: [{ path: ".n", message: "must be at least 1" }],
    });
    expect(yesOf(form, { ...blank, values: { n: 1 } }, 0)).toMatchObject({ reply: { kind: "form", values: { n: 1 } } });
    const edit = card(["approve", "edit"], { arguments_schema: schema });
    expect(yesOf(edit, { ...blank, edited: {} }, 1)).toMatchObject({ kind: "invalid", errors: [{ path: ".n" }] });
  });
});
