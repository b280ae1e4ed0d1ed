/** For each route: inputs that it should take, and what must be there before it is called. */
import {
  ApiKeysQuery,
  CallbackQuery,
  EventsQuery,
  PageQuery,
  PendingQuery,
  PollQuery,
  RegisterSession,
} from "@loopgate/contract";
import fc from "fast-check";
import { OPERATIONS, type Operation } from "../../server/src/http/operations.ts";
import type { House } from "./house.ts";
import { inputsOf, names } from "./schema-arbitrary.ts";

export type Input = Readonly<Record<string, unknown>>;
/** What a call sends: names in the path, the query or the body. */
export type Sent = { readonly params?: Input; readonly input: Input };

export type Recipe = {
  /** Fields without what `fill` adds. */
  readonly inputs: fc.Arbitrary<Input>;
  /** Makes what the call is about, and puts its id in. */
  fill(house: House, input: Input): Promise<Sent>;
};

const label = fc.constantFrom(
  "Deploy",
  "Hold",
  "Ship it",
  "Später",
  "später 2",
  "延期",
  "Yes",
  "Never",
  "Retry",
  "Skip",
);
const shape = { type: "object", properties: { amount: { type: "integer", minimum: 0 } }, required: ["amount"] };
const asked = fc.oneof(
  fc.record({
    action: fc.record({ name: names, arguments: fc.dictionary(fc.constantFrom("a", "b", "ü"), fc.jsonValue()) }),
  }),
  fc.record({ options: fc.uniqueArray(label, { minLength: 1, maxLength: 6, selector: (each) => each.slice(0, 4) }) }),
  fc.record({ options: fc.constant(["North", "South", "East"]), multiple: fc.boolean() }),
  fc.constant({ schema: shape }),
  fc.constant({}),
  fc.constant({ request_type: "confirmation" }),
);
const details = fc.record(
  {
    source: fc.dictionary(fc.constantFrom("repo", "run"), fc.string({ unit: "grapheme" })),
    resume: fc.jsonValue().map(withoutProto),
    metadata: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.jsonValue().map(withoutProto)),
    risk: fc.constantFrom("low", "medium", "high", "critical"),
    timeout_seconds: fc.integer({ min: 60, max: 2_592_000 }),
    callback_url: fc.constant("http://localhost:3000/hook"),
    idempotency_key: fc.uuid(),
  },
  { requiredKeys: [] },
);
const messages = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 });
const newRequests = fc
  .tuple(asked, details, messages)
  .map(([question, detail, message]) => withoutProto({ ...detail, ...question, message }) as Input);
const replies = fc.constantFrom({ kind: "approve" }, { kind: "reject" }, { kind: "reject", reason: "not tonight" });

const nothing = fc.constant({});
const asItIs = (_: House, input: Input) => Promise.resolve({ input });
const registering: Recipe = {
  inputs: inputsOf(RegisterSession.omit({ responders: true, session_id: true })),
  fill: async (house, input) => ({ input: { ...input, session_id: house.fresh("session") } }),
};

