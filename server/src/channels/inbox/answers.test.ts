import { InboxCard } from "@loopgate/contract";
import { expect, test, vi } from "vitest";
import { describeEachDatabase } from "../../../../test/databases.ts";
import { MIGRATIONS } from "../../migrations.ts";
import { openInbox } from "./inbox.fixture.ts";

// Passwords are hashed in earnest, several in each test: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const migrate = { action: { name: "db.migrate", arguments: { to: 7 } } };

describeEachDatabase(
  "an answer in the inbox",
  MIGRATIONS,
  (databases) => {
    const opened = async () => openInbox({ database: await databases.open() });

    test("with the password decides, in the name of who is signed in, and the agent's poll has it", async () => {
      const { ann, ask, poll } = await opened();
      const id = await ask(migrate);
      const waits = poll(id, 20);
      const { status, body } = await ann.answer(id, { kind: "approve" });
      expect(status).toBe(200);
      expect(InboxCard.parse(body)).toMatchObject({ request: { status: "completed", approved: true }, offers: [] });
      expect((await waits).body).toMatchObject({
        approved: true,
        decision: { responder: "ann", channel: "inbox", assurance: "session", arguments: { to: 7 } },
      });
    });
  },
  ["SQLite memory", "PostgreSQL"],
);
