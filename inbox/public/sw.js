// Notifications, and nothing else: it answers no fetch and keeps no data, since an old card is a dangerous one. What it is sent
// is in server/src/channels/push/message.ts.
const LOOK = { icon: "/icon-192.png", badge: "/badge-96.png" };

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(told(messageIn(event.data))));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

/** A request waits, or waits no more. What it does not know it leaves out. */
async function told(message) {
  if (message?.kind === "request") await show(message);
  if (message?.kind === "closed") await close(message);
}

function messageIn(data) {
  try {
    return data.json();
  } catch {
    return undefined;
  }
}

function show({ id, title, tag }, more = {}) {
  return self.registration.showNotification(title, { ...LOOK, tag, data: { id }, ...more });
}

/** A browser takes the permission from whoever shows nothing, so what is not there is shown first. */
async function close(message) {
  const shown = await self.registration.getNotifications({ tag: message.tag });
  if (shown.length === 0) await show(message, { silent: true });
  for (const each of await self.registration.getNotifications({ tag: message.tag })) each.close();
}

/** The page of the request, in a window that is there already where there is one: it goes there by itself and loses nothing. */
async function open(data) {
  const path = data?.id ? `/r/${encodeURIComponent(data.id)}` : "/";
  const [window] = await self.clients.matchAll({ type: "window" });
  if (!window) return self.clients.openWindow(path);
  window.postMessage({ open: path }, []);
  return window.focus();
}
