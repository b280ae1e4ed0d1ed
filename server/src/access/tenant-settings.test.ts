import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { openLoopgate, PORT } from "../loopgate.fixture.ts";
import { MIGRATIONS } from "../migrations.ts";
import { bearer, person } from "./accounts.fixture.ts";

const NONE = { default_risk: null, risk_by_action: {}, assurance: {} };

describeEachDatabase(
  "a tenant's settings",
  MIGRATIONS,
  (databases) => {
    async function opened() {
      const database = await databases.open();
      const loopgate = await openLoopgate({ world: { database } });
      const ann = await person(loopgate, "ann");
      const { raw } = await ann.key();
      const browser = { cookie: ann.cookie, origin: `http://localhost:${PORT}` };
      const change = (settings: object) => loopgate.post("/api/tenant/settings", { ...NONE, ...settings }, browser);
      const session = { session_id: "main", client_id: "bot" };
      await loopgate.post("/hitl/register", session, bearer(raw));
      const made = async (input: object) => {
        const { body } = await loopgate.post("/hitl/request", { ...session, message: "May I?", ...input }, bearer(raw));
        const view = await loopgate.get(`/hitl/requests/${String(body["request_id"])}`, bearer(raw));
        return view.body;
      };
      const policyOf = async (id: unknown) => {
        const sql = database.query<{ requests: { tenant_id: string; id: string; policy: string } }>();
        const row = await sql
          .selectFrom("requests")
          .select("policy")
          .where("tenant_id", "=", ann.id)
          .where("id", "=", String(id))
          .executeTakeFirstOrThrow();
        return JSON.parse(row.policy) as { assurance: string; terminal: readonly string[] };
      };
      return { ...loopgate, ann, change, made, policyOf };
    }
    const deploy = { action: { name: "deploy", arguments: {} } };

    test("give requests their risk, by default and by the action's name; an agent only raises it", async () => {
      const { change, made } = await opened();
      expect(await made({})).toMatchObject({ risk: "medium" });
      expect((await change({ default_risk: "high", risk_by_action: { deploy: "critical", read: "low" } })).status).toBe(
        200,
      );
      expect(await made({})).toMatchObject({ risk: "high" });
      expect(await made({ risk: "low" })).toMatchObject({ risk: "high" });
      expect(await made({ risk: "critical" })).toMatchObject({ risk: "critical" });
      expect(await made(deploy)).toMatchObject({ risk: "critical" });
      expect(await made({ action: { name: "read", arguments: {} } })).toMatchObject({ risk: "low" });
      expect(await made({ action: { name: "constructor", arguments: {} } })).toMatchObject({ risk: "high" });
    });

    test("demand an assurance, which nothing weaker gets around, from the next request on", async () => {
      const { change, made, policyOf } = await opened();
      const before = await made(deploy);
      await change({ assurance: { medium: "session" } });
      const after = await made(deploy);
      expect(await policyOf(before["id"] ?? before["request_id"])).toMatchObject({ assurance: "same_user" });
      expect(await policyOf(after["id"] ?? after["request_id"])).toMatchObject({ assurance: "session", terminal: [] });
    });

    test("are changed in a browser only, by no token", async () => {
      const { ann, post, change } = await opened();
      const byToken = await post("/api/tenant/settings", NONE, ann.headers);
      expect(byToken).toMatchObject({ status: 401, body: { code: "sign_in_required" } });
      const settings = { default_risk: "low", risk_by_action: { a: "high" }, assurance: { low: "chat" } };
      expect((await change(settings)).body).toEqual(settings);
      expect((await ann.get("/api/tenant/settings")).body).toEqual(settings);
      expect(await change({ default_risk: "extreme" })).toMatchObject({
        status: 422,
        body: { code: "invalid_request" },
      });
      expect((await ann.get("/api/tenant/settings")).body).toEqual(settings);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
