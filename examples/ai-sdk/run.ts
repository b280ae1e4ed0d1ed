// Customer support that pays back by itself what is little, asks a person about more, and pays what the person has made of it.
import { openai } from "@ai-sdk/openai";
import { generateText, stepCountIs, tool } from "ai";
import { createClient, gate } from "@loopgate/client";
import { z } from "zod";

const client = createClient({ clientId: "support" });

const refund = tool({
  description: "Pays money back to a customer.",
  inputSchema: z.object({ order: z.string(), dollars: z.number().positive() }),
  async execute({ order, dollars }) {
    console.log(`Paid back $${dollars} for ${order}.`);
    return `Paid back $${dollars}.`;
  },
});

const { text } = await generateText({
  model: openai("gpt-5"),
  tools: {
    refund: gate(refund, {
      client,
      name: "refund",
      when: ({ dollars }) => dollars > 50,
      message: ({ order }) => `The customer wants money back for ${order}.`,
      timeoutSeconds: 900,
    }),
  },
  stopWhen: stepCountIs(10),
  prompt: "Order A1 came late ($10), B2 came broken ($200), and C3 did not please ($400). Pay back what is right.",
});
console.log(`The model: ${text}`);
