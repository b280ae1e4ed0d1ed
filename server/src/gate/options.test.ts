import { describe, expect, test } from "vitest";
import type { OptionInput } from "@loopgate/contract";
import { settleOptions } from "./options.ts";

const effects = (inputs: readonly OptionInput[], multiple = false) =>
  settleOptions(inputs, multiple).options.map(({ effect }) => effect);
const errors = (inputs: readonly OptionInput[], multiple = false) => settleOptions(inputs, multiple).errors;
/** What one label means beside a neutral first one. */
const meaning = (label: string) => effects(["Later", label])[1];

describe("a label rejects", () => {
  test.each([
    ["is a refusal", "No"],
    ["whatever its case", "rEjEcT"],
    ["is spaced out", "N O"],
    ["is dotted", "N.O."],
    ["is spaced out within a sentence", "N O thanks"],
    ["holds a refusal after a comma", "NO, STOP"],
    ["holds a refusal without a space", "Ship it,stop"],
    ["holds a refusal behind a slash", "yes/no"],
    ["holds a refusal in brackets", "Ship(cancel)"],
    ["holds a refusal beside an approval", "Cancel anyway, yes"],
    ["holds a negation", "Don't deploy"],
    ["holds a negation with a curly mark", "Don’t approve"],
    ["holds a negation with a letter as its mark", "Donʼt approve"],
    ["holds a negation in two words", "do not approve"],
    ["has Cyrillic letters", "Nо"],
    ["has Cyrillic capitals", "НОLD"],
    ["has Greek capitals", "ΝΟ"],
    ["has full-width letters", "ＮＯ"],
    ["has mathematical letters", "\u{1D40D}\u{1D40E}"],
    ["has small capitals", "ɴᴏ"],
    ["has circled letters", "Ⓝⓞ"],
    ["has letters in boxes", "\u{1F17D}\u{1F17E}"],
    ["has digits for letters", "N0"],
    ["has a capital I for an l", "HoId"],
    ["has a small l for an i", "Declíne".replace("í", "l")],
    ["has marks on its letters", "Nò"],
    ["has a zero width space inside", "N\u200bo"],
    ["has a soft hyphen inside", "Re\u00adject"],
    ["stands beside emoji", "\u{1F6AB} No \u{1F680}"],
    ["has emoji between its words", "do\u{1F680}not"],
    ["is German", "Abbrechen"],
    ["is Portuguese", "Não"],
  ])("that %s: %s", (_why, label) => {
    expect(meaning(label)).toBe("reject");
  });
});

test.each([
  "Yes",
  "APPROVE",
  "ok",
  "O.K.",
  "Allow once",
  "Confirm deploy",
  "✅ Accept",
  "Αpprove",
  "а\u0440\u0440rove",
])("the label %s approves", (label) => {
  expect(effects(["Later", label])[1]).toBe("approve");
});

test.each([
  "Deploy",
  "Notify Bob",
  "Blue",
  "Know more",
  "Nobody",
  "Yesterday",
  "Approval",
  "\u{1F1F3}\u{1F1F4} Norway",
])("the label %s is neutral", (label) => {
  expect(meaning(label)).toBe("neutral");
});

describe("the first option", () => {
  test("approves where another refuses and none approves", () => {
    expect(effects(["Deploy", "Hold"])).toEqual(["approve", "reject"]);
  });
  test("stays neutral where another approves", () => {
    expect(effects(["Deploy", "Yes", "No"])).toEqual(["neutral", "approve", "reject"]);
  });
  test("stays neutral where none refuses", () => {
    expect(effects(["Blue", "Green"])).toEqual(["neutral", "neutral"]);
  });
  test("stays neutral where it says so", () => {
    expect(effects([{ value: "Deploy", effect: "neutral" }, "Hold"])).toEqual(["neutral", "reject"]);
  });
  test("that refuses does not approve", () => {
    expect(effects(["Hold", "Stop"])).toEqual(["reject", "reject"]);
  });
  test("that only looks like a refusal does not approve", () => {
    expect(effects(["HоId", "Stop"])).toEqual(["reject", "reject"]);
  });
  test("alone is lifted: the second neutral one is not", () => {
    expect(effects(["Deploy", "Canary", "Hold"])).toEqual(["approve", "neutral", "reject"]);
  });
});

describe("an explicit effect", () => {
  test.each([
    [{ value: "a", label: "Reject", effect: "approve" }, "options[0].effect"],
    [{ value: "a", label: "Do nоt run", effect: "approve" }, "options[0].effect"],
    [{ value: "a", label: "Approve", effect: "reject" }, "options[0].effect"],
  ] as const)("that contradicts its label is refused: %j", (option, path) => {
    expect(errors([option, "Later"]).map((error) => error.path)).toEqual([path]);
  });
  test("stands where the label says nothing", () => {
    expect(
      effects([
        { value: "Ship", effect: "reject" },
        { value: "Keep", effect: "approve" },
      ]),
    ).toEqual(["reject", "approve"]);
  });
});

describe("several picks", () => {
  test("make every option neutral, whatever its words", () => {
    expect(effects(["Yes", "No", "Deploy"], true)).toEqual(["neutral", "neutral", "neutral"]);
  });
  test("take no explicit effect but neutral", () => {
    expect(
      errors(
        [
          { value: "a", effect: "approve" },
          { value: "b", effect: "neutral" },
        ],
        true,
      ),
    ).toHaveLength(1);
  });
});

describe("two options", () => {
  test.each([
    [["Deploy", "deploy"]],
    [["Deploy", "Dерlоу"]],
    [["Deploy", "DepIoy"]],
    [["Roll back", "roll-back"]],
    [["Deploy", "Deploy."]],
    [["Deploy", "Dep\u200bloy"]],
    [["Deploy", "✅ Deploy"]],
    [["Deploy", "\u{1F680} Deploy"]],
    [["Version 10", "Version IO"]],
  ])("that look alike are refused: %j", (labels) => {
    expect(errors(labels)).toEqual([{ path: "options[1]", message: "looks like options[0]; give it another label" }]);
  });
  test.each([[["C", "C++", "C#"]], [["+1", "-1", "1"]], [["<5", ">5", "=5"]], [["10%", "10"]], [["5 €", "5 £"]]])(
    "that differ by a sign with a meaning are not alike: %j",
    (labels) => {
      expect(errors(labels)).toEqual([]);
    },
  );
  test("with one value are refused", () => {
    expect(
      errors([
        { value: "a", label: "Blue" },
        { value: "a", label: "Green" },
      ]),
    ).toEqual([{ path: "options[1]", message: "has the same value as options[0]" }]);
  });
});

describe("a label", () => {
  test.each([
    ["✅ Deploy", "Deploy"],
    ["Deploy ✔\ufe0f", "Deploy"],
    ["\u{1F44D}\u{1F3FD} Deploy", "Deploy"],
    ["❌ Deploy ✅ now", "Deploy now"],
  ])("loses the marks that only the gate draws: %s", (given, shown) => {
    expect(settleOptions([given, "Later"], false).options[0]).toMatchObject({ label: shown, value: given });
  });
  test("of nothing but marks is refused", () => {
    expect(errors(["✅", "Later"])[0]?.path).toBe("options[0]");
  });
  test("is the value where none is given, and the value stays what the agent named", () => {
    expect(settleOptions([{ value: "v", label: "Ship" }, { value: "w" }], false).options).toEqual([
      { value: "v", label: "Ship", effect: "neutral" },
      { value: "w", label: "w", effect: "neutral" },
    ]);
  });
});
