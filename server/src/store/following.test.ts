import { expect, test } from "vitest";
import { describeEachDatabase } from "../../../test/databases.ts";
import { systemClock } from "../kit/clock.ts";
import { createLog } from "../kit/log.ts";
import type { StoredEvent } from "./event-rows.ts";
import { createFollowing } from "./following.ts";
import { creation, migrations, storeOn, tenant } from "./requests.fixture.ts";
import { createSequencer } from "./sequencer.ts";

const log = createLog({ level: "silent" });
const failed = (error: unknown) => {
  throw error;
};

describeEachDatabase(
  "whoever follows a tenant's events",
  migrations,
  (databases) => {
    async function opened() {
      const db = await databases.open();
      const sequencer = createSequencer({ db, clock: systemClock, log });
      const store = storeOn(db);
      return {
        db,
        following: createFollowing({ db, clock: systemClock, failed }),
        async happen(count: number) {
          for (let at = 0; at < count; at++) await store.commit(creation());
          await sequencer.tick();
        },
      };
    }

    /** Takes events until there are so many. */
    async function take(pages: AsyncIterable<readonly StoredEvent[]>, count: number): Promise<readonly number[]> {
      const seen: number[] = [];
      for await (const page of pages) {
        seen.push(...page.map(({ seq = 0 }) => seq));
        if (seen.length >= count) break;
      }
      return seen;
    }

    const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

    test("has those that were there, then those that come, each once and in their order, wherever he begins", async () => {
      const { following, happen } = await opened();
      await happen(5);
      const signal = new AbortController().signal;
      const readers = [0, 3, 5].map((after) => take(following.follow(tenant, after, signal), 12 - after));
      await happen(3);
      await happen(4);
      expect(await Promise.all(readers)).toEqual([upTo(1, 12), upTo(4, 12), upTo(6, 12)]);
      expect(await following.last(tenant)).toBe(12);
    });

    test("is told at once by the node that put them in order, and looks himself where nobody tells", async () => {
      const { db, following, happen } = await opened();
      const reader = take(following.follow(tenant, 0, new AbortController().signal), 1);
      db.wakeups.send = () => {};
      await happen(1);
      expect(await reader).toEqual([1]);
    });

    test("ends when he has gone, though nothing comes", async () => {
      const { following } = await opened();
      const gone = new AbortController();
      const reader = take(following.follow(tenant, 0, gone.signal), 1);
      gone.abort();
      expect(await reader).toEqual([]);
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
