import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { PushMessage } from "../../server/src/channels/push/message.ts";
import { push as texts } from "../../server/src/texts/en/push.ts";
import { openChromium } from "./chromium.ts";
import { openHouse } from "./house.fixture.ts";
import { ownerAt } from "./person.fixture.ts";

vi.setConfig({ testTimeout: 90_000 });

// The shell has no notifications.
let browser: Browser;
beforeAll(async () => void (browser = await openChromium("whole")));
afterAll(() => browser.close());

/** Somebody signed in, whose browser may show notifications. */
async function atHome() {
  const house = await openHouse(browser);
  const { page, context } = await house.visit();
  await context.grantPermissions(["notifications"], { origin: house.origin });
  await ownerAt(house, { page, context });
  await expect
    .poll(() => page.evaluate(`navigator.serviceWorker.getRegistration().then((is) => is?.active?.state)`))
    .toBe("activated");
  return { house, page, context, session: await context.newCDPSession(page) };
}

/** Has the browser's own push service bring a message, as one from outside would come. */
async function pusher(session: CDPSession, origin: string) {
  const known = new Promise<string>((resolve) =>
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const found = registrations.find(({ scopeURL }) => scopeURL === `${origin}/`);
      if (found) resolve(found.registrationId);
    }),
  );
  await session.send("ServiceWorker.enable");
  const registrationId = await known;
  return (message: PushMessage | string) =>
    session.send("ServiceWorker.deliverPushMessage", {
      origin,
      registrationId,
      data: typeof message === "string" ? message : JSON.stringify(message),
    });
}

type Shown = { readonly title: string; readonly body: string; readonly tag: string; readonly actions: number };

const shownOn = (page: Page) =>
  page.evaluate<Shown[]>(`navigator.serviceWorker.ready.then((worker) => worker.getNotifications()).then((all) =>
    all.map(({ title, body, tag, actions = [] }) => ({ title, body, tag, actions: actions.length })))`);

const cachesIn = (context: BrowserContext) => context.pages()[0]?.evaluate("caches.keys()");

describe("a browser that is woken", () => {
  test("is told that something waits, and nothing of it; and told once", async () => {
    const { house, page, session } = await atHome();
    const id = await house.ask({ action: { name: "secret.plan", arguments: { to: "nobody" } } });
    const push = await pusher(session, house.origin);
    const message = { id, kind: "request", title: texts.waiting, tag: id } as const;
    await push(message);
    const notice = { title: texts.waiting, body: "", tag: id, actions: 0 };
    await expect.poll(() => shownOn(page)).toEqual([notice]);
    await push(message);
    await push({ ...message, id: "other", tag: "other" });
    await expect.poll(async () => (await shownOn(page)).length).toBe(2);
    expect(await shownOn(page)).toContainEqual(notice);
  });

  test("takes the notice back once the request waits no more, also one that it has never shown", async () => {
    const { house, page, session } = await atHome();
    const push = await pusher(session, house.origin);
    await push({ id: "r-1", kind: "request", title: texts.waiting, tag: "r-1" });
    await push({ id: "r-2", kind: "request", title: texts.waiting, tag: "r-2" });
    await expect.poll(async () => (await shownOn(page)).length).toBe(2);
    await push({ id: "r-1", kind: "closed", title: texts.closed, tag: "r-1" });
    await push({ id: "r-3", kind: "closed", title: texts.closed, tag: "r-3" });
    await expect.poll(async () => (await shownOn(page)).map(({ tag }) => tag)).toEqual(["r-2"]);
  });

  test("leaves out what it does not know", async () => {
    const { house, page, session } = await atHome();
    const push = await pusher(session, house.origin);
    await push("not JSON at all");
    await push(JSON.stringify({ kind: "approve", id: "r-1", title: "Approved", tag: "r-1" }));
    await push({ id: "r-2", kind: "request", title: texts.waiting, tag: "r-2" });
    await expect.poll(async () => (await shownOn(page)).map(({ tag }) => tag)).toContain("r-2");
    expect((await shownOn(page)).map(({ title }) => title)).not.toContain("Approved");
  });
});

test("the worker keeps nothing and answers nothing: without the server there is no old card", async () => {
  const { house, page, context } = await atHome();
  await page.goto(`/r/${await house.ask({ message: "What tone?" })}`);
  await page.getByText("What tone?").first().waitFor();
  await page.reload();
  await page.getByText("What tone?").first().waitFor();
  expect(await cachesIn(context)).toEqual([]);
  await context.setOffline(true);
  await expect(page.reload()).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
});

test("no other script becomes a worker", async () => {
  const { page } = await atHome();
  const registered = page.evaluate<string>(
    `navigator.serviceWorker.register("/theme.js").then(() => "registered", (error) => error.name)`,
  );
  expect(await registered).toBe("TypeError");
});

test("the page can be installed", async () => {
  const { session } = await atHome();
  const { errors, manifest } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  expect(manifest).toMatchObject({ name: "Loopgate", display: "kStandalone" });
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito")).toEqual([]);
});
