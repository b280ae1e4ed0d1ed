import type { Story } from "../cast.ts";

export const story: Story = {
  command: ["python", "run.py"],
  model: ([where, eu, us]) => {
    if (!where)
      return {
        tool: "request_human_approval",
        input: { message: "To which regions?", options: ["Only the EU", "Everywhere"] },
      };
    if (!eu) return { tool: "deploy", input: { version: "2.1.0", region: "eu" } };
    if (!us) return { tool: "deploy", input: { version: "2.1.0", region: "us" } };
    return { text: "2.1.0 runs in the EU." };
  },
  person: [
    { asked: "To which regions?", says: { kind: "pick", values: ["Only the EU"] } },
    { asked: "The model wants to deploy 2.1.0.", says: { kind: "approve" } },
    { asked: "The model wants to deploy 2.1.0.", says: { kind: "reject", reason: "I said the EU" } },
  ],
  prints: [
    'The model calls request_human_approval({"message":"To which regions?","options":["Only the EU","Everywhere"]}).',
    "It is told: Only the EU",
    'The model calls deploy({"version":"2.1.0","region":"eu"}).',
    "Deployed 2.1.0 to eu.",
    "It is told: Deployed.",
    'The model calls deploy({"version":"2.1.0","region":"us"}).',
    "It is told: Not deployed. A person did not approve: I said the EU",
    "The model: 2.1.0 runs in the EU.",
  ],
};
