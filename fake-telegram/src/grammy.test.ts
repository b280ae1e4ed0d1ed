// grammY, a client that nobody here wrote, runs unmodified against the double.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Api, Bot, type Context, GrammyError, InlineKeyboard, webhookCallback } from "grammy";
import { expect, it } from "vitest";
import type { FakeTelegram } from "./index.ts";
import { ann, bob, openFake } from "./raw-client.fixture.ts";

function approvalBot(fake: FakeTelegram): Bot {
  const bot = new Bot(fake.token, { client: { apiRoot: fake.url } });
  bot.command("start", (ctx: Context) =>
    ctx.reply("<b>Deploy?</b>", {
      parse_mode: "HTML",
      reply_markup: new InlineKeyboard().text("Approve", "a").text("Reject", "r"),
    }),
  );
  bot.on("callback_query:data", async (ctx) => {
    await ctx.answerCallbackQuery({ text: `You pressed ${ctx.callbackQuery.data}` });
    await ctx.editMessageText("Decided");
  });
  return bot;
}

/** Ann starts the bot, presses Approve and sees the outcome. */
async function approve(fake: FakeTelegram) {
  fake.human.start(ann);
  const card = await fake.waitFor(() => fake.messages(ann)[0]);
  fake.human.press(ann, ann, card.id, "Approve");
  const decided = await fake.waitFor(() => fake.messages(ann).find((message) => message.text === "Decided"));
  return { card, decided, answers: fake.answers() };
}

const approved = {
  card: { text: "Deploy?", entities: [{ type: "bold" }] },
  decided: { keyboard: [], edits: 1 },
  answers: [{ text: "You pressed a", showAlert: false }],
};

it("a Bot that polls shows a card, takes the press and edits the card", async () => {
  const fake = await openFake();
  const bot = approvalBot(fake);
  const running = bot.start();
  expect(await approve(fake)).toMatchObject(approved);
  await bot.stop();
  await running;
});

it("a Bot behind a webhook does the same", async () => {
  const fake = await openFake();
  const bot = approvalBot(fake);
  const handle = webhookCallback(bot, "http", { secretToken: "s3cret" });
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await bot.api.setWebhook(url, { secret_token: "s3cret" });
    expect(await approve(fake)).toMatchObject(approved);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

it("a second Bot with the same token makes the first one stop with a conflict", async () => {
  const fake = await openFake();
  const first = approvalBot(fake).start();
  const stopped = first.catch((error: unknown) => error);
  await fake.waitFor(() => (fake.calls("getUpdates").length === 1 ? true : undefined));
  const second = approvalBot(fake);
  const running = second.start();
  expect(await stopped).toMatchObject({ error_code: 409, method: "getUpdates" });
  await second.stop();
  await running;
});

it("refusals arrive as GrammyError with code, description and parameters", async () => {
  const fake = await openFake();
  const api: Api = approvalBot(fake).api;
  const refusal = await api.sendMessage(bob.id, "x").catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(GrammyError);
  expect(refusal).toMatchObject({ error_code: 400, description: "Bad Request: chat not found" });
  fake.fault({ act: { kind: "retryAfter", seconds: 3 }, times: 1 });
  expect(await api.getMe().catch((error: unknown) => error)).toMatchObject({ parameters: { retry_after: 3 } });
});
