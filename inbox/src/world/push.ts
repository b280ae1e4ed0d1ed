import type { PushSubscribe } from "@loopgate/contract";
import { base64url } from "./browser-key.ts";
import { api } from "./api.ts";

const WORKER = "/sw.js";

/** What this browser can do and does. `blocked`: the person said no, and only the browser's own settings change that. */
export type PushState = "impossible" | "blocked" | "off" | "on";

/** The one policy of the page (Trusted Types): nothing becomes the address of a script but this. */
type Policies = {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
};
const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
const policy = policies?.createPolicy("loopgate", {
  createScriptURL(url) {
    if (url === WORKER) return url;
    throw new TypeError("This is no script of the page");
  },
});

/** Web Push and what it stands on are there on HTTPS and localhost only; on an iPhone only once the page is on the home screen. */
function isPossible(): boolean {
  return isSecureContext && "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
}

/** Installs the worker, which shows notifications and keeps no data. */
export async function registerWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(policy?.createScriptURL(WORKER) ?? WORKER, { updateViaCache: "none" });
}

export async function pushState(): Promise<PushState> {
  if (!isPossible()) return "impossible";
  if (Notification.permission === "denied") return "blocked";
  return (await subscription()) !== undefined && Notification.permission === "granted" ? "on" : "off";
}

/** Asks the person, which browsers allow in a press only, then has this browser woken. `serverKey`: VAPID, base64url. */
export async function subscribe(serverKey: string): Promise<PushState> {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "blocked" : "off";
  await registerWorker();
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  if (before && !isFor(before, serverKey)) await before.unsubscribe();
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: serverKey });
  await tell(made);
  return "on";
}

/** Brings back a subscription that the server may have forgotten; harmless where it has not. */
export async function renewSubscription(serverKey: string): Promise<void> {
  if (!isPossible() || Notification.permission !== "granted") return;
  const current = await subscription();
  if (current === undefined) return;
  if (isFor(current, serverKey)) await tell(current);
  else await subscribe(serverKey);
}

/** Has this browser woken no more. */
export async function unsubscribe(): Promise<void> {
  const current = isPossible() ? await subscription() : undefined;
  if (current === undefined) return;
  await api.post("/api/inbox/push/unsubscribe", { endpoint: current.endpoint });
  await current.unsubscribe();
}

/** Shows one by this browser itself, without the server. */
export async function showTest(title: string): Promise<void> {
  const worker = await navigator.serviceWorker.ready;
  await worker.showNotification(title, { tag: "test", icon: "/icon-192.png", badge: "/badge-96.png" });
}

async function subscription(): Promise<PushSubscription | undefined> {
  const worker = await navigator.serviceWorker.getRegistration(WORKER);
  return (await worker?.pushManager.getSubscription()) ?? undefined;
}

function isFor({ options }: PushSubscription, serverKey: string): boolean {
  return options.applicationServerKey !== null && base64url(options.applicationServerKey) === serverKey;
}

async function tell(made: PushSubscription): Promise<void> {
  const { endpoint = made.endpoint, keys = {}, expirationTime = null } = made.toJSON();
  const { p256dh = "", auth = "" } = keys;
  const body = { endpoint, keys: { p256dh, auth }, expirationTime } satisfies PushSubscribe;
  await api.post("/api/inbox/push", body);
}
