import type { Story } from "../cast.ts";

export const story: Story = {
  command: ["sh", "run.sh"],
  model: ([eu, us]) => {
    if (!eu) return { tool: "deploy", input: { version: "2.1.0", region: "eu" } };
    if (!us) return { tool: "deploy", input: { version: "2.1.0", region: "us" } };
    return { text: `EU: ${eu.text} US: ${us.text}` };
  },
  person: [
    { asked: "May deploy run?", says: { kind: "approve" } },
    { asked: "May deploy run?", says: { kind: "reject", reason: "The US is asleep" } },
  ],
  prints: [
    "Saved until a person has answered.",
    "Deployed 2.1.0 to eu.",
    "Saved until a person has answered.",
    "The model: EU: Deployed. US: A person did not approve: The US is asleep",
  ],
};
