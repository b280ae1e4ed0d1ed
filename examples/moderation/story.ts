import type { Story } from "../cast.ts";

export const story: Story = {
  command: ["python", "run.py"],
  person: [
    {
      asked: "A statue without clothes: flag it as inappropriate? The AI says 75%.",
      says: { kind: "pick", values: ["Needs Review"] },
    },
    {
      asked: "A statue without clothes: a moderator was not sure. Flag it?",
      says: { kind: "pick", values: ["Approve"] },
    },
    {
      asked: "A joke about a politician: flag it as inappropriate? The AI says 55%.",
      says: { kind: "pick", values: ["Flag"] },
    },
  ],
  // Each webhook comes by itself.
  inAnyOrder: true,
  prints: ["post-1: published", "post-2: goes to the senior moderators", "post-2: published", "post-3: taken down"],
};
