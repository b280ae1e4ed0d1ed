import type { Callers } from "../../access/callers.ts";
import type { Channel } from "../../gate/ports.ts";
import type { Routes } from "../../http/app.ts";
import type { Outgoing } from "../../http/outgoing.ts";
import type { Clock } from "../../kit/clock.ts";
import type { Ids } from "../../kit/ids.ts";
import type { Log } from "../../kit/log.ts";
import type { Secrets } from "../../kit/secrets.ts";
import type { Texts } from "../../texts/index.ts";
import { createPushChannel } from "./channel.ts";
import { createAllowsPush } from "./hosts.ts";
import type { Subscriptions } from "./ports.ts";
import { pushRoutes } from "./routes.ts";
import { createSender } from "./sender.ts";
import { createVapids } from "./vapid.ts";

export type WebPush = {
  readonly channel: Channel;
  readonly routes: Routes;
  /** What browsers subscribe to. */
  publicKey(): string;
};

/** Web Push: a browser that is subscribed is woken when somebody is waited for, whatever page it shows, if any. */
export function createWebPush(parts: {
  readonly callers: Pick<Callers, "account">;
  readonly browsers: Subscriptions;
  readonly secrets: Pick<Secrets, "keys">;
  readonly outgoing: Pick<Outgoing, "send">;
  readonly clock: Pick<Clock, "now">;
  readonly ids: Pick<Ids, "bytes">;
  readonly log: Log;
  readonly texts: Texts;
  readonly settings: { readonly pushHosts: readonly string[]; readonly publicUrl: URL | undefined };
}): WebPush {
  const { callers, browsers: subscriptions, clock, texts, settings } = parts;
  const vapids = createVapids({
    secrets: parts.secrets.keys("web push"),
    contact: contactOf(settings.publicUrl),
    clock,
  });
  const [{ publicKey: serverKey }] = vapids;
  const allows = createAllowsPush(settings.pushHosts);
  const sender = createSender({ ...parts, allows, vapids });
  return {
    channel: createPushChannel({ sender, subscriptions, clock, texts: texts.push }),
    routes: pushRoutes({ callers, subscriptions, allows, serverKey }),
    publicKey: () => serverKey,
  };
}

/** Apple takes no signature without a contact, nor one at localhost; others do not look at it. */
function contactOf(publicUrl: URL | undefined): string {
  return publicUrl?.protocol === "https:" ? publicUrl.origin : "mailto:nobody@example.com";
}
