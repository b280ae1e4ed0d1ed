import type { Story } from "../cast.ts";

export const story: Story = {
  command: ["go", "run", "."],
  person: [
    { asked: "Recommend immediate surgery for patient #1234?", says: { kind: "pick", values: ["Approve"] } },
    { asked: "Recommend an MRI scan for patient #1235?", says: { kind: "pick", values: ["Request Second Opinion"] } },
  ],
  prints: [
    "Patient 1234: immediate surgery is ordered.",
    "Patient 1235: a second doctor is called; nothing is ordered.",
  ],
};
