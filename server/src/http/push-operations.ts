import { PushChanged, PushSubscribe, PushUnsubscribe } from "@loopgate/contract";
import type { Operation } from "./operations.ts";

const common = { for: "accounts", by: "account", method: "post", answer: PushChanged, refusals: [] } as const;

/** The routes with which a browser is woken when somebody is waited for. */
export const PUSH_OPERATIONS: readonly Operation[] = [
  {
    ...common,
    path: "/api/inbox/push",
    summary: "Have this browser woken when a request waits for you; who may answer may, in a browser",
    body: PushSubscribe,
  },
  {
    ...common,
    path: "/api/inbox/push/unsubscribe",
    summary: "Have this browser woken no more",
    body: PushUnsubscribe,
  },
];
