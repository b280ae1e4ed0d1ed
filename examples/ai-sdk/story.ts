import type { Story } from "../cast.ts";

export const story: Story = {
  command: ["node", "run.ts"],
  model: ([a1, b2, c3]) => {
    if (!a1) return { tool: "refund", input: { order: "A1", dollars: 10 } };
    if (!b2) return { tool: "refund", input: { order: "B2", dollars: 200 } };
    if (!c3) return { tool: "refund", input: { order: "C3", dollars: 400 } };
    const refused = c3.text.replace(/^.*A person did not approve: /, "");
    return { text: `I have paid back A1 and B2 (${b2.text}), and nothing for C3: ${refused}` };
  },
  person: [
    {
      asked: "The customer wants money back for B2.",
      says: { kind: "edit", arguments: { order: "B2", dollars: 150 } },
    },
    {
      asked: "The customer wants money back for C3.",
      says: { kind: "reject", reason: "Taste is not a defect" },
    },
  ],
  prints: [
    "Paid back $10 for A1.",
    "Paid back $150 for B2.",
    "The model: I have paid back A1 and B2 (Paid back $150.), and nothing for C3: Taste is not a defect",
  ],
};
