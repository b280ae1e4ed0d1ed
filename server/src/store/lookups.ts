import type { Database } from "../db/db.ts";
import type { Clock } from "../kit/clock.ts";
import type { Log } from "../kit/log.ts";
import { createFollowing, type Following } from "./following.ts";
import { requestHints } from "./hints.ts";
import { createLists, type Lists } from "./lists.ts";
import { createSessionList, type SessionList } from "./session-list.ts";
import { createStories, type Stories } from "./stories.ts";

/** What people look through: lists, one request's story, and what happens as it happens. */
export function createLookups({
  db,
  clock,
  log,
}: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
}): {
  readonly lists: Lists;
  readonly sessionList: SessionList;
  readonly stories: Stories;
  readonly following: Following;
  readonly hints: ReturnType<typeof requestHints>;
} {
  const failed = (error: unknown) =>
    log.warn("Events could not be read; the next look tries again.", { part: "store", error });
  return {
    lists: createLists({ db }),
    sessionList: createSessionList({ db }),
    stories: createStories({ db, clock }),
    following: createFollowing({ db, clock, failed }),
    hints: requestHints(db.wakeups),
  };
}
