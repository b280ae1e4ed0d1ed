import { expect, test, vi } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import type { TenantId } from "../../gate/request.ts";
import { virtualClock } from "../../kit/virtual-clock.ts";
import { MIGRATIONS } from "../../migrations.ts";
import type { OutgoingAnswer, OutgoingCall } from "../../http/outgoing.ts";
import type { Database } from "../../db/db.ts";
import type { JobsTables } from "../../jobs/jobs.ts";
import { acme, answering, openSending } from "./sending.fixture.ts";

const PATIENCE = { timeout: 10_000, interval: 5 };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HOOK = "https://agents.example/hook";
/** As a receiver that takes the connection and says nothing. */
const silence = ({ signal }: OutgoingCall) =>
  new Promise<OutgoingAnswer>((_, reject) => signal?.addEventListener("abort", () => reject(new Error("stopped"))));

describeEachDatabase(
  "what is sent",
  MIGRATIONS,
  (databases) => {
    const open = async (send: Parameters<typeof openSending>[2]) => {
      const clock = virtualClock();
      const db = await databases.open({ clock, time: "clock" });
      return { clock, db, ...openSending(db, clock, send) };
    };

    test("is taken at least once by a receiver that failed for an hour, once it is back", async () => {
      const { clock, start, asked, end, register, sent } = await open(async () => {
        if (clock.now() - began < HOUR) throw Object.assign(new Error("no"), { code: "ECONNREFUSED" });
        taken.push(String(sent.at(-1)?.id));
        return answering(204);
      });
      const began = clock.now();
      const taken: string[] = [];
      await register(HOOK);
      start();
      for (let at = 0; at < 20; at++) {
        await end(await asked(at % 2 === 0 ? HOOK : undefined));
        await clock.advance(3 * MINUTE);
      }
      const wanted = new Set(sent.map(({ id }) => id));
      expect(wanted.size).toBe(20);
      // Whoever failed four times waits two hours, and a little.
      await clock.advance(3 * HOUR);
      expect(new Set(taken)).toEqual(wanted);
      // Ten were told at two callbacks, ten at one; nobody is told again what he took.
      expect(taken).toHaveLength(30);
      const before = sent.length;
      await clock.advance(HOUR);
      expect(sent).toHaveLength(before);
    }, 60_000);
  },
  ["SQLite memory"],
);

function jobsOf(db: Database) {
  return db.query<JobsTables>().selectFrom("jobs").select("kind").where("tenant_id", "=", acme).execute();
}

describeEachDatabase("a receiver", MIGRATIONS, (databases) => {
  const open = async (send: Parameters<typeof openSending>[2]) => {
    const clock = virtualClock();
    const db = await databases.open({ clock, time: "clock" });
    return { clock, db, ...openSending(db, clock, send) };
  };

  test("that is slow or dead delays no other, were there a hundred of them", async () => {
    const other = "other" as TenantId;
    const house = await open((call) =>
      call.url.host.startsWith("dead") ? silence(call) : Promise.resolve(answering(200)),
    );
    house.start();
    for (let at = 0; at < 100; at++) await house.end(await house.asked(`https://dead${at}.example/`, other));
    for (let at = 0; at < 5; at++) await house.end(await house.asked(`https://dead${at}.example/`));
    // All places that the other tenant may take are taken.
    await vi.waitFor(() => expect(house.sent.filter(({ url }) => url.includes("dead"))).toHaveLength(21), PATIENCE);
    await house.register(HOOK);
    await house.end(await house.asked());
    await house.end(await house.asked("https://healthy.example/"));
    // A registered callback is found with the next look.
    await house.clock.advance(1_000);
    const healthy = () => house.sent.map(({ url }) => url).filter((url) => !url.includes("dead"));
    await vi.waitFor(() => expect(healthy().toSorted()).toEqual([HOOK, HOOK, "https://healthy.example/"]), PATIENCE);
  });

  test("that answers 410 is told nothing more", async () => {
    const house = await open(() => Promise.resolve(answering(410)));
    await house.register(HOOK);
    house.start();
    for (let at = 0; at < 3; at++) {
      await house.end(await house.asked());
      await vi.waitFor(async () => {
        await house.clock.advance(1_000);
        expect(await jobsOf(house.db)).toEqual([]);
      }, PATIENCE);
    }
    expect(house.sent).toHaveLength(1);
  });
});
