import type { Story } from "../cast.ts";

export const story: Story = {
  command: ["node", "run.ts"],
  person: [
    {
      asked: "Momentum in AAPL is strong; this order is worth $1,502,500.",
      says: { kind: "edit", arguments: { symbol: "AAPL", shares: 2_500, price: 150.25 } },
    },
    {
      asked: "Momentum in NVDA is strong; this order is worth $600,000.",
      says: { kind: "reject", reason: "Earnings are tomorrow" },
    },
    { asked: "Momentum in TSLA is strong; this order is worth $750,000." },
  ],
  prints: [
    "KO: bought 100 at $62.5",
    "AAPL: bought 2500 at $150.25",
    "NVDA: no order (Earnings are tomorrow)",
    "TSLA: no order (timeout)",
  ],
};
