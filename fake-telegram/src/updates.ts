import type { Update } from "@grammyjs/types";
import { readJson, type Parameters } from "./parameters.ts";

type UpdateKind = Exclude<keyof Update, "update_id">;

export type QueuedUpdate = {
  readonly update: Update;
  /** Webhooks deliver one lane in order: messages by chat, presses by person (Client.cpp webhook_queue_id). */
  readonly lane: string;
  /** Milliseconds. */
  readonly expiresAt: number;
};

/** What waits for a bot: numbered, in order, kept until confirmed, delivered or too old. */
export type UpdateQueue = {
  push(kind: UpdateKind, body: Omit<Update, "update_id">, lane: string, lifetimeSeconds: number): void;
  /** All that is still alive, oldest first. */
  pending(): readonly QueuedUpdate[];
  /** Forgets what is before this id. Far past the end it forgets nothing (td TQueue.cpp). */
  confirmBefore(id: number): void;
  keepLast(count: number): void;
  forget(id: number): void;
  /** Remembers `allowed_updates`, as far as the request carries it, for this and all later calls. */
  allow(parameters: Parameters): void;
  allowed(): readonly UpdateKind[] | undefined;
};

// Presses live 150 s, messages a day (Client.cpp add_update).
export const lifetimes = { press: 150, message: 86_400 };

// Left out unless asked for by name (Client.h DEFAULT_ALLOWED_UPDATE_TYPES).
const onRequestOnly: readonly UpdateKind[] = ["chat_member", "message_reaction", "message_reaction_count"];
const furthestAhead = 10;

export function createUpdateQueue(deps: {
  now(): number;
  firstId: number;
  onPush(update: Update): void;
  onAdded(): void;
}): UpdateQueue {
  let queue: QueuedUpdate[] = [];
  let nextId = deps.firstId;
  let allowed: readonly UpdateKind[] | undefined;

  function pending(): readonly QueuedUpdate[] {
    queue = queue.filter((one) => one.expiresAt > deps.now());
    return queue;
  }

  return {
    push(kind, body, lane, lifetimeSeconds) {
      if (allowed === undefined ? onRequestOnly.includes(kind) : !allowed.includes(kind)) return;
      const update = { update_id: nextId++, ...body };
      queue.push({ update, lane, expiresAt: deps.now() + lifetimeSeconds * 1000 });
      deps.onPush(update);
      deps.onAdded();
    },
    pending,
    confirmBefore(id) {
      if (id <= nextId + furthestAhead) queue = queue.filter((one) => one.update.update_id >= id);
    },
    keepLast(count) {
      queue = count === 0 ? [] : pending().slice(-count);
    },
    forget(id) {
      queue = queue.filter((one) => one.update.update_id !== id);
    },
    allow(parameters) {
      const kinds = readJson(parameters, "allowed_updates");
      if (!Array.isArray(kinds)) return;
      allowed = kinds.length === 0 ? undefined : (kinds as UpdateKind[]);
    },
    allowed: () => allowed,
  };
}
