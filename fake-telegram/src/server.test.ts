import { expect, it } from "vitest";
import { startFakeTelegram } from "./index.ts";
import { ann, bob, call, openFake, send } from "./raw-client.fixture.ts";

it("a wrong token is not authorised", async () => {
  const fake = await openFake();
  expect(await call(fake, "getMe", {}, { token: "8000000001:wrong" })).toEqual({
    ok: false,
    error_code: 401,
    description: "Unauthorized",
  });
  expect((await call(fake, "getMe", {}, { token: "nonsense" })).error_code).toBe(401);
});

it("an unknown method is not found", async () => {
  const fake = await openFake();
  expect(await call(fake, "sendMesage")).toEqual({
    ok: false,
    error_code: 404,
    description: "Not Found: method not found",
  });
  expect((await fetch(`${fake.url}/`)).status).toBe(404);
});

it("a method that Telegram has and the double lacks fails loudly, and counts as a violation", async () => {
  const fake = await openFake({ violationsExpected: true });
  expect((await call(fake, "sendPhoto", { chat_id: ann.id, photo: "x" })).error_code).toBe(501);
  expect(fake.violations()).toEqual(["sendPhoto: Not Implemented: this double does not serve sendPhoto"]);
});

it("so does another markup language than HTML", async () => {
  const fake = await openFake({ violationsExpected: true });
  const reply = await call(fake, "sendMessage", { chat_id: ann.id, text: "*x*", parse_mode: "MarkdownV2" });
  expect(reply.error_code).toBe(501);
  expect(fake.violations()).toHaveLength(1);
});

it("method names do not mind case", async () => {
  const fake = await openFake();
  expect((await call(fake, "GETME")).ok).toBe(true);
  expect(fake.calls("getMe")).toHaveLength(1);
});

it("parameters come by form, query or JSON", async () => {
  const fake = await openFake();
  const markup = JSON.stringify({ inline_keyboard: [[{ text: "Yes", callback_data: "y" }]] });
  const form = new URLSearchParams({ chat_id: String(ann.id), text: "by form", reply_markup: markup });
  await fetch(`${fake.url}/bot${fake.token}/sendMessage`, { method: "POST", body: form });
  await fetch(`${fake.url}/bot${fake.token}/sendMessage?chat_id=${ann.id}&text=by%20query`);
  await send(fake, { text: "by JSON" });
  expect(fake.messages(ann).map((message) => message.text)).toEqual(["by form", "by query", "by JSON"]);
  expect(fake.messages(ann)[0]?.keyboard[0]?.[0]?.text).toBe("Yes");
});

it("a body that is no JSON is refused", async () => {
  const fake = await openFake();
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${fake.url}/bot${fake.token}/getMe`, { method: "POST", headers, body: "{" });
  expect(response.status).toBe(400);
});

it("every request is in the log with its parameters and answer", async () => {
  const fake = await openFake();
  await send(fake, { text: "x" });
  await call(fake, "sendMessage", { chat_id: 4711, text: "x" });
  expect(fake.calls("sendMessage")).toMatchObject([
    { method: "sendMessage", params: { text: "x" }, response: { ok: true } },
    { params: { chat_id: 4711 }, response: { ok: false, error_code: 400 } },
  ]);
  expect(fake.calls()).toHaveLength(2);
});

it("getMe tells what only getMe tells, and messages do not", async () => {
  const fake = await openFake();
  expect((await call(fake, "getMe")).result).toMatchObject({
    id: 8_000_000_001,
    is_bot: true,
    can_read_all_group_messages: false,
  });
  const reply = await call(fake, "sendMessage", { chat_id: ann.id, text: "x" });
  expect((reply.result as { from: object }).from).not.toHaveProperty("can_join_groups");
});

it("getChat tells about a chat that the bot is in, and no other", async () => {
  const fake = await openFake();
  const group = fake.human.group({ title: "Ops", supergroup: true });
  expect((await call(fake, "getChat", { chat_id: group })).result).toMatchObject({ type: "supergroup", title: "Ops" });
  expect((await call(fake, "getChat", { chat_id: 4711 })).description).toBe("Bad Request: chat not found");
  fake.human.kick(group);
  expect((await call(fake, "getChat", { chat_id: group })).error_code).toBe(403);
});

it("commands are kept by scope and language, and bad ones refused", async () => {
  const fake = await openFake();
  const commands = [{ command: "pending", description: "What waits" }];
  const scope = { type: "all_private_chats" };
  expect((await call(fake, "setMyCommands", { commands, scope })).result).toBe(true);
  expect((await call(fake, "getMyCommands", { scope })).result).toEqual(commands);
  expect((await call(fake, "getMyCommands")).result).toEqual([]);
  const bad = { commands: [{ command: "What?", description: "x" }] };
  expect((await call(fake, "setMyCommands", bad)).description).toBe("Bad Request: BOT_COMMAND_INVALID");
});

it("two doubles can't share a port, and a closed one frees it", async () => {
  const first = await startFakeTelegram();
  const port = Number(new URL(first.url).port);
  await expect(startFakeTelegram({ port })).rejects.toThrow("EADDRINUSE");
  await first.close();
  const second = await startFakeTelegram({ port });
  await second.close();
});

it("closing ends the polls and waits that are still open", async () => {
  const fake = await startFakeTelegram();
  const polling = call(fake, "getUpdates", { timeout: 50 }).catch(() => "cut");
  const waiting = fake.waitFor(() => fake.messages(bob)[0]).catch((error: Error) => error.message);
  await fake.waitFor(() => (fake.calls("getUpdates").length === 1 ? true : undefined));
  await fake.close();
  expect(await polling).toBe("cut");
  expect(await waiting).toContain("closed");
});

it("a wait that ends without its event tells what was seen instead", async () => {
  const fake = await openFake();
  await send(fake, { text: "something else" });
  await expect(fake.waitFor(() => fake.messages(ann)[1], { timeoutMs: 5 })).rejects.toThrow("something else");
});

it("a probe that throws fails its wait", async () => {
  const fake = await openFake();
  await expect(
    fake.waitFor(() => {
      throw new Error("the assertion in the probe");
    }),
  ).rejects.toThrow("the assertion in the probe");
});
