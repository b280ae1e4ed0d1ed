import type { Story } from "../cast.ts";

export const story: Story = {
  command: ["bash", "run.sh"],
  person: [
    { asked: "All 847 tests passed.", says: { kind: "approve" } },
    {
      asked: "Staging has run v2.1.0 for a day, without an error.",
      says: { kind: "reject", reason: "Not on a Friday" },
    },
  ],
  prints: [
    "Built v2.1.0, and all 847 tests passed.",
    "Staging: deployed v2.1.0.",
    "Production: held back (exit code 1).",
    "Reason: Not on a Friday",
  ],
};
