import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyWebhook, WebhookNotVerified, type WebhookEvent } from "../../client/src/webhooks.ts";
import { signatureHeaders } from "../../server/src/agents/webhooks/signature.ts";
import { openHouse, type House } from "./typescript.fixture.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const other = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;
const now = Date.parse("2026-11-26T09:30:00.000Z");
const payload = '{"id":"e1","type":"request.completed","data":{"approved":true,"response":"Größe"}}';

const sent = (secrets: readonly string[] = [secret], at = now) =>
  signatureHeaders({ id: "e1", at: at, body: payload, secrets });

describe("a webhook", () => {
  test("that the server signed is taken, as text and as bytes", async () => {
    for (const body of [payload, new TextEncoder().encode(payload), new TextEncoder().encode(payload).buffer]) {
      const event = await verifyWebhook({ payload: body, headers: sent(), secret, now });
      expect(event).toMatchObject({ id: "e1", data: { approved: true, response: "Größe" } });
    }
  });

  test("that another library signed is taken", async () => {
    const at = new Date(now);
    const signature = new Webhook(secret).sign("e1", at, payload);
    const headers = new Headers({
      "Webhook-Id": "e1",
      "Webhook-Timestamp": String(now / 1000),
      "Webhook-Signature": signature,
    });
    expect(await verifyWebhook({ payload, headers, secret, now })).toMatchObject({ id: "e1" });
  });

  test("is taken while its secret is changed, whichever side is first", async () => {
    expect(await verifyWebhook({ payload, headers: sent([other, secret]), secret, now })).toMatchObject({ id: "e1" });
    const both = { payload, headers: sent([other]), secret: [secret, other], now };
    expect(await verifyWebhook(both)).toMatchObject({ id: "e1" });
  });

  test("may have come five minutes ago, or as long as is said, and no longer", async () => {
    const call = { payload, secret, now };
    await verifyWebhook({ ...call, headers: sent([secret], now - 300_000) });
    const old = { ...call, headers: sent([secret], now - 301_000) };
    await expect(verifyWebhook(old)).rejects.toThrow("too old");
    await expect(verifyWebhook({ ...call, headers: sent([secret], now + 301_000) })).rejects.toThrow("from the future");
    expect(await verifyWebhook({ ...old, toleranceSeconds: 600 })).toMatchObject({ id: "e1" });
    await expect(verifyWebhook({ ...old, toleranceSeconds: Number.NaN })).rejects.toThrow("too old");
  });

  test.each<[string, Partial<Parameters<typeof verifyWebhook>[0]>, string]>([
    ["with another body", { payload: payload.replace("true", "null") }, "not that of this secret"],
    ["of another secret", { secret: other }, "not that of this secret"],
    ["without any secret", { secret: [] }, "not that of this secret"],
    ["with an empty secret", { secret: "whsec_" }, "not one of Loopgate's"],
    ["with a secret that is no base64", { secret: "whsec_%" }, "not one of Loopgate's"],
    ["with another id", { headers: { ...sent(), "webhook-id": "e2" } }, "not that of this secret"],
    [
      "at another time",
      { headers: { ...sent(), "webhook-timestamp": `${now / 1000 + 1}` } },
      "not that of this secret",
    ],
    ["at no time", { headers: { ...sent(), "webhook-timestamp": "1e9" } }, "is not a time"],
    ["without a signature", { headers: {} }, "are missing"],
    ["with a header twice", { headers: { ...sent(), "webhook-id": ["e1", "e1"] } }, "are missing"],
    ["with a signature cut off", { headers: { ...sent(), "webhook-signature": "v1,aa==" } }, "not that of this secret"],
    [
      "with a signature of a kind that is not known",
      { headers: { ...sent(), "webhook-signature": String(sent()["webhook-signature"]).replace("v1,", "v2,") } },
      "not that of this secret",
    ],
  ])("%s is refused", async (_, changed, why) => {
    const refused = verifyWebhook({ payload, headers: sent(), secret, now, ...changed });
    await expect(refused).rejects.toThrow(why);
    await expect(refused).rejects.toBeInstanceOf(WebhookNotVerified);
  });
});

describe("at a real server", () => {
  let house: House;
  beforeAll(async () => (house = await openHouse("webhooks")));
  afterAll(() => house.close());

  test("the end of a request comes signed with the secret that its creation told", async () => {
    const received = Promise.withResolvers<{ body: string; headers: IncomingHttpHeaders }>();
    const receiver = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => (body += text));
      request.once("end", () => {
        response.writeHead(204).end();
        received.resolve({ body, headers: request.headers });
      });
    }).listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const { request_id: id, callback_secret: own = "" } = await house.client.createRequest({
      message: "Call me",
      action: { name: "deploy" },
      callback_url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`,
    });
    await house.answered("Call me", { kind: "reject", reason: "no" });
    const { body, headers } = await received.promise;
    receiver.close();
    const event: WebhookEvent = await verifyWebhook({ payload: body, headers, secret: own });
    expect(event).toMatchObject({ type: "request.completed", data: { request_id: id, approved: false } });
    await expect(verifyWebhook({ payload: body, headers, secret })).rejects.toBeInstanceOf(WebhookNotVerified);
  });
});
