import { describe, expect, test } from "vitest";
import { testDatabases } from "../../../test/databases.ts";
import type { TenantId } from "../gate/request.ts";
import { openLoopgate } from "../loopgate.fixture.ts";
import { MIGRATIONS } from "../migrations.ts";
import { bearer, person } from "./accounts.fixture.ts";
import { createRevocations } from "./api-keys/revocations.ts";

describe("calls in progress", () => {
  const key = (id: string) => ({ tenantId: "t" as TenantId, id, of: "API key" }) as const;
  function watched() {
    let told: (keys: readonly string[] | "all") => void = () => {};
    const revoked = new Set<string>();
    const looked: string[] = [];
    const revocations = createRevocations({
      wakeups: {
        on(_, woken) {
          told = woken;
          return () => {};
        },
      },
      works({ id }) {
        looked.push(id);
        return Promise.resolve(!revoked.has(id));
      },
      failed: () => {},
    });
    return { revocations, revoked, looked, tell: (keys: readonly string[] | "all") => told(keys) };
  }

  test("end by a hint of their key, and by no other's", async () => {
    const { revocations, revoked, tell } = watched();
    const [a, b] = [revocations.watch(key("a")), revocations.watch(key("b"))];
    revoked.add("a").add("b");
    tell(["a", "nobody's"]);
    await expect.poll(() => a.signal.aborted).toBe(true);
    expect(b.signal.aborted).toBe(false);
  });

  test("end without a hint at the next look, and are not looked for once they are closed", async () => {
    const { revocations, revoked, looked } = watched();
    const [a, again, closed] = [revocations.watch(key("a")), revocations.watch(key("a")), revocations.watch(key("c"))];
    closed.close();
    await revocations.sweep();
    expect([looked, a.signal.aborted]).toEqual([["a"], false]);
    revoked.add("a");
    await revocations.sweep();
    expect([a.signal.aborted, again.signal.aborted]).toEqual([true, true]);
  });

  test("are all looked at where hints may have been lost", async () => {
    const { revocations, revoked, tell } = watched();
    const a = revocations.watch(key("a"));
    revoked.add("a");
    tell("all");
    await expect.poll(() => a.signal.aborted).toBe(true);
  });
});

describe("on another node of the same PostgreSQL", () => {
  const databases = testDatabases("PostgreSQL", MIGRATIONS);
  test("a poll ends as soon as its key is revoked on this one", async () => {
    const place = await databases.place();
    const config = { mode: "served", auth: "keys" } as const;
    const node = async () => openLoopgate({ config, world: { database: await databases.open(place) } });
    const [here, there] = [await node(), await node()];
    const ann = await person(here, "ann");
    const { id, raw } = await ann.key();
    const names = { session_id: "s", client_id: "c" };
    await here.post("/hitl/register", names, bearer(raw));
    const { body } = await here.post("/hitl/request", { ...names, message: "?" }, bearer(raw));
    const waiting = there.get(`/hitl/poll?request_id=${String(body["request_id"])}&wait=55`, bearer(raw));
    const began = performance.now();
    await ann.revoke(id);
    expect((await waiting).body["code"]).toBe("key_required");
    expect(performance.now() - began).toBeLessThan(5_000);
    // A sign-in made here is good there.
    expect((await there.get("/api/user/me", ann.headers)).status).toBe(200);
  });
});
