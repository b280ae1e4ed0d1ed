import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { MIGRATIONS } from "../migrations.ts";
import type { StoreTables } from "../store/tables.ts";
import { agent, approve, openHouse, person, refusals, seen, sentCopy, tenantId } from "./house.fixture.ts";
import type { DeliveryId, Digest, HumanRequest, RequestId } from "./request.ts";

const confirmation = { request_type: "confirmation" } as const;
const chat = { channel: "telegram", place: "p0" };

describeEachDatabase(
  "the gate",
  MIGRATIONS,
  (databases) => {
    const opened = async () => openHouse(await databases.open());
    const withChat = async () => {
      const house = await opened();
      await house.sessions.register({ tenantId, id: "main", clientId: "bot", addresses: [chat], responders: [] });
      const { request } = await house.ask(confirmation);
      return { ...house, request };
    };
    const eventsOf = ({ db }: Awaited<ReturnType<typeof opened>>, { id }: HumanRequest) =>
      db
        .query<StoreTables>()
        .selectFrom("events")
        .select(["type", "subject_version"])
        .where("tenant_id", "=", tenantId)
        .where("subject", "=", id)
        .orderBy("subject_version")
        .execute();

    test("of fifty people deciding at once, exactly one wins", async () => {
      const house = await opened();
      const { request } = await house.ask(confirmation);
      const ends = await Promise.allSettled(
        Array.from({ length: 50 }, (_, at) =>
          house.gate.vote(request, person(at), { kind: at % 2 ? "approve" : "reject" }, seen(request)),
        ),
      );
      const won = ends.filter((end) => end.status === "fulfilled");
      expect(won).toHaveLength(1);
      expect(await eventsOf(house, request)).toEqual([
        { type: "request.created", subject_version: 1 },
        { type: "request.completed", subject_version: 2 },
      ]);
      expect((await house.store.find(request))?.request).toEqual(won[0]?.value);
    });

    test("of votes and cancels at once, one ends it and the others are told that it has ended", async () => {
      const house = await opened();
      const { request } = await house.ask(confirmation);
      const calls = Array.from({ length: 30 }, (_, at) =>
        at % 2 ? approve(house.gate, request, at) : house.gate.cancel(request, agent.actor),
      );
      const told = await refusals(calls);
      expect(told.filter((code) => code === undefined)).toHaveLength(1);
      expect(told.filter((code) => code === "request_ended")).toHaveLength(29);
    });

    test("what has expired cannot be approved, and says so in its row", async () => {
      const house = await opened();
      const { request } = await house.ask({ ...confirmation, timeout_seconds: 1 });
      const before = Date.now();
      while ((await house.store.now()) < request.expiresAt) expect(Date.now() - before).toBeLessThan(10_000);
      expect(await refusals([approve(house.gate, request)])).toEqual(["request_ended"]);
      expect((await house.store.find(request))?.request.state.status).toBe("timeout");
    });

    test("a vote on another card than the one that is shown is refused", async () => {
      const { gate, request } = await withChat();
      const other = { digest: "0".repeat(64) as Digest };
      expect(await refusals([gate.vote(request, person(0), { kind: "approve" }, other)])).toEqual(["card_changed"]);
    });

    test("a copy takes only the answers that it offers, with the digest that it showed", async () => {
      const house = await withChat();
      const { id: deliveryId } = await sentCopy(house, house.request, ["reject"]);
      const shown = { deliveryId, ...seen(house.request) };
      const vote = (reply: "approve" | "reject", by = shown) =>
        house.gate.vote(house.request, person(0), { kind: reply }, by);
      expect(await refusals([vote("approve")])).toEqual(["answer_not_offered"]);
      expect(await refusals([vote("reject", { ...shown, digest: "0" as Digest })])).toEqual(["card_changed"]);
      expect((await vote("reject")).state.status).toBe("completed");
    });

    test("a copy that nobody knows, or that was not sent, or that is another request's, is refused", async () => {
      const house = await withChat();
      const [queued] = await house.deliveries.of(house.request);
      const { request: other } = await house.ask(confirmation);
      const copyOfOther = await sentCopy(house, other, ["approve"]);
      const on = (deliveryId: string) =>
        house.gate.vote(
          house.request,
          person(0),
          { kind: "approve" },
          { deliveryId: deliveryId as DeliveryId, ...seen(house.request) },
        );
      expect(await refusals([on("unknown"), on(queued?.id ?? ""), on(copyOfOther.id)])).toEqual([
        "card_changed",
        "card_changed",
        "card_changed",
      ]);
    });

    test("the same press again, after its copy was brought to the final state, is told what it did", async () => {
      const house = await withChat();
      const copy = await sentCopy(house, house.request, ["approve", "reject"]);
      const shown = { deliveryId: copy.id, ...seen(house.request) };
      const press = (at: number) => house.gate.vote(house.request, person(at), { kind: "approve" }, shown);
      const decided = await press(0);
      const final = { face: null, shown: "f" as Digest, offers: [] };
      await house.deliveries.record(copy, { kind: "unchanged" }, decided.version, final);
      expect(await press(0)).toEqual(decided);
      expect(await refusals([press(1)])).toEqual(["request_ended"]);
    });

    test("a stranger and an unknown request are refused", async () => {
      const { gate, request } = await withChat();
      const nowhere = { tenantId, id: "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10" as RequestId };
      expect(await refusals([approve(gate, request, 5_000), gate.cancel(nowhere, agent.actor)])).toEqual([
        "not_a_responder",
        "request_not_found",
      ]);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
