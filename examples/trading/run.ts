// A trading bot: small orders go out by themselves, large ones when a person has approved them, perhaps with fewer shares.
import { createClient } from "@loopgate/client";

type Order = { readonly symbol: string; readonly shares: number; readonly price: number };
/** `seconds`: how long the price holds. After that nobody needs to answer. */
type Quote = { readonly order: Order; readonly seconds: number };

// Asks LOOPGATE_URL, with LOOPGATE_API_KEY where that needs one.
const gate = createClient({ session: "trading-bot", clientId: "algo-trader" });
/** In dollars: what the bot may spend without asking. */
const LIMIT = 100_000;

/** The order that may be placed; undefined where there is none. */
async function approved({ order, seconds }: Quote): Promise<Order | undefined> {
  const worth = order.shares * order.price;
  if (worth <= LIMIT) return order;
  const action = {
    name: "buy",
    arguments: order,
    // What a person may change is checked before it comes back.
    arguments_schema: {
      type: "object",
      properties: {
        symbol: { const: order.symbol },
        shares: { type: "integer", minimum: 1, maximum: order.shares },
        price: { const: order.price },
      },
      required: ["symbol", "shares", "price"],
      additionalProperties: false,
    },
  };
  const message = `Momentum in ${order.symbol} is strong; this order is worth $${worth.toLocaleString("en-US")}.`;
  const answer = await gate.approve(action, { message, edit: true, timeoutSeconds: seconds });
  if (answer.approved) return answer.arguments as Order;
  console.log(`${order.symbol}: no order (${answer.reason ?? answer.status})`);
  return undefined;
}

const quotes: readonly Quote[] = [
  { order: { symbol: "KO", shares: 100, price: 62.5 }, seconds: 900 },
  { order: { symbol: "AAPL", shares: 10_000, price: 150.25 }, seconds: 900 },
  { order: { symbol: "NVDA", shares: 5_000, price: 120 }, seconds: 900 },
  { order: { symbol: "TSLA", shares: 3_000, price: 250 }, seconds: 2 },
];
for (const quote of quotes) {
  const placed = await approved(quote);
  if (placed) console.log(`${placed.symbol}: bought ${placed.shares} at $${placed.price}`);
}
