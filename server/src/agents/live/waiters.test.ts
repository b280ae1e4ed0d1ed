import { expect, test } from "vitest";
import { after, ann, asked, T0 } from "../../gate/request.fixture.ts";
import type { HumanRequest, Ref, RequestId } from "../../gate/request.ts";
import { virtualClock } from "../../kit/virtual-clock.ts";
import { createWaiters } from "./waiters.ts";

const never = new AbortController().signal;

/** Waiters over requests in a map; `before` runs when a request is looked up, `fails` makes the next look fail. */
function house({ most = 100 } = {}) {
  const clock = virtualClock(T0);
  const rows = new Map<string, HumanRequest>();
  const listeners = new Set<(refs: readonly Ref[] | "all") => void>();
  const seen = { finds: 0, batches: [] as number[], failures: [] as unknown[] };
  const hooks: { found?: (() => void) | undefined; fails?: Error | undefined } = {};
  const waiters = createWaiters({
    store: {
      async find({ id }) {
        seen.finds += 1;
        const request = rows.get(id);
        hooks.found?.();
        if (hooks.fails) throw hooks.fails;
        return request && { request, now: clock.now() };
      },
      now: () => Promise.resolve(clock.now()),
    },
    requests: {
      async ended(_, ids) {
        seen.batches.push(ids.length);
        if (hooks.fails) throw hooks.fails;
        return ids.flatMap((id) => rows.get(id) ?? []).filter(({ state }) => state.status !== "pending");
      },
    },
    endedSince: (at) =>
      Promise.resolve([...rows.values()].filter(({ state }) => state.status !== "pending" && state.at >= at)),
    hints: {
      on(changed) {
        listeners.add(changed);
        return () => listeners.delete(changed);
      },
    },
    clock,
    most,
    failed: (error) => seen.failures.push(error),
  });
  const hint = (refs: readonly Ref[] | "all") => listeners.forEach((changed) => changed(refs));
  const put = (name: string): HumanRequest => {
    const request = { ...asked(), id: name as RequestId };
    rows.set(name, request);
    return request;
  };
  const decide = (request: HumanRequest) => {
    const ended = after(request, ann, { kind: "approve" }, clock.now());
    rows.set(request.id, ended);
    return ended;
  };
  /** Lets everything that can go on go on, without a moment passing. */
  const settled = () => clock.advance(0);
  return { clock, waiters, hint, put, decide, settled, seen, hooks, listeners };
}

test("who waits is answered with the decision as soon as its hint comes, without a moment passing", async () => {
  const { waiters, put, decide, hint, settled } = house();
  const request = put("a");
  const answer = waiters.wait(request, 30_000, never);
  await settled();
  expect(waiters.waiting()).toBe(1);
  const ended = decide(request);
  hint([request]);
  expect(await answer).toEqual({ request: ended, full: false });
  expect(waiters.waiting()).toBe(0);
});

test("what ends between the first look and the waiting is not missed", async () => {
  const { waiters, put, decide, hint, hooks } = house();
  const request = put("a");
  hooks.found = () => {
    hooks.found = undefined;
    decide(request);
    hint([request]);
  };
  expect((await waiters.wait(request, 30_000, never))?.request.state.status).toBe("completed");
});

test("what has ended already is answered at once, and what is unknown too", async () => {
  const { waiters, put, decide, clock } = house();
  const request = put("a");
  decide(request);
  expect((await waiters.wait(request, 30_000, never))?.request.state.status).toBe("completed");
  expect(await waiters.wait({ ...request, id: "b" as RequestId }, 30_000, never)).toBeUndefined();
  expect([waiters.waiting(), clock.sleeping()]).toEqual([0, 0]);
});

test("patience ends at its time, with the request as it stands", async () => {
  const { waiters, put, clock } = house();
  const request = put("a");
  const answer = waiters.wait(request, 30_000, never);
  await clock.advance(29_999);
  expect(waiters.waiting()).toBe(1);
  await clock.advance(1);
  expect(await answer).toEqual({ request, full: false });
  expect(waiters.waiting()).toBe(0);
});

test("a hint for all makes everybody look, in one query for 200 requests", async () => {
  const { waiters, put, decide, hint, seen, settled } = house({ most: 1_000 });
  const requests = Array.from({ length: 450 }, (_, at) => put(`r${at}`));
  const answers = requests.map((request) => waiters.wait(request, 30_000, never));
  await settled();
  requests.forEach(decide);
  hint("all");
  expect((await Promise.all(answers)).every((answer) => answer?.request.state.status === "completed")).toBe(true);
  expect(seen.batches).toEqual([200, 200, 50]);
});

