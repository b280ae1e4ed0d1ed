import type { WebhookInfo } from "@grammyjs/types";
import type { Timers } from "./clock.ts";
import { Refusal } from "./errors.ts";
import { seconds } from "./messages.ts";
import { type Parameters, readBoolean, readInteger, readString } from "./parameters.ts";
import { createPusher, type Pusher } from "./pusher.ts";
import type { QueuedUpdate, UpdateQueue } from "./updates.ts";

export type Webhooks = {
  set(parameters: Parameters): true;
  delete(parameters: Parameters): true;
  info(): WebhookInfo;
  isSet(): boolean;
  /** Something new is in the queue. */
  wake(): void;
  close(): void;
};

type Setting = {
  readonly url: string;
  readonly secret: string;
  readonly maxConnections: number;
};

const ports = new Set(["", "443", "80", "88", "8443"]);

export function createWebhooks(deps: {
  queue: UpdateQueue;
  timers: Timers;
  /** A server of one's own (`--local`) takes plain HTTP and any port; api.telegram.org does not. */
  local: boolean;
  onSet(): void;
  /** A bot may answer an update with a method call; its result is never told. */
  readonly execute: (method: string, parameters: Parameters) => void;
}): Webhooks {
  const { queue, timers } = deps;
  let setting: Setting | undefined;
  let pusher: Pusher | undefined;
  let lastError: { at: number; message: string } | undefined;
  let nextAllowedAt = 0;

  function set(parameters: Parameters): true {
    const url = readString(parameters, "url");
    if (url === "") return remove(parameters);
    if (timers.now() < nextAllowedAt) throw new Refusal("tooManyRequests", { seconds: 1 }, { retry_after: 1 });
    nextAllowedAt = timers.now() + 1000;
    const next = {
      url: checkUrl(url, deps.local),
      secret: checkSecret(readString(parameters, "secret_token")),
      maxConnections: readInteger(parameters, "max_connections", 40, 1, 100),
    };
    deps.onSet();
    if (readBoolean(parameters, "drop_pending_updates")) queue.keepLast(0);
    queue.allow(parameters);
    start(next);
    return true;
  }

  function remove(parameters: Parameters): true {
    pusher?.close();
    pusher = setting = lastError = undefined;
    if (readBoolean(parameters, "drop_pending_updates")) queue.keepLast(0);
    return true;
  }

  function start(next: Setting): void {
    pusher?.close();
    setting = next;
    lastError = undefined;
    pusher = createPusher({
      url: next.url,
      secret: next.secret,
      maxConnections: next.maxConnections,
      timers,
      pending: () => queue.pending(),
      delivered: (one: QueuedUpdate) => queue.forget(one.update.update_id),
      failed: (message) => (lastError = { at: timers.now(), message }),
      closed: () => remove({}),
      execute: deps.execute,
    });
    pusher.wake();
  }

  function info(): WebhookInfo {
    const allowed = queue.allowed();
    return {
      url: setting?.url ?? "",
      has_custom_certificate: false,
      pending_update_count: queue.pending().length,
      ...(setting !== undefined && { max_connections: setting.maxConnections, ip_address: "127.0.0.1" }),
      ...(lastError !== undefined && {
        last_error_date: seconds(lastError.at),
        last_error_message: lastError.message,
      }),
      ...(allowed !== undefined && { allowed_updates: [...allowed] }),
    };
  }

  return {
    set,
    delete: remove,
    info,
    isSet: () => setting !== undefined,
    wake: () => pusher?.wake(),
    close: () => pusher?.close(),
  };
}

function checkUrl(url: string, local: boolean): string {
  const full = url.includes("://") ? url : `https://${url}`;
  if (!URL.canParse(full)) throw new Refusal("webhookUrlInvalid");
  const parsed = new URL(full);
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") throw new Refusal("webhookUrlInvalid");
  if (local) return full;
  if (parsed.protocol !== "https:") throw new Refusal("webhookNotHttps");
  if (!ports.has(parsed.port)) throw new Refusal("webhookPort");
  return full;
}

function checkSecret(secret: string): string {
  if (secret.length > 256) throw new Refusal("secretTooLong");
  if (!/^[\w-]*$/.test(secret)) throw new Refusal("secretCharacters");
  return secret;
}
