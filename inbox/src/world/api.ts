import type { ErrorCode, FieldError } from "@loopgate/contract";

/** A refusal by the server, as its problem document says it (RFC 9457). `message` is a sentence for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ErrorCode | "unknown";
  readonly fields: readonly FieldError[];
  /** Seconds after which trying again makes sense, where that is known. */
  readonly retryAfter: number | undefined;

  constructor(status: number, problem: Problem, retryAfter: number | undefined) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? "unknown";
    this.fields = problem.errors ?? [];
    this.retryAfter = retryAfter;
  }
}

/** The server could not be reached, so nobody knows whether it did what it was asked. */
export class NotConnected extends Error {
  override readonly name = "NotConnected";
}

type Problem = {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: ErrorCode;
  readonly errors?: readonly FieldError[];
};

let tenant: string | undefined;

/** In which tenant every later call is; undefined: the account's own choice. */
export function enterTenant(id: string | undefined): void {
  tenant = id;
}

const listeners = new Set<() => void>();

/** Calls back whenever a call finds that nobody is signed in; what it returns ends that. */
export function onSignInEnded(ended: () => void): () => void {
  listeners.add(ended);
  return () => void listeners.delete(ended);
}

export const api = {
  /** `Answer` is what the API's contract promises for this path. */
  get: <Answer>(path: string, query: Query = {}) => call<Answer>("GET", path + written(query)),
  post: <Answer>(path: string, body: object = {}) => call<Answer>("POST", path, body),
  put: <Answer>(path: string, body: object) => call<Answer>("PUT", path, body),
  delete: <Answer>(path: string, body?: object) => call<Answer>("DELETE", path, body),
};

type Query = Readonly<Record<string, string | number | undefined>>;

/** Throws an ApiError for a refusal, NotConnected where no answer came. */
async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const headers = new Headers({ accept: "application/json" });
  if (tenant !== undefined) headers.set("x-loopgate-tenant", tenant);
  if (body !== undefined) headers.set("content-type", "application/json");
  const response = await fetch(path, {
    method,
    headers,
    credentials: "same-origin",
    redirect: "error",
    ...(body && { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new NotConnected("The server does not answer", { cause });
  });
  const text = await response.text().catch((cause: unknown) => {
    throw new NotConnected("The answer broke off", { cause });
  });
  if (response.ok) return (text === "" ? undefined : JSON.parse(text)) as Answer;
  const wait = Number(response.headers.get("retry-after"));
  const refusal = new ApiError(response.status, problemIn(text), wait > 0 ? wait : undefined);
  if (refusal.code === "sign_in_required") for (const ended of listeners) ended();
  throw refusal;
}

/** What stands in front of the server answers for it in words of its own. */
function problemIn(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
}

function written(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
