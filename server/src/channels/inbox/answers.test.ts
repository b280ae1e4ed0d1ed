import { InboxCard } from "@loopgate/contract";
import { expect, test, vi } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { openInbox } from "./inbox.fixture.ts";

// Passwords are hashed in earnest, several in each test: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const migrate = { action: { name: "db.migrate", arguments: { to: 7 } } };
const approve = { kind: "approve" };

describeEachDatabase(
  "an answer in the inbox",
  MIGRATIONS,
  (databases) => {
    const opened = async () => openInbox({ database: await databases.open() });
    const stateOf = async ({ card }: { card(ref: string): Promise<InboxCard> }, id: string) =>
      (await card(id)).request.status;

    test("that the browser's key signed decides, in the name of who is signed in, and the agent's poll has it", async () => {
      const { ann, ask, poll } = await opened();
      const id = await ask(migrate);
      const waits = poll(id, 20);
      const { status, body } = await ann.answer(id, approve);
      expect(status).toBe(200);
      expect(InboxCard.parse(body)).toMatchObject({ request: { status: "completed", approved: true }, offers: [] });
      expect((await waits).body).toMatchObject({
        approved: true,
        decision: { responder: "ann", channel: "inbox", assurance: "session", arguments: { to: 7 } },
      });
    });

    test("with the password decides too, and a wrong one does not", async () => {
      const { ann, ask } = await opened();
      const id = await ask(migrate);
      expect(await ann.answer(id, approve, { password: "guess-of-a-password" })).toMatchObject({
        status: 403,
        body: { code: "proof_wrong" },
      });
      expect(await stateOf(ann, id)).toBe("pending");
      expect((await ann.answer(id, approve, { password: ann.password })).body).toMatchObject({
        request: { approved: true, decision: { assurance: "session" } },
      });
    });

    test("by the cookie alone decides nothing, neither a yes nor a no", async () => {
      const { ann, ask } = await opened();
      const id = await ask(migrate);
      for (const reply of [approve, { kind: "reject" }]) {
        const { proof: _, ...bare } = await ann.said(id, reply);
        expect(await ann.post(`/requests/${id}/answer`, bare)).toMatchObject({
          status: 422,
          body: { errors: [{ path: "proof" }] },
        });
        expect((await ann.post(`/requests/${id}/answer`, { ...bare, proof: {} })).status).toBe(422);
      }
      expect(await stateOf(ann, id)).toBe("pending");
    });

    test("is not another one: a signature holds for what was signed, by the key of this sign-in, and for this request", async () => {
      const { ann, person, ask } = await opened();
      const ben = await person("ben", "responder");
      const [id, other] = [await ask(migrate), await ask(migrate)];
      const no = await ann.said(id, { kind: "reject" });
      const bens = await ben.said(id, approve);
      const path = `/requests/${id}/answer`;
      const wrong = { status: 403, body: { code: "proof_wrong" } };
      expect(await ann.post(path, { ...no, reply: approve })).toMatchObject(wrong);
      expect(await ann.post(path, bens)).toMatchObject(wrong);
      expect(await ann.post(path, await ann.said(other, approve))).toMatchObject(wrong);
      expect(await stateOf(ann, id)).toBe("pending");
      expect((await ann.card(id)).timeline).toContainEqual(
        expect.objectContaining({ kind: "refused", who: "ann", channel: "inbox", detail: "proof_wrong" }),
      );
    });

    test("to a request that is not there leaves nothing behind, whatever the proof", async () => {
      const { ann, ask, get } = await opened();
      const id = await ask(migrate);
      const said = await ann.said(id, approve);
      const events = async () =>
        (await get("/api/events?limit=200", ann.headers)).body as unknown as {
          events: { type: string; data: unknown }[];
        };
      const refused = async () => (await events()).events.filter(({ type }) => type === "press.refused");
      const nothing = "019a2f6e-5c3a-7b1e-9d40-3f2a8c5e7b10";
      for (const ref of [nothing, id])
        expect(await ann.post(`/requests/${ref}/answer`, { ...said, reply: { kind: "reject" } })).toMatchObject({
          status: 403,
          body: { code: "proof_wrong" },
        });
      const isOfIt = expect.objectContaining({ data: expect.objectContaining({ request_id: id }) });
      await vi.waitFor(async () => expect(await refused()).toContainEqual(isOfIt), { timeout: 10_000 });
      expect(await refused()).toEqual([isOfIt]);
    });

    test("to a critical request takes a passkey that signs this very answer", async () => {
      const { ann, ask } = await opened();
      const sign = await ann.passkey();
      const id = await ask({ ...migrate, risk: "critical" });
      expect(await ann.card(id)).toMatchObject({ needs: "passkey", confirm: "passkey", bar: null });
      expect(await ann.answer(id, approve)).toMatchObject({ status: 403, body: { code: "assurance_too_low" } });
      const other = await sign(await ask({ ...migrate, risk: "critical" }), approve);
      expect(await ann.answer(id, approve, { passkey: other })).toMatchObject({ body: { code: "proof_wrong" } });
      expect(await ann.answer(id, approve, { passkey: await sign(id, { kind: "reject" }) })).toMatchObject({
        body: { code: "proof_wrong" },
      });
      const decided = await ann.answer(id, approve, { passkey: await sign(id, approve) });
      expect(decided.body).toMatchObject({ request: { approved: true, decision: { assurance: "passkey" } } });
    });

    test("by whoever has no passkey to a critical request can only be a no, and the card says so", async () => {
      const { ann, person, ask } = await opened();
      await ann.passkey();
      const ben = await person("ben", "responder");
      const id = await ask({ ...migrate, risk: "critical" });
      expect(await ben.card(id)).toMatchObject({ offers: ["reject"], bar: "passkey", confirm: "passkey" });
      const { shown_digest } = await ben.card(id);
      expect(await ben.post(`/requests/${id}/challenge`, { shown_digest, reply: approve })).toMatchObject({
        body: { code: "proof_required" },
      });
      expect((await ben.answer(id, { kind: "reject" })).body).toMatchObject({ request: { approved: false } });
    });

    test("to another face than the request's is refused, and says that the card has changed", async () => {
      const { ann, ask } = await opened();
      const [id, other] = [await ask(migrate), await ask({ action: { name: "db.migrate", arguments: { to: 8 } } })];
      const { shown_digest } = await ann.card(other);
      const body = { shown_digest, reply: approve, proof: { password: ann.password } };
      expect(await ann.post(`/requests/${id}/answer`, body)).toMatchObject({
        status: 409,
        body: { code: "card_changed" },
      });
      expect(await stateOf(ann, id)).toBe("pending");
    });

    test("that comes too late is told who was faster, and the same answer again is the same decision", async () => {
      const { ann, person, ask, cancel } = await opened();
      const ben = await person("ben", "responder");
      const id = await ask(migrate);
      expect((await ben.answer(id, { kind: "reject" })).status).toBe(200);
      expect(await ann.answer(id, approve)).toMatchObject({
        status: 409,
        body: { code: "request_ended", detail: "Rejected by ben. Your answer was not recorded." },
      });
      expect(await ben.answer(id, { kind: "reject" })).toMatchObject({ status: 200 });
      const gone = await ask(migrate);
      const said = await ann.said(gone, approve);
      await cancel(gone, "not needed");
      expect(await ann.post(`/requests/${gone}/answer`, said)).toMatchObject({
        status: 409,
        body: { code: "request_ended", detail: expect.stringContaining("Canceled by the agent") as string },
      });
      expect(
        await ann.post(`/requests/${gone}/challenge`, { shown_digest: said.shown_digest, reply: approve }),
      ).toMatchObject({
        status: 409,
      });
    });

    test("is taken of those who are asked alone: a viewer reads, a stranger to the request does not decide", async () => {
      const { ann, person, ask, post, key } = await opened();
      const [ben, eve] = [await person("ben", "responder"), await person("eve", "viewer")];
      await post("/hitl/register", { session_id: "bens", client_id: "bot", responders: ["ben"] }, key);
      const id = await ask({ ...migrate, session_id: "bens" });
      expect(await eve.card(id)).toMatchObject({ offers: [], bar: "viewer" });
      expect(await eve.answer(id, approve)).toMatchObject({ status: 403, body: { code: "role_too_low" } });
      expect(await ann.card(id)).toMatchObject({ offers: [], bar: "not_asked" });
      expect(await ann.answer(id, approve)).toMatchObject({ status: 403, body: { code: "not_a_responder" } });
      expect(await ben.card(id)).toMatchObject({ offers: ["approve", "reject"], bar: null });
      expect((await ben.answer(id, approve)).status).toBe(200);
    });

    test("with changed arguments is an edit, where the agent runs what comes back", async () => {
      const { ann, ask, poll } = await opened();
      const id = await ask({ ...migrate, allowed_decisions: ["approve", "edit"] });
      expect((await ann.card(id)).offers).toEqual(["approve", "edit", "reject"]);
      await ann.answer(id, { kind: "edit", arguments: { to: 6 } });
      expect((await poll(id)).body).toMatchObject({
        approved: true,
        decision: { outcome: "edit", arguments: { to: 6 } },
      });
      const plain = await ask(migrate);
      expect(await ann.answer(plain, { kind: "edit", arguments: { to: 6 } })).toMatchObject({
        status: 422,
        body: { code: "answer_not_offered" },
      });
    });

    test("that was a no can be explained once afterwards, by who said it, for five minutes", async () => {
      const { ann, person, ask, poll } = await opened();
      const ben = await person("ben", "responder");
      const id = await ask(migrate);
      const said = (await ann.answer(id, { kind: "reject" })).body as unknown as InboxCard;
      expect(Date.parse(String(said.note_until)) - Date.parse(String(said.ended_at))).toBe(300_000);
      expect((await ben.card(id)).note_until).toBeNull();
      expect(await ben.post(`/requests/${id}/note`, { text: "no" })).toMatchObject({ status: 409 });
      const noted = await ann.post(`/requests/${id}/note`, { text: "Wait for the backup." });
      expect(noted.body).toMatchObject({ note_until: null, request: { decision: { reason: "Wait for the backup." } } });
      expect(await ann.post(`/requests/${id}/note`, { text: "again" })).toMatchObject({
        body: { code: "note_not_taken" },
      });
      expect((await poll(id)).body).toMatchObject({ decision: { reason: "Wait for the backup." } });
    });

    test("takes no token and no agent's key", async () => {
      const { ann, ask, post, key } = await opened();
      const id = await ask(migrate);
      const said = await ann.said(id, approve);
      const token = { authorization: `Bearer ${String(ann.signedIn.body["token"])}` };
      const path = `/api/inbox/requests/${id}/answer`;
      for (const headers of [token, key, {}]) expect((await post(path, said, headers)).status).toBe(401);
      const foreign = { ...ann.headers, origin: "http://localhost:3000", "sec-fetch-site": "same-site" };
      expect(await post(path, said, foreign)).toMatchObject({ status: 403, body: { code: "origin_not_allowed" } });
      expect(await stateOf(ann, id)).toBe("pending");
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
