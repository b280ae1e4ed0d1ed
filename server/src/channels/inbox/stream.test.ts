import { InboxChange } from "@loopgate/contract";
import { expect, test, vi } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { openInbox } from "./inbox.fixture.ts";
import { follow } from "./stream.fixture.ts";

vi.setConfig({ testTimeout: 60_000 });

describeEachDatabase(
  "the stream of the inbox",
  MIGRATIONS,
  (databases) => {
    const opened = async () => openInbox({ database: await databases.open() });
    const about = (id: string, status?: string) => (message: { readonly data?: unknown }) => {
      const change = message.data as InboxChange | undefined;
      return change?.request_id === id && (status === undefined || change.status === status);
    };

    test("tells what was asked and what became of it, with how many wait, at once", async () => {
      const { app, ann, ask } = await opened();
      const stream = await follow(app, ann.headers);
      expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
      await stream.next(({ id }) => id !== undefined);
      const id = await ask();
      const created = await stream.next(about(id));
      expect(InboxChange.parse(created.data)).toEqual({ request_id: id, version: 1, status: "pending", pending: 1 });
      await ann.answer(id, { kind: "reject" });
      expect((await stream.next(about(id, "completed"))).data).toMatchObject({ version: 2, pending: 0 });
      stream.leave();
    });

    test("tells whoever comes back what he missed, from the id that he saw last", async () => {
      const { app, ann, ask } = await opened();
      const first = await follow(app, ann.headers);
      const before = await ask();
      await first.next(about(before));
      const { id: seen = "" } = await first.next(({ id, data }) => id !== undefined && Number(id) > 0 && !data);
      first.leave();
      await first.ended;
      const missed = await ask();
      await ann.answer(before, { kind: "reject" });
      const second = await follow(app, { ...ann.headers, "last-event-id": seen });
      const told = [await second.next(about(missed)), await second.next(about(before))];
      expect(told.map(({ data }) => (data as InboxChange).status)).toEqual(["pending", "completed"]);
      second.leave();
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
