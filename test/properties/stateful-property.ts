/** A small model of sessions and requests, and calls in any order against it: the gate must always be where the model is. */
import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import type { House } from "./house.ts";
import { shownDigest, type Input } from "./recipes.ts";

type Ending = "approve" | "reject" | "canceled";
type Model = {
  readonly sessions: Map<string, { readonly client: string; active: boolean }>;
  readonly requests: { readonly id: string; readonly client: string; ended?: Ending }[];
};
type Real = { readonly house: House; readonly run: string };
type Command = fc.AsyncCommand<Model, Real>;

/** How often each command got each status, over all runs. */
export type Seen = Map<string, number>;

export function statefulProperty(house: House, seen: Seen, replayPath?: string) {
  return fc.asyncProperty(
    fc.commands(commands(seen), { maxCommands: 30, ...(replayPath !== undefined && { replayPath }) }),
    async (sequence) => {
      const setup = () => ({ model: { sessions: new Map(), requests: [] }, real: { house, run: house.fresh("run") } });
      await fc.asyncModelRun(setup, sequence);
    },
  );
}

/** Throws where one of the outcomes that the model knows was never met. */
export function checkSeen(seen: Seen): void {
  const wanted = [
    "register 200",
    "register 409",
    "create 200",
    "create 409",
    "vote 200",
    "vote 409",
    "cancel 200",
    "cancel 409",
  ];
  const missed = [...wanted, "poll 200", "pending 200", "deactivate 200", "deactivate 404", "deactivate 409"].filter(
    (outcome) => !seen.has(outcome),
  );
  deepEqual(missed, [], "outcomes that no run met");
}

function commands(seen: Seen): fc.Arbitrary<Command>[] {
  const session = fc.constantFrom("a", "b");
  const client = fc.constantFrom("x", "y");
  const at = fc.nat(20);
  const note = (name: string, status: number) =>
    seen.set(`${name} ${status}`, (seen.get(`${name} ${status}`) ?? 0) + 1);
  const told = async (name: string, { house, run }: Real, path: string, body: Input, headers = {}) => {
    const answer = await house.call(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body).replaceAll("@", `${run} `),
    });
    note(name, answer.status);
    return { status: answer.status, body: JSON.parse(answer.text) as Input };
  };

  const register = (id: string, by: string): Command => ({
    check: () => true,
    toString: () => `register ${id} by ${by}`,
    async run(model, real) {
      const { status } = await told("register", real, "/hitl/register", { session_id: `@${id}`, client_id: `@${by}` });
      const taken = isTaken(model, id, by);
      equal(status, taken ? 409 : 200);
      if (!taken) model.sessions.set(id, { client: by, active: true });
    },
  });

  const create = (id: string, by: string): Command => ({
    check: () => true,
    toString: () => `create in ${id} by ${by}`,
    async run(model, real) {
      const input = { session_id: `@${id}`, client_id: `@${by}`, message: "May I?", request_type: "confirmation" };
      const { status, body } = await told("create", real, "/hitl/request", input);
      const refused = isTaken(model, id, by) || model.sessions.get(id)?.active === false;
      equal(status, refused ? 409 : 200);
      if (refused) return;
      if (!model.sessions.has(id)) model.sessions.set(id, { client: by, active: true });
      model.requests.push({ id: String(body["request_id"]), client: by });
    },
  });

  const vote = (place: number, kind: "approve" | "reject"): Command => ({
    check: ({ requests }) => requests.length > 0,
    toString: () => `vote ${kind} on ${place}`,
    async run(model, real) {
      const request = pick(model, place);
      const path = `/api/terminal/requests/${request.id}/answer`;
      const credential = { authorization: `Bearer ${real.house.credential}` };
      const input = { shown_digest: await shownDigest(real.house, request.id), reply: { kind } };
      const { status } = await told("vote", real, path, input, credential);
      // The same person who says the same again is told what stands.
      const stands = request.ended === undefined || request.ended === kind;
      equal(status, stands ? 200 : 409);
      if (stands) request.ended = kind;
      await agrees(model, real, request);
    },
  });

  const cancel = (place: number): Command => ({
    check: ({ requests }) => requests.length > 0,
    toString: () => `cancel ${place}`,
    async run(model, real) {
      const request = pick(model, place);
      const { status } = await told("cancel", real, "/hitl/cancel", { request_id: request.id });
      equal(status, request.ended === undefined ? 200 : 409);
      request.ended ??= "canceled";
    },
  });

  const poll = (place: number): Command => ({
    check: ({ requests }) => requests.length > 0,
    toString: () => `poll ${place}`,
    async run(model, real) {
      await agrees(model, real, pick(model, place));
      note("poll", 200);
    },
  });

  const pending = (by: string): Command => ({
    check: () => true,
    toString: () => `pending of ${by}`,
    async run(model, real) {
      const query = new URLSearchParams({ client_id: `${real.run} ${by}` });
      const { status, text } = await real.house.call(`/hitl/pending?${query.toString()}`);
      note("pending", status);
      const listed = JSON.parse(text) as { pending_requests: readonly { request_id: string }[]; count: number };
      const open = model.requests.filter(({ client: of, ended }) => of === by && ended === undefined);
      const ids = listed.pending_requests.map(({ request_id }) => request_id);
      deepEqual(
        { count: listed.count, ids: ids.toSorted() },
        { count: open.length, ids: open.map((r) => r.id).toSorted() },
      );
    },
  });

  const deactivate = (id: string): Command => ({
    check: () => true,
    toString: () => `deactivate ${id}`,
    async run(model, real) {
      const { status } = await told("deactivate", real, "/hitl/deactivate", { session_id: `@${id}` });
      const known = model.sessions.get(id);
      equal(status, known === undefined ? 404 : known.active ? 200 : 409);
      if (known) known.active = false;
    },
  });

  return [
    fc.tuple(session, client).map(([id, by]) => register(id, by)),
    fc.tuple(session, client).map(([id, by]) => create(id, by)),
    fc.tuple(session, client).map(([id, by]) => create(id, by)),
    fc.tuple(at, fc.constantFrom("approve" as const, "reject" as const)).map(([place, kind]) => vote(place, kind)),
    at.map(cancel),
    at.map(poll),
    client.map(pending),
    session.map(deactivate),
  ];
}

/** What an agent reads is what the model holds, and says yes only after an approval. */
async function agrees(_: Model, { house }: Real, request: Model["requests"][number]): Promise<void> {
  const { text } = await house.call(`/hitl/poll?request_id=${request.id}`);
  const { status, completed, approved } = JSON.parse(text) as Input;
  const { ended } = request;
  const expected = ended === undefined ? "pending" : ended === "canceled" ? "canceled" : "completed";
  deepEqual(
    { status, completed, approved },
    { status: expected, completed: ended !== undefined, approved: ended === "approve" },
  );
}

function isTaken({ sessions }: Model, id: string, by: string): boolean {
  const known = sessions.get(id);
  return known !== undefined && known.client !== by;
}

function pick({ requests }: Model, place: number): Model["requests"][number] {
  const request = requests[place % requests.length];
  if (!request) throw new Error("there is no request to pick");
  return request;
}
