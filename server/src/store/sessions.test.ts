import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import type { TenantId } from "../gate/request.ts";
import { systemClock } from "../kit/clock.ts";
import { createEvents } from "./events.ts";
import { chat, ids, migrations, tenant } from "./requests.fixture.ts";
import { createSessions } from "./sessions.ts";

const session = { tenantId: tenant, id: "main", clientId: "bot", addresses: [chat], responders: ["ann"] };

describeEachDatabase("sessions", migrations, (databases) => {
  test("a session is found as it was registered, by its tenant only", async () => {
    const sessions = createSessions({ db: await databases.open(), ids, clock: systemClock });
    expect(await sessions.register(session)).toBe(true);
    expect(await sessions.find(tenant, "main")).toMatchObject({ ...session, active: true });
    expect(await sessions.find("other" as TenantId, "main")).toBeUndefined();
  });

  test("its client changes its route, another client cannot take it", async () => {
    const sessions = createSessions({ db: await databases.open(), ids, clock: systemClock });
    await sessions.register(session);
    expect(await sessions.register({ ...session, clientId: "thief", addresses: [] })).toBe(false);
    expect((await sessions.find(tenant, "main"))?.addresses).toEqual([chat]);
    expect(await sessions.register({ ...session, addresses: [] })).toBe(true);
    expect((await sessions.find(tenant, "main"))?.addresses).toEqual([]);
  });

  test("it is deactivated once, lives again when registered, and each change is an event", async () => {
    const db = await databases.open();
    const sessions = createSessions({ db, ids, clock: systemClock });
    expect(await sessions.deactivate(tenant, "main")).toBe(false);
    await sessions.register(session);
    expect(await sessions.deactivate(tenant, "main")).toBe(true);
    expect(await sessions.deactivate(tenant, "main")).toBe(false);
    expect((await sessions.find(tenant, "main"))?.active).toBe(false);
    await sessions.register(session);
    expect((await sessions.find(tenant, "main"))?.active).toBe(true);
    const types = (await createEvents({ db }).of(tenant, "main")).map(({ type }) => type);
    expect(types.filter((type) => type === "session.registered")).toHaveLength(2);
    expect(types.filter((type) => type === "session.deactivated")).toHaveLength(1);
  });
});
