import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { MIGRATIONS } from "../migrations.ts";
import { bearer, PASSWORD } from "./accounts.fixture.ts";
import { linkPerson, openServed, phone, type ServedLoopgate, type SignedUp } from "./linked.fixture.ts";

type Told = {
  id: string;
  type: string;
  seq: number;
  subject: string;
  data: Record<string, unknown>;
  tenant_id: string;
};

async function read(gate: ServedLoopgate, { headers }: Pick<SignedUp, "headers">, query = "") {
  const { status, body } = await gate.get(`/api/events${query}`, headers);
  return { status, body, events: body["events"] as Told[], next: String(body["next_cursor"]) };
}

/** The events up to one of this type: they get their place a moment after they are committed. */
async function upTo(gate: ServedLoopgate, by: SignedUp, type: string): Promise<Told[]> {
  for (;;) {
    const { events } = await read(gate, by, "?limit=200");
    if (events.some((event) => event.type === type)) return events;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describeEachDatabase(
  "events",
  MIGRATIONS,
  (databases) => {
    test("tell of registering, signing in well and badly, keys, links and roles, and of no secret", async () => {
      const gate = await openServed({ database: await databases.open() });
      const account = await gate.person("ann");
      const { raw, id } = await account.key();
      await linkPerson(gate, account, phone.ann);
      await account.revoke(id);
      const wrong = "A-wrong-password-1";
      await gate.post("/api/auth/login", { username: "ann", password: wrong });
      await gate.post("/api/auth/login", { username: "nobody", password: wrong });
      const events = await upTo(gate, account, "account.sign_in_refused");
      expect(events.map(({ type }) => type)).toEqual([
        "account.registered",
        "account.signed_in",
        "key.created",
        "link.started",
        "responder.linked",
        "key.revoked",
        "account.sign_in_refused",
      ]);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
      expect(new Set(events.map((event) => event.tenant_id))).toEqual(new Set([account.id]));
      for (const secret of [PASSWORD, wrong, raw, account.token, account.cookie])
        expect(JSON.stringify(events)).not.toContain(secret);
    });

    test("are read on from a cursor without a gap, and by type, subject and time", async () => {
      const gate = await openServed({ database: await databases.open() });
      const account = await gate.person("ann");
      const keys = [];
      for (let made = 0; made < 5; made++) keys.push(await account.key());
      const last = keys.at(-1)?.id ?? "";
      await account.revoke(last);
      const all = await upTo(gate, account, "key.revoked");
      const paged: Told[] = [];
      for (let cursor = "0"; ;) {
        const page = await read(gate, account, `?limit=3&cursor=${cursor}`);
        if (page.events.length === 0) break;
        paged.push(...page.events);
        cursor = page.next;
      }
      expect(paged).toEqual(all);
      expect((await read(gate, account, "?type=key.created")).events).toHaveLength(5);
      expect((await read(gate, account, `?subject=${last}`)).events.map(({ type }) => type)).toEqual([
        "key.created",
        "key.revoked",
      ]);
      expect((await read(gate, account, "?since=2999-01-01T00:00:00.000Z")).events).toEqual([]);
      expect((await read(gate, account, "?type=nonsense")).status).toBe(422);
      expect((await read(gate, account, "?cursor=x")).status).toBe(422);
    });

    test("are for owners and admins of their tenant alone", async () => {
      const gate = await openServed({ database: await databases.open() });
      const [account, other] = [await gate.person("ann"), await gate.person("ben")];
      const { raw } = await account.key();
      await upTo(gate, account, "key.created");
      const foreign = await upTo(gate, other, "account.signed_in");
      expect(JSON.stringify(foreign)).not.toContain(account.id);
      const elsewhere = { ...other.headers, "x-loopgate-tenant": account.id };
      expect((await gate.get("/api/events", elsewhere)).status).toBe(403);
      expect((await gate.get("/api/events", bearer(raw))).status).toBe(401);
      expect((await gate.get("/api/events")).status).toBe(401);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
