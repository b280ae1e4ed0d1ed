import type { FieldError } from "./wire.ts";

/** Loopgate refused a call. `detail` says what to do, `message` that and the fields which are wrong; `code` is one of the documented error codes, or `unknown`. */
export class LoopgateApiError extends Error {
  override readonly name = "LoopgateApiError";
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly fields: readonly FieldError[];
  /** How long the server asked to wait before another try, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: {
    readonly code: string;
    readonly status: number;
    readonly title: string;
    readonly detail: string;
    readonly fields: readonly FieldError[];
    readonly retryAfterMs: number | undefined;
  }) {
    super([problem.detail, ...problem.fields.map(({ path, message }) => `${path} ${message}`)].join("; "));
    this.code = problem.code;
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.fields = problem.fields;
    this.retryAfterMs = problem.retryAfterMs;
  }
}

/** Nobody answered: no connection, or it broke. Whether the call was carried out is unknown. */
export class LoopgateUnreachable extends Error {
  override readonly name = "LoopgateUnreachable";
  readonly url: string;

  constructor(url: string, cause: unknown) {
    super(`No answer from ${url}.`, { cause });
    this.url = url;
  }
}

/** The refusal that an answer holds, whatever stands between Loopgate and here. */
export async function refusalOf(response: Response): Promise<LoopgateApiError> {
  const text = await response.text().catch(() => "");
  const problem = parsed(text);
  return new LoopgateApiError({
    code: textOr(problem["code"], "unknown"),
    status: response.status,
    title: textOr(problem["title"], `HTTP status ${response.status}`),
    detail: textOr(
      problem["detail"],
      "The answer is not one that Loopgate gives; something between may have given it.",
    ),
    fields: fieldsOf(problem["errors"]),
    retryAfterMs: retryAfterMs(response),
  });
}

/** A good answer that is none of Loopgate's: another program may listen there, or something between answers for it. */
export function strange({ status }: Response): LoopgateApiError {
  return new LoopgateApiError({
    code: "unknown",
    status,
    title: "Not Loopgate's answer",
    detail: "The answer is not one that Loopgate gives to this call. Look what listens at this address.",
    fields: [],
    retryAfterMs: undefined,
  });
}

/** Seconds only, as Loopgate sends it; the header's form with a date is left aside. */
export function retryAfterMs({ headers }: Response): number | undefined {
  const text = headers.get("retry-after") ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) * 1000 : undefined;
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function fieldsOf(errors: unknown): readonly FieldError[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter(isRecord).map(({ path, message }) => ({ path: textOr(path, ""), message: textOr(message, "") }));
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
