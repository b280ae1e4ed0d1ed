import type { Story } from "../cast.ts";

export const story: Story = {
  command: ["python", "run.py"],
  model: ([customers, logs]) => {
    if (!customers) return { tool: "delete_records", input: { table: "customers", older_than_days: 365 } };
    if (!logs) return { tool: "delete_records", input: { table: "logs", older_than_days: 365 } };
    return { text: `Customers: ${customers.text} Logs: ${logs.text}` };
  },
  person: [
    { asked: "May delete_records run?", says: { kind: "reject", reason: "We must keep customers for ten years." } },
    {
      asked: "May delete_records run?",
      says: { kind: "edit", arguments: { table: "logs", older_than_days: 730 } },
    },
  ],
  prints: [
    "Claude calls delete_records({'table': 'customers', 'older_than_days': 365}).",
    "Claude calls delete_records({'table': 'logs', 'older_than_days': 365}).",
    "Deleted from logs what is older than 730 days.",
    "Claude: Customers: A person did not approve: We must keep customers for ten years. Logs: Deleted what was older than 730 days.",
  ],
};
