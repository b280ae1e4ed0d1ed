import type { Story } from "../cast.ts";

export const story: Story = {
  command: ["node", "run.ts"],
  person: [
    { asked: "Nobody has read events_2019 for a year.", says: { kind: "approve" } },
    { asked: "Nobody has read customers for a year.", says: { kind: "reject", reason: "We bill from it" } },
  ],
  prints: [
    "Tools: request_human_input, check_request_status, list_pending_requests, cancel_request, register_callback, approve",
    "events_2019 is gone.",
    "customers stays: We bill from it",
  ],
};
