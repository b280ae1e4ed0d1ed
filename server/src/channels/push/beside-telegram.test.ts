import { expect, test, vi } from "vitest";
import { testDatabases } from "../../../../test/databases.ts";
import { bearer } from "../../access/accounts.fixture.ts";
import { linkPerson, openServed, phone, seen } from "../../access/linked.fixture.ts";
import { createOutgoing } from "../../http/outgoing.ts";
import { systemClock } from "../../kit/clock.ts";
import { createSecrets } from "../../kit/secrets.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { openPushService } from "./sink.fixture.ts";
import { createVapids } from "./vapid.ts";

const { ann } = phone;
const databases = testDatabases("SQLite memory", MIGRATIONS);

test("a press on Telegram closes the notification in the browser, and the browser changes nothing of the card", async () => {
  const service = await openPushService();
  const gate = await openServed({
    database: await databases.open(),
    config: { pushHosts: [service.host] },
    world: { outgoing: createOutgoing({ clock: systemClock, ...service.guard }) },
  });
  const account = await gate.person("ann");
  await linkPerson(gate, account, ann);
  const secrets = createSecrets({ master: "m".repeat(32), bytes: Buffer.alloc }).keys("web push");
  const [{ publicKey }] = createVapids({ secrets, contact: "", clock: systemClock });
  const browser = service.browser(publicKey);
  expect((await account.post("/api/inbox/push", browser.subscription)).status).toBe(200);

  const key = bearer((await account.key()).raw);
  const names = { session_id: "main", client_id: "bot" };
  await gate.post("/hitl/register", { ...names, telegram_id: ann.id }, key);
  const asked = await gate.post("/hitl/request", { ...names, message: "Deploy?", request_type: "confirmation" }, key);
  const id = String(asked.body["request_id"]);
  const card = await seen(gate, ann, "Deploy?");
  await service.waitFor(() => browser.woken.length === 1);
  await gate.answersOf(ann, ann, card, "✅ Approve");
  await service.waitFor(() => browser.woken.length === 2);
  expect(browser.woken.map(({ kind }) => kind)).toEqual(["request", "closed"]);
  await vi.waitFor(async () => {
    const { body } = await gate.get(`/hitl/requests/${id}`, key);
    expect(body).toMatchObject({ status: "completed", approved: true, decision: { channel: "telegram" } });
    expect(body["deliveries"]).toMatchObject([
      { channel: "telegram", state: "sent" },
      { channel: "push", state: "sent" },
    ]);
  });
  expect(service.wrong).toEqual([]);
});
