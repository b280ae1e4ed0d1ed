/** What agents and the responder's terminal say to a server, as they say it: by HTTP. */
import type { CreateRequest, PollAnswer, Reply } from "../../contract/src/index.ts";

/** Undefined: no answer came, so nobody knows what became of the call. */
export type Heard = { readonly status: number; readonly body: Body } | undefined;
type Body = Readonly<Record<string, unknown>>;

/** How a request stands, as any reader tells it. */
export const STATES = ["pending", "approved", "rejected", "canceled", "timeout"] as const;
export type State = (typeof STATES)[number];

export type Caller = {
  create(
    input: Pick<CreateRequest, "message" | "timeout_seconds" | "idempotency_key" | "callback_url">,
  ): Promise<Heard>;
  register(telegramId: number): Promise<Heard>;
  poll(id: string, waitSeconds?: number): Promise<Heard>;
  read(id: string): Promise<Heard>;
  pending(): Promise<Heard>;
  cancel(id: string): Promise<Heard>;
  /** The card with `shown_digest`. Looking makes a deadline that has passed take effect. */
  card(id: string): Promise<Heard>;
  vote(id: string, kind: "approve" | "reject", shown: string): Promise<Heard>;
};

const SESSION = { session_id: "reliability", client_id: "reliability" } as const;

/** `url` and `credential` are asked for each call, since servers come and go. */
export function createCaller({ url, credential }: { url: () => string; credential: () => string }): Caller {
  const terminal = () => ({ authorization: `Bearer ${credential()}` });
  const get = (path: string, headers = {}) => call(`${url()}${path}`, { headers });
  const post = (path: string, body: object, headers = {}) =>
    call(`${url()}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });

  return {
    create: (input) => post("/hitl/request", { ...SESSION, request_type: "confirmation", ...input }),
    register: (telegramId) => post("/hitl/register", { ...SESSION, telegram_id: telegramId }),
    poll: (id, wait = 0) => get(`/hitl/poll?request_id=${id}&wait=${wait}`),
    read: (id) => get(`/hitl/requests/${id}`),
    pending: () => get("/hitl/pending?limit=200"),
    cancel: (id) => post("/hitl/cancel", { request_id: id }),
    card: (id) => get(`/api/terminal/requests/${id}`, terminal()),
    vote: (id, kind, shown) => {
      const reply: Reply = { kind };
      return post(`/api/terminal/requests/${id}/answer`, { shown_digest: shown, reply }, terminal());
    },
  };
}

async function call(url: string, options: RequestInit): Promise<Heard> {
  try {
    const response = await fetch(url, { ...options, signal: AbortSignal.timeout(60_000) });
    return { status: response.status, body: (await response.json()) as Body };
  } catch {
    return undefined;
  }
}

/** The state that an answer tells; throws where it tells none that there is. */
export function stateIn(body: Body): State {
  const { status, approved } = body as Partial<PollAnswer>;
  const state = status === "completed" ? (approved === true ? "approved" : "rejected") : status;
  const known = STATES.find((each) => each === state);
  if (known === undefined) throw new Error(`no state of a request: ${JSON.stringify(body)}`);
  return known;
}

export function stateOfCard(body: Body): State {
  return stateIn(body["request"] as Body);
}

export function textIn(body: Body, name: string): string {
  const value = body[name];
  if (typeof value !== "string") throw new Error(`no ${name} in ${JSON.stringify(body)}`);
  return value;
}
