import { LoopgateError, PushSubscribe, PushUnsubscribe, type FieldError } from "@loopgate/contract";
import type { Callers } from "../../access/callers.ts";
import type { Routes } from "../../http/app.ts";
import { readBody } from "../../http/input.ts";
import type { AllowsPush } from "./hosts.ts";
import { keyPairFrom } from "./p256.ts";
import type { Subscription, Subscriptions } from "./ports.ts";

/** Routes with which a browser says that it wants to be woken, and that it does not any more. */
export function pushRoutes(parts: {
  readonly callers: Pick<Callers, "account">;
  readonly subscriptions: Pick<Subscriptions, "add" | "remove">;
  readonly allows: AllowsPush;
  /** The key that browsers are given now. */
  readonly serverKey: string;
}): Routes {
  const { callers, subscriptions, allows, serverKey } = parts;

  return (app) => {
    app.post("/api/inbox/push", async (context) => {
      const { tenantId, accountId } = await callers.account(context.req.raw, { role: "responder", in: "browser" });
      const { endpoint, keys } = await readBody(context.req.raw, PushSubscribe);
      refuseBad(endpoint, keys, allows);
      await subscriptions.add(tenantId, accountId, { endpoint, keys, serverKey });
      return context.json({ message: "Subscribed" });
    });
    // Also for who became a viewer meanwhile.
    app.post("/api/inbox/push/unsubscribe", async (context) => {
      const { tenantId, accountId } = await callers.account(context.req.raw, { in: "browser" });
      const { endpoint } = await readBody(context.req.raw, PushUnsubscribe);
      await subscriptions.remove(tenantId, accountId, endpoint);
      return context.json({ message: "Unsubscribed" });
    });
  };
}

function refuseBad(endpoint: string, keys: Subscription["keys"], allows: AllowsPush): void {
  const fields: readonly (FieldError | false)[] = [
    !allows(new URL(endpoint)) && {
      path: "endpoint",
      message: "is at no push service that is known here; whoever runs Loopgate can add its host to PUSH_HOSTS",
    },
    !isPoint(keys.p256dh) && { path: "keys.p256dh", message: "must be a public key of P-256, 65 bytes in base64url" },
    (!isBase64url(keys.auth) || Buffer.from(keys.auth, "base64url").length !== 16) && {
      path: "keys.auth",
      message: "must be 16 bytes in base64url",
    },
  ];
  const bad = fields.filter((field) => field !== false);
  if (bad.length === 0) return;
  throw new LoopgateError("invalid_request", "Send the subscription as the browser gave it.", bad);
}

/** Whether a secret can be agreed with it. */
function isPoint(text: string): boolean {
  const point = Buffer.from(text, "base64url");
  if (!isBase64url(text) || point.length !== 65) return false;
  try {
    keyPairFrom(Buffer.alloc(32)).secretWith(point);
    return true;
  } catch {
    return false;
  }
}

function isBase64url(text: string): boolean {
  return /^[\w-]+={0,2}$/.test(text);
}