export const recipes: Readonly<Record<string, Recipe>> = {
  "post /hitl/register": registering,
  "post /sessions/register": registering,
  "post /hitl/request": {
    inputs: newRequests,
    fill: async (house, input) => ({ input: { ...input, ...ownNames(house) } }),
  },
  "get /hitl/poll": {
    inputs: inputsOf(PollQuery.pick({ wait: true }).partial()).map(({ wait }) =>
      wait === undefined ? {} : { wait: 0.01 },
    ),
    fill: async (house, input) => ({ input: { request_id: await ask(house), ...input } }),
  },
  "get /hitl/requests/{id}": {
    inputs: nothing,
    fill: async (house, input) => ({ params: { id: await ask(house) }, input }),
  },
  "get /hitl/pending": { inputs: inputsOf(PendingQuery.omit({ cursor: true })), fill: asItIs },
  "post /hitl/cancel": {
    inputs: fc.record({ reason: messages }, { requiredKeys: [] }),
    fill: async (house, input) => ({ input: { request_id: await ask(house), ...input } }),
  },
  "post /hitl/callbacks": {
    inputs: fc.record({ body: fc.constantFrom("{{response}}", { a: ["{{answer}}", 1] }) }, { requiredKeys: [] }),
    fill: async (house, input) => ({
      input: { url: "http://localhost:3000/hook", request_id: await ask(house), ...input },
    }),
  },
  "get /hitl/callbacks": { inputs: inputsOf(CallbackQuery.pick({ limit: true })), fill: asItIs },
  "delete /hitl/callbacks/{id}": {
    inputs: nothing,
    fill: async (house, input) => ({ params: { id: await callback(house) }, input }),
  },
  "post /hitl/callbacks/{id}/rotate": {
    inputs: nothing,
    fill: async (house, input) => ({ params: { id: await callback(house) }, input }),
  },
  "post /hitl/callbacks/{id}/replay": {
    inputs: nothing,
    fill: async (house, input) => ({ params: { id: await callback(house) }, input }),
  },
  "get /hitl/status": {
    inputs: nothing,
    fill: async (house) => ({ input: { session_id: await register(house) } }),
  },
  "post /hitl/deactivate": {
    inputs: nothing,
    fill: async (house) => ({ input: { session_id: await register(house) } }),
  },
  "get /mcp/tools": { inputs: nothing, fill: asItIs },
  "get /mcp/capabilities": { inputs: nothing, fill: asItIs },
  "get /.well-known/oauth-protected-resource/mcp": { inputs: nothing, fill: asItIs },
  "post /api/auth/passkey/options": { inputs: nothing, fill: asItIs },
  "get /api/auth/ways": { inputs: nothing, fill: asItIs },
  "get /api/user/me": { inputs: nothing, fill: asItIs },
  "get /api/user/apikeys": { inputs: inputsOf(ApiKeysQuery.pick({ limit: true })), fill: asItIs },
  "get /api/tenant/settings": { inputs: nothing, fill: asItIs },
  "get /.well-known/oauth-authorization-server": { inputs: nothing, fill: asItIs },
  "get /api/user/connections": { inputs: nothing, fill: asItIs },
  "get /api/user/telegram": { inputs: nothing, fill: asItIs },
  "get /api/responders": { inputs: nothing, fill: asItIs },
  "get /api/telegram/chats": { inputs: nothing, fill: asItIs },
  "get /api/responders/groups": { inputs: nothing, fill: asItIs },
  "get /api/tenant/invitations": { inputs: nothing, fill: asItIs },
  "get /api/tenant/members": { inputs: nothing, fill: asItIs },
  "get /api/events": { inputs: inputsOf(EventsQuery.pick({ limit: true })), fill: asItIs },
  "get /api/operator/events": { inputs: inputsOf(EventsQuery.pick({ limit: true })), fill: asItIs },
  "post /api/operator/owner": { inputs: nothing, fill: asItIs },
  "get /api/operator/users": { inputs: nothing, fill: asItIs },
  "get /health": { inputs: nothing, fill: asItIs },
  "get /health/ready": { inputs: nothing, fill: asItIs },
  "get /api/operator/status": { inputs: nothing, fill: asItIs },
  "get /api/operator/backup": { inputs: nothing, fill: asItIs },
  "get /api/terminal/requests": { inputs: inputsOf(PageQuery.pick({ limit: true })), fill: asItIs },
  "get /api/terminal/requests/{ref}": {
    inputs: nothing,
    fill: async (house, input) => ({ params: { ref: await ask(house) }, input }),
  },
  "post /api/terminal/requests/{ref}/answer": {
    inputs: fc.record({ reply: replies }),
    fill: async (house, input) => {
      const ref = await ask(house);
      return { params: { ref }, input: { shown_digest: await shownDigest(house, ref), ...input } };
    },
  },
  "post /api/terminal/requests/{ref}/note": {
    inputs: fc.record({ text: messages }),
    fill: async (house, input) => {
      const ref = await ask(house);
      await answer(house, ref, { kind: "reject" });
      return { params: { ref }, input };
    },
  },
};

/**
 * Routes that take no thousands of calls: they hash a password each, make keys of which a tenant has a bounded number, take a form
 * instead of JSON, want a passkey's signature, the cookie of a browser instead of a token, or the payload of somebody else's program,
 * which may hold any field, and answer only when a person has, or stay open. Each has its own tests in server/src/access,
 * server/src/channels/inbox, server/src/agents/hooks or server/src/agents/live.
 */
