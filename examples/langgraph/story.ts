import type { Story } from "../cast.ts";

export const story: Story = {
  command: ["python", "run.py"],
  model: ([listed, dropped, more]) => {
    if (!listed) return { tool: "list_tables", input: {} };
    if (!dropped) return { tool: "drop_tables", input: { tables: ["events_2019", "events_2020"] } };
    if (!more) return { tool: "drop_tables", input: { tables: ["customers"] } };
    return { text: "There is some room now." };
  },
  person: [
    { asked: "May drop_tables run?", says: { kind: "edit", arguments: { tables: ["events_2019"] } } },
    { asked: "May drop_tables run?", says: { kind: "reject", reason: "Never those" } },
  ],
  prints: ["Dropped events_2019.", "The agent: There is some room now."],
};
