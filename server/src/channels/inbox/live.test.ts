import type { InboxChange } from "@loopgate/contract";
import { expect, test, vi } from "vitest";
import type { Ref, RequestId, TenantId } from "../../gate/request.ts";
import { createLive, type Told } from "./live.ts";
import type { Fact, Following, Lists } from "./ports.ts";

const tenantId = "acme" as TenantId;
const id = "r1" as RequestId;

/** Events and requests by hand: what is there, what comes, and what fails. */
function opened() {
  let version = 1;
  let broken = false;
  const pages: (readonly Fact[])[] = [];
  let come = Promise.withResolvers<void>();
  let changed: (refs: readonly Ref[] | "all") => void = () => {};
  const lists: Pick<Lists, "pending" | "standings"> = {
    pending: () => Promise.resolve({ count: 1, now: 0 }),
    standings: (_, ids) =>
      broken
        ? Promise.reject(new Error("no database"))
        : Promise.resolve(ids.map((each) => ({ id: each, version, status: "pending" }))),
  };
  const following: Following = {
    last: () => Promise.resolve(7),
    read: () => Promise.resolve([]),
    async *follow(_, __, signal) {
      while (!signal.aborted) {
        const page = pages.shift();
        if (page) yield page;
        else await come.promise;
      }
    },
  };
  const failures: unknown[] = [];
  const live = createLive({
    lists,
    following,
    hints: {
      on(listener) {
        changed = listener;
        return () => (changed = () => {});
      },
    },
    failed: (error) => failures.push(error),
  });
  const said: string[] = [];
  const told: Told = {
    change: ({ request_id, version: now }: InboxChange) => said.push(`${request_id}@${now}`),
    reached: (seq) => said.push(`id ${seq}`),
    reload: () => said.push("reload"),
    lost: () => said.push("lost"),
  };
  return {
    live,
    said,
    told,
    failures,
    hint(at: number) {
      version = at;
      changed([{ tenantId, id }]);
    },
    happens(at: number, seq: number) {
      version = Math.max(version, at);
      const fact = { type: "request.voted", at: 0, actor: { kind: "clock" }, data: {} } as const;
      pages.push([{ ...fact, subject: id, version: at, seq }]);
      come.resolve();
      come = Promise.withResolvers();
    },
    breakDown: () => (broken = true),
  };
}

const listening = (house: ReturnType<typeof opened>) => {
  const left = new AbortController();
  house.live.listen(tenantId, undefined, house.told, left.signal);
  return left;
};

test("a hint is told at once, before the event has its place, and not again when it has", async () => {
  const house = opened();
  listening(house);
  await vi.waitFor(() => expect(house.said).toEqual(["id 7"]));
  house.hint(2);
  await vi.waitFor(() => expect(house.said).toEqual(["id 7", "r1@2"]));
  house.happens(2, 8);
  await vi.waitFor(() => expect(house.said).toEqual(["id 7", "r1@2", "id 8"]));
});

test("what no hint told is told by the event, and only then counts as reached", async () => {
  const house = opened();
  listening(house);
  await vi.waitFor(() => expect(house.said).toEqual(["id 7"]));
  house.happens(3, 8);
  await vi.waitFor(() => expect(house.said).toEqual(["id 7", "r1@3", "id 8"]));
});

test("a look that fails sends everybody away with the place that he has reached; whoever comes next is told again", async () => {
  const house = opened();
  listening(house);
  await vi.waitFor(() => expect(house.said).toEqual(["id 7"]));
  house.breakDown();
  house.happens(4, 8);
  await vi.waitFor(() => expect(house.said).toEqual(["id 7", "lost"]));
  expect(house.failures).toHaveLength(1);
});

test("who has left is told nothing more", async () => {
  const house = opened();
  const left = listening(house);
  await vi.waitFor(() => expect(house.said).toEqual(["id 7"]));
  left.abort();
  house.hint(2);
  house.happens(2, 8);
  await Promise.resolve();
  expect(house.said).toEqual(["id 7"]);
});