const SLOW = new Set([
  "post /hitl/hooks/{client}",
  "post /api/auth/register",
  "post /api/auth/login",
  "post /api/auth/logout",
  "post /api/auth/passkey",
  "post /api/auth/owner",
  "post /api/auth/join",
  "post /api/auth/browser-key",
  "post /api/user/password",
  "post /api/user/fresh",
  "get /api/user/passkeys",
  "post /api/user/passkeys/options",
  "post /api/user/passkeys",
  "delete /api/user/passkeys/{id}",
  "post /api/user/apikeys",
  "delete /api/user/apikeys/{id}",
  "post /api/tenant/settings",
  "post /api/operator/users",
  "post /api/operator/users/reset-password",
  "post /oauth/register",
  "post /oauth/token",
  "post /oauth/revoke",
  "delete /api/user/connections/{id}",
  "post /api/user/telegram/links",
  "get /api/user/telegram/links/{id}",
  "post /api/user/telegram/links/{id}/confirm",
  "delete /api/user/telegram/{id}",
  "delete /api/telegram/chats/{id}",
  "post /api/responders/groups",
  "delete /api/responders/groups/{name}",
  "post /api/tenant/invitations",
  "delete /api/tenant/invitations/{id}",
  "post /api/tenant/members/{id}",
  "delete /api/tenant/members/{id}",
  "get /api/inbox/start",
  "get /api/inbox/count",
  "get /api/inbox/requests",
  "get /api/inbox/requests/{ref}",
  "post /api/inbox/requests/{ref}/seen",
  "post /api/inbox/requests/{ref}/challenge",
  "post /api/inbox/requests/{ref}/answer",
  "post /api/inbox/requests/{ref}/note",
  "get /api/inbox/sessions",
  "post /api/inbox/sample",
  "get /api/inbox/events",
  "get /hitl/events",
  "get /hitl/ws",
  "post /api/inbox/push",
  "post /api/inbox/push/unsubscribe",
]);

/** The routes that the property is about. */
export const CALLED: readonly Operation[] = OPERATIONS.filter((operation) => !SLOW.has(nameOf(operation)));

export function nameOf({ method, path }: Pick<Operation, "method" | "path">): string {
  return `${method} ${path}`;
}

function ownNames(house: House) {
  return { session_id: house.fresh("session"), client_id: house.fresh("client") };
}

/** A pending confirmation; answers its id. */
async function ask(house: House): Promise<string> {
  const made = await post(house, "/hitl/request", {
    ...ownNames(house),
    message: "May I?",
    request_type: "confirmation",
  });
  return String(made["request_id"]);
}

/** A callback of one request; answers its id. */
async function callback(house: House): Promise<string> {
  const input = { url: "http://localhost:3000/hook", request_id: await ask(house) };
  return String((await post(house, "/hitl/callbacks", input))["callback_id"]);
}

async function register(house: House): Promise<string> {
  return String((await post(house, "/hitl/register", ownNames(house)))["session_id"]);
}

export async function shownDigest(house: House, ref: string): Promise<string> {
  const headers = { authorization: `Bearer ${house.credential}` };
  const { text } = await house.call(`/api/terminal/requests/${ref}`, { headers });
  return String((JSON.parse(text) as Input)["shown_digest"]);
}

async function answer(house: House, ref: string, reply: Input): Promise<void> {
  const body = { shown_digest: await shownDigest(house, ref), reply };
  await post(house, `/api/terminal/requests/${ref}/answer`, body, { authorization: `Bearer ${house.credential}` });
}

async function post(
  house: House,
  path: string,
  body: Input,
  extra: Readonly<Record<string, string>> = {},
): Promise<Input> {
  const headers = { "content-type": "application/json", ...extra };
  const { status, text } = await house.call(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (status !== 200) throw new Error(`what a call needs could not be made: ${path} ${status} ${text}`);
  return JSON.parse(text) as Input;
}

function withoutProto(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll("__proto__", "proto"));
}
