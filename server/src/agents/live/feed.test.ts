import { expect, test, vi } from "vitest";
import { OWN_NAME, type RequestId, type TenantId } from "../../gate/request.ts";
import { virtualClock } from "../../kit/virtual-clock.ts";
import { createFeed } from "./feed.ts";
import { seenBy, type Fact, type Told } from "./told.ts";

const tenantId = "t" as TenantId;

function fact(seq: number, more: Partial<Fact> = {}): Fact {
  return { tenantId, id: `e${seq}`, type: "request.created", at: 0, subject: `r${seq}`, data: {}, seq, ...more };
}

/** A log of facts, and listeners to it. */
function opened(facts: Fact[], clientOf: (id: RequestId) => string = () => "bot") {
  const clock = virtualClock();
  const failed = vi.fn<(error: unknown) => void>();
  let grown = Promise.withResolvers<void>();
  const looks = { followed: 0, askers: 0, read: 0, failing: 0 };
  const fail = () => {
    if (looks.failing-- > 0) throw new Error("no database");
  };
  const feed = createFeed({
    following: {
      async *follow(_, after, signal) {
        looks.followed += 1;
        for (let place = after; !signal.aborted;) {
          const { promise } = grown;
          const page = facts.filter(({ seq = 0 }) => seq > place);
          place = page.at(-1)?.seq ?? place;
          if (page.length > 0) yield page;
          else await promise;
        }
      },
      async read(_, after, limit) {
        looks.read += 1;
        return facts.filter(({ seq = 0 }) => seq > after).slice(0, limit);
      },
      last: async () => facts.at(-1)?.seq ?? 0,
    },
    async askers(_, ids) {
      looks.askers += 1;
      fail();
      return ids.map((id) => ({ id, clientId: clientOf(id), sessionId: "main" }));
    },
    clock,
    failed,
  });

  function listen(after: number | undefined, sees: (event: Told) => boolean = () => true) {
    const heard: (string | number)[] = [];
    const left = new AbortController();
    const listener = {
      event: (_: Told, place: number) => void heard.push(place),
      moved: (place: number) => void heard.push(`to ${place}`),
      gap: (place: number) => void heard.push(`gap after ${place}`),
      drained: () => Promise.resolve(),
    };
    feed.listen(tenantId, { after, sees }, listener, left.signal);
    return { heard, leave: () => left.abort() };
  }

  return {
    clock,
    failed,
    looks,
    listen,
    happen(...more: Fact[]) {
      facts.push(...more);
      grown.resolve();
      grown = Promise.withResolvers();
    },
  };
}

test("whoever saw more on another node is told nothing twice by one that is behind", async () => {
  const facts = [fact(1), fact(2)];
  const { listen, happen } = opened(facts);
  const ahead = listen(undefined);
  await vi.waitFor(() => expect(ahead.heard).toEqual(["to 2"]));
  // The other node has read these, and this one not yet.
  facts.push(fact(3), fact(4));
  const there = listen(4);
  await new Promise(setImmediate);
  happen(fact(5));
  await vi.waitFor(() => expect(there.heard).toEqual([5]));
  expect(ahead.heard).toEqual(["to 2", 3, 4, 5]);
});

test("a look that fails is told and tried again, and nothing is left out", async () => {
  const { listen, happen, clock, failed, looks } = opened([]);
  const { heard } = listen(undefined);
  await vi.waitFor(() => expect(heard).toEqual(["to 0"]));
  looks.failing = 2;
  happen(fact(1), fact(2));
  await vi.waitFor(() => expect(failed).toHaveBeenCalledTimes(1));
  await clock.advance(1_000);
  await clock.advance(1_000);
  await vi.waitFor(() => expect(heard).toEqual(["to 0", 1, 2]));
});

test("one reader looks for all who listen, whatever they missed lately, and none is left when they have gone", async () => {
  const { listen, happen, looks } = opened(Array.from({ length: 100 }, (_, at) => fact(at + 1)));
  const listeners = Array.from({ length: 50 }, (_, at) => listen(at));
  await vi.waitFor(() => expect(listeners[49]?.heard).toHaveLength(51));
  happen(fact(101));
  await vi.waitFor(() => expect(listeners.map(({ heard }) => heard.at(-1))).toEqual(Array(50).fill(101)));
  expect(looks).toMatchObject({ followed: 1, read: 1, askers: 2 });
  for (const { leave } of listeners) leave();
  listen(undefined);
  await vi.waitFor(() => expect(looks.followed).toBe(2));
});

test("one whose connection fails in the middle takes nothing from the others", async () => {
  const { listen, happen, failed } = opened([]);
  const broken = listen(undefined, () => {
    throw new Error("broken");
  });
  const { heard } = listen(undefined);
  await vi.waitFor(() => expect([broken.heard, heard]).toEqual([["to 0"], ["to 0"]]));
  happen(fact(1));
  await vi.waitFor(() => expect(heard).toEqual(["to 0", 1]));
  expect(failed).toHaveBeenCalledTimes(1);
});

test("many who read from the beginning read each page once together, and let others have their turn", async () => {
  const { listen, looks } = opened(Array.from({ length: 2_000 }, (_, at) => fact(at + 1)));
  const listeners = Array.from({ length: 50 }, (_, at) => listen(at));
  let turns = 0;
  while (listeners.some(({ heard }) => heard.at(-1) !== 2_000)) {
    await new Promise(setImmediate);
    turns += 1;
  }
  for (const [at, { heard }] of listeners.entries())
    expect(heard).toEqual(Array.from({ length: 2_000 - at }, (_, next) => at + next + 1));
  expect(looks.read).toBeLessThanOrEqual(11);
  // Fifty readers have ten pages each, and two of them are told in one turn.
  expect(turns).toBeGreaterThanOrEqual(200);
});

test("whoever is told nothing for long learns where he stands", async () => {
  const { listen, happen } = opened([], (id) => (id === "r450" ? "mine" : "bot"));
  const { heard } = listen(undefined, seenBy({}, { client_id: "mine" }));
  await vi.waitFor(() => expect(heard).toEqual(["to 0"]));
  for (let seq = 1; seq <= 460; seq += 20) {
    happen(...Array.from({ length: 20 }, (_, at) => fact(seq + at)));
    await new Promise(setImmediate);
  }
  await vi.waitFor(() => expect(heard.at(-1)).toBe(450));
  expect(heard).toEqual(["to 0", "to 200", "to 400", 450]);
});

test("what is no agent's business is passed over: the gate's own questions, people, keys, what was forgotten", async () => {
  const { listen } = opened(
    [
      fact(1, { subject: "own" }),
      fact(2, { type: "key.created" }),
      fact(3, { type: "request.seen" }),
      fact(4, { type: "press.refused" }),
      fact(5, { type: "session.registered", subject: "s", data: { session_id: "s", client_id: "bot" } }),
      fact(6, { type: "callback.failed", data: { request_id: "r1" } }),
      fact(7),
    ],
    (id) => (id === "own" ? OWN_NAME : "bot"),
  );
  const { heard } = listen(0);
  await vi.waitFor(() => expect(heard).toEqual([5, 7]));
});

test("a key for one client is told nothing of another's, whatever it wishes for", () => {
  const event: Told = { clientId: "another", sessionId: "main", type: "request.created", json: "{}" };
  expect(seenBy({ onlyClientId: "bot" }, { client_id: "another" })(event)).toBe(false);
  expect(seenBy({}, { client_id: "another" })(event)).toBe(true);
});