test("a thousand who wait for one request cost one look, and a hint that nobody waits for none", async () => {
  const { waiters, put, decide, hint, seen, settled } = house({ most: 2_000 });
  const request = put("a");
  const answers = Array.from({ length: 1_000 }, () => waiters.wait(request, 30_000, never));
  await settled();
  hint([put("b")]);
  decide(request);
  hint([request]);
  await Promise.all(answers);
  expect(seen.batches).toEqual([1]);
});

test("a hint of a change that is no end leaves who waits waiting", async () => {
  const { waiters, put, hint, settled } = house();
  const request = put("a");
  void waiters.wait(request, 30_000, never);
  hint([request]);
  await settled();
  expect(waiters.waiting()).toBe(1);
});

test("a lost hint costs a sweep, never the answer", async () => {
  const { waiters, put, decide, settled } = house();
  const request = put("a");
  const answer = waiters.wait(request, 30_000, never);
  await settled();
  decide(request);
  await waiters.sweep();
  expect((await answer)?.request.state.status).toBe("completed");
});

test("a look that fails is told, and the next one answers", async () => {
  const { waiters, put, decide, hint, seen, settled, hooks } = house();
  const request = put("a");
  const answer = waiters.wait(request, 30_000, never);
  await settled();
  decide(request);
  hooks.fails = new Error("database gone");
  hint([request]);
  await settled();
  expect([seen.failures.length, waiters.waiting()]).toEqual([1, 1]);
  hooks.fails = undefined;
  hint([request]);
  expect((await answer)?.request.state.status).toBe("completed");
});

test("a first look that fails is the caller's, and leaves no entry", async () => {
  const { waiters, put, clock, hooks } = house();
  hooks.fails = new Error("database gone");
  await expect(waiters.wait(put("a"), 30_000, never)).rejects.toThrow("database gone");
  expect([waiters.waiting(), clock.sleeping()]).toEqual([0, 0]);
});

test("who hangs up leaves no entry and no timer, also where he had hung up before", async () => {
  const { waiters, put, clock, settled } = house();
  const caller = new AbortController();
  const answer = waiters.wait(put("a"), 30_000, caller.signal);
  await settled();
  caller.abort();
  await answer;
  await waiters.wait(put("a"), 30_000, caller.signal);
  expect([waiters.waiting(), clock.sleeping()]).toEqual([0, 0]);
});

test("over the limit the answer comes at once and says so; a free place is taken again", async () => {
  const { waiters, put, clock, settled } = house({ most: 2 });
  const request = put("a");
  const first = [waiters.wait(request, 1_000, never), waiters.wait(request, 1_000, never)];
  await settled();
  expect(await waiters.wait(request, 1_000, never)).toEqual({ request, full: true });
  expect(await waiters.wait(request, 0, never)).toEqual({ request, full: false });
  await clock.advance(1_000);
  await Promise.all(first);
  void waiters.wait(request, 1_000, never);
  await settled();
  expect(waiters.waiting()).toBe(1);
});

test("the stop answers everybody with what stands, looking once for all, and takes no more", async () => {
  const { waiters, put, decide, seen, settled, clock, listeners } = house();
  const requests = [put("a"), put("b"), put("c")];
  const answers = requests.map((request) => waiters.wait(request, 30_000, never));
  await settled();
  const { finds } = seen;
  decide(requests[1] ?? put("b"));
  await waiters.close();
  expect((await Promise.all(answers)).map((answer) => answer?.request.state.status)).toEqual([
    "pending",
    "completed",
    "pending",
  ]);
  expect(seen.finds).toBe(finds);
  expect((await waiters.wait(put("d"), 30_000, never))?.request.state.status).toBe("pending");
  expect([waiters.waiting(), clock.sleeping(), listeners.size]).toEqual([0, 0, 0]);
});

test("the stop answers everybody although the database is gone", async () => {
  const { waiters, put, settled, hooks } = house();
  const answer = waiters.wait(put("a"), 30_000, never);
  await settled();
  hooks.fails = new Error("database gone");
  await waiters.close();
  expect((await answer)?.request.state.status).toBe("pending");
});
