import { pino, type DestinationStream } from "pino";

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** All that a line may tell beside its sentence: ids and numbers. Never what people or agents wrote, never a secret. */
export type LogFields = {
  readonly part?: string;
  readonly tenantId?: string;
  readonly requestId?: string;
  readonly deliveryId?: string;
  readonly sessionId?: string;
  readonly jobId?: string;
  readonly traceId?: string;
  readonly kind?: string;
  readonly channel?: string;
  readonly method?: string;
  readonly route?: string;
  readonly status?: number | string;
  readonly code?: string;
  readonly attempts?: number;
  readonly count?: number;
  readonly durationMs?: number;
  readonly address?: string;
  readonly version?: string;
  /** Of an error only name, code, message, stack and cause: drivers hang row values on the rest. */
  readonly error?: unknown;
};

export type Log = {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
};

/** JSON lines, to stdout unless told otherwise. */
export function createLog({ level, to }: { level: LogLevel; to?: DestinationStream }): Log {
  const hooks = { streamWrite: escaped };
  const lines = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: "message", hooks }, to);
  return {
    debug: (message, fields) => lines.debug(allowed(fields), message),
    info: (message, fields) => lines.info(allowed(fields), message),
    warn: (message, fields) => lines.warn(allowed(fields), message),
    error: (message, fields) => lines.error(allowed(fields), message),
  };
}

/** JSON leaves in place what some readers take for the end of a line, and what steers terminals; an error may quote it. */
function escaped(line: string): string {
  return line.replaceAll(UNSEEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Half of a pair is escaped by JSON already, so no pair is parted here. */
const UNSEEN = /[\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g;

const names: Record<Exclude<keyof LogFields, "error">, true> = {
  part: true,
  tenantId: true,
  requestId: true,
  deliveryId: true,
  sessionId: true,
  jobId: true,
  traceId: true,
  kind: true,
  channel: true,
  method: true,
  route: true,
  status: true,
  code: true,
  attempts: true,
  count: true,
  durationMs: true,
  address: true,
  version: true,
};

function allowed(fields: LogFields = {}): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) if (name in names) line[name] = value;
  if (fields.error !== undefined) line["error"] = described(fields.error, 3);
  return line;
}

function described(error: unknown, depth: number): unknown {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const cause = error.cause !== undefined && depth > 0 ? { cause: described(error.cause, depth - 1) } : {};
  return { name: error.name, ...code, message: error.message, stack: error.stack, ...cause };
}
