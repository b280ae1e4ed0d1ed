import { describe, expect, test } from "vitest";
import { testDatabases } from "../../../test/databases.ts";
import { approve, agent, tenantId } from "../gate/house.fixture.ts";
import type { JobsTables } from "../jobs/jobs.ts";
import { MIGRATIONS } from "../migrations.ts";
import { openDispatch } from "./channel.fixture.ts";

describe("dispatch", () => {
  const databases = testDatabases("SQLite memory", MIGRATIONS);
  const opened = async () => openDispatch(await databases.open());
  type House = Awaited<ReturnType<typeof opened>>;
  const jobsOf = async ({ db }: House, kind: string) =>
    (
      await db
        .query<JobsTables>()
        .selectFrom("jobs")
        .select(["kind", "key"])
        .where("tenant_id", "=", tenantId)
        .execute()
    )
      .filter((job) => job.kind === kind)
      .map(({ key }) => key);

  describe("deliver", () => {
    test("stores token, digest and offers before the first byte leaves", async () => {
      const house = await opened();
      const request = await house.asked("7");
      const before = await house.only(request);
      let during: unknown;
      house.script.push(async () => {
        during = await house.deliveries.byToken(house.tokens.hash(house.tokens.of(before)));
        return { kind: "sent", receipt: "5" };
      });
      await house.delivering(request);
      expect(during).toMatchObject({
        id: before.id,
        state: { status: "sending", card: { offers: ["approve", "reject"] } },
      });
      expect(await house.only(request)).toMatchObject({ shownVersion: 1, state: { status: "sent", receipts: ["5"] } });
    });

    test("sends a card once, however often the job is done", async () => {
      const house = await opened();
      const request = await house.asked("7");
      await house.delivering(request);
      await house.delivering(request);
      expect(house.sent).toHaveLength(1);
    });

    test("withdraws what ended before it was sent, and sends nothing", async () => {
      const house = await opened();
      const request = await house.asked("7");
      await house.gate.cancel(request, agent.actor);
      await house.delivering(request);
      expect(house.sent).toEqual([]);
      expect((await house.only(request)).state.status).toBe("withdrawn");
    });

    test("sends again with the same token where nobody knows whether the card arrived", async () => {
      const house = await opened();
      const request = await house.asked("7");
      house.script.push({ kind: "lost", reason: "connection reset" });
      await expect(house.delivering(request)).rejects.toThrow("connection reset");
      expect((await house.only(request)).state.status).toBe("sending");
      await house.delivering(request);
      expect(house.sent).toHaveLength(2);
      expect(house.sent[0]?.token).toBe(house.sent[1]?.token);
      expect((await house.only(request)).state).toMatchObject({ status: "sent", receipts: ["2"] });
    });

    test("does not send again what was lost once the request has ended; its press is still known", async () => {
      const house = await opened();
      const request = await house.asked("7");
      house.script.push({ kind: "lost", reason: "connection reset" });
      await expect(house.delivering(request)).rejects.toThrow("connection reset");
      await house.gate.cancel(request, agent.actor);
      await house.delivering(request);
      expect(house.sent).toHaveLength(1);
      const lost = await house.deliveries.byToken(house.tokens.hash(String(house.sent[0]?.token)));
      expect(lost?.state.status).toBe("failed");
    });

    test("tries again after a channel that broke", async () => {
      const house = await opened();
      const request = await house.asked("7");
      house.script.push(new Error("a mistake"));
      await expect(house.delivering(request)).rejects.toThrow("a mistake");
      await house.delivering(request);
      expect((await house.only(request)).state.status).toBe("sent");
    });

    test.each(["gone", "refused"] as const)(
      "fails for good where the address is %s, and the agent sees why",
      async (kind) => {
        const house = await opened();
        const request = await house.asked("7");
        house.script.push({ kind, reason: "bot was blocked by the user" });
        expect(await house.delivering(request)).toEqual([undefined]);
        expect((await house.only(request)).state).toMatchObject({
          status: "failed",
          reason: "bot was blocked by the user",
        });
        await house.delivering(request);
        expect(house.sent).toHaveLength(1);
      },
    );

    test("fails visibly where the channel is not set up", async () => {
      const house = await opened();
      const request = await house.asked("a@b");
      await house.delivering(request);
      expect((await house.only(request)).state).toMatchObject({
        status: "failed",
        reason: "the channel email is not set up",
      });
    });

    test("waits as long as the channel says, without having failed", async () => {
      const house = await opened();
      const request = await house.asked("7");
      const at = Date.now() + 30_000;
      house.script.push({ kind: "later", at, reason: "429" });
      expect(await house.delivering(request)).toEqual([{ later: at, reason: "429" }]);
      await house.delivering(request);
      expect((await house.only(request)).state.status).toBe("sent");
    });

    test("follows a chat that has moved", async () => {
      const house = await opened();
      const request = await house.asked("-5");
      house.script.push({ kind: "moved", to: { channel: "telegram", place: "-1005" } });
      await house.delivering(request);
      expect(await house.only(request)).toMatchObject({ address: { place: "-1005" }, state: { status: "queued" } });
      await house.delivering(request);
      expect(house.sent.map(({ place }) => place)).toEqual(["-5", "-1005"]);
    });

    test("asks for show where the request moved on during the send", async () => {
      const house = await opened();
      const request = await house.asked("7");
      house.script.push(async () => {
        await approve(house.gate, request);
        // The decision asked for show itself; that job is done before this send is known to have arrived.
        await house.db.query<JobsTables>().deleteFrom("jobs").where("tenant_id", "=", tenantId).execute();
        return { kind: "sent", receipt: "1" };
      });
      await house.delivering(request);
      expect((await house.only(request)).shownVersion).toBeLessThan(2);
      expect(await jobsOf(house, "show")).toEqual([request.id]);
      await house.showing(request);
      expect(house.sent.at(-1)).toMatchObject({ what: "update", status: "completed" });
      expect((await house.only(request)).shownVersion).toBe(2);
    });

    test("offers nothing where nobody may answer", async () => {
      const house = await opened();
      const request = await house.asked("7");
      house.audience.answerable = false;
      await house.delivering(request);
      expect((await house.only(request)).state).toMatchObject({ card: { offers: [] } });
    });
  });

  describe("show", () => {
    test("brings every copy to the final state, whichever decided, and leaves those alone that show it", async () => {
      const house = await opened();
      const request = await house.asked("1", "2", "3");
      await house.delivering(request);
      await approve(house.gate, request);
      await house.showing(request);
      await house.showing(request);
      const updates = house.sent.filter(({ what }) => what === "update");
      expect(updates.map(({ place, status }) => `${place} ${status}`).toSorted()).toEqual([
        "1 completed",
        "2 completed",
        "3 completed",
      ]);
      for (const copy of await house.deliveries.of(request))
        expect(copy).toMatchObject({ shownVersion: 2, state: { card: { offers: [] } } });
    });

    test("lets one copy's failure keep no other from being updated, and comes back for it", async () => {
      const house = await opened();
      const request = await house.asked("1", "2", "3");
      await house.delivering(request);
      await approve(house.gate, request);
      house.script.push({ kind: "unchanged" }, { kind: "lost", reason: "reset" });
      await expect(house.showing(request)).rejects.toThrow("reset");
      expect((await house.deliveries.of(request)).filter(({ shownVersion }) => shownVersion === 2)).toHaveLength(2);
      await house.showing(request);
      expect((await house.deliveries.of(request)).filter(({ shownVersion }) => shownVersion === 2)).toHaveLength(3);
    });

    test("waits for the copy that may go first", async () => {
      const house = await opened();
      const request = await house.asked("1", "2");
      await house.delivering(request);
      await approve(house.gate, request);
      house.script.push({ kind: "later", at: 9_000, reason: "429" }, { kind: "later", at: 5_000, reason: "429" });
      expect(await house.showing(request)).toEqual({ later: 5_000, reason: "429" });
    });

    test("gives up a copy that cannot be reached, visibly", async () => {
      const house = await opened();
      const request = await house.asked("1");
      await house.delivering(request);
      await approve(house.gate, request);
      house.script.push({ kind: "gone", reason: "chat not found" });
      await house.showing(request);
      expect((await house.only(request)).state).toMatchObject({ status: "failed", reason: "chat not found" });
    });
  });
});
