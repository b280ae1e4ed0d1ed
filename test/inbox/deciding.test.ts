import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openChromium } from "./chromium.ts";
import { narrow, wide } from "./house.fixture.ts";
import { atHome, cardOf, ended, hold, open } from "./person.fixture.ts";

vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const action = { name: "stripe.refunds.create", arguments: { charge: "ch_1", amount: 124_000 } };

describe("each kind of request is answered in the browser, and its agent told", () => {
  test("an action by one key; the decision is bound to it, to what was shown, and to who said so", async () => {
    const { house, page } = await atHome(browser);
    const id = await house.ask({ action });
    await open(page, id);
    await page.keyboard.press("a");
    expect(await ended(house, id)).toMatchObject({
      approved: true,
      decision: {
        outcome: "approve",
        arguments: action.arguments,
        channel: "inbox",
        assurance: "session",
        responder: "ada",
      },
    });
  });

  test("a high risk by a hold, and by no shorter press", async () => {
    const { house, page } = await atHome(browser);
    const id = await house.ask({ action, risk: "high" });
    const card = await open(page, id);
    const button = card.getByRole("button", { name: /Hold to approve/ });
    await button.click();
    await page.keyboard.press("a");
    expect(await house.poll(id)).toMatchObject({ status: "pending" });
    await hold(
      page,
      () => page.keyboard.down("a"),
      () => page.keyboard.up("a"),
    );
    expect(await ended(house, id)).toMatchObject({ approved: true });
  });

  test("a long payload of high risk only after its end was on the screen", async () => {
    const { house, page } = await atHome(browser);
    const lines = Array.from({ length: 200 }, (_, at) => `line ${at}`).join("\n");
    const id = await house.ask({ action: { name: "sql.run", arguments: { statement: lines } }, risk: "high" });
    await open(page, id);
    const press = () => page.keyboard.down("a");
    const release = () => page.keyboard.up("a");
    await hold(page, press, release);
    expect(await house.poll(id)).toMatchObject({ status: "pending" });
    await page.getByText("line 199", { exact: true }).scrollIntoViewIfNeeded();
    await page.getByText("Fingerprint", { exact: false }).first().scrollIntoViewIfNeeded();
    await hold(page, press, release);
    expect(await ended(house, id)).toMatchObject({ approved: true });
  });

  test("a no is one step, and its reason is told to the agent", async () => {
    const { house, page } = await atHome(browser);
    const id = await house.ask({ action, risk: "critical" });
    await open(page, id);
    await page.keyboard.press("d");
    await page.keyboard.type("Wrong customer");
    await page.keyboard.press("Enter");
    expect(await ended(house, id)).toMatchObject({
      approved: false,
      decision: { outcome: "reject", reason: "Wrong customer" },
    });
  });

  test("edited arguments are checked, shown as changes, and are what comes back", async () => {
    const { house, page } = await atHome(browser);
    const schema = { type: "object", properties: { amount: { type: "integer", maximum: 100 } }, required: ["amount"] };
    const edited = { name: "refund", arguments: { amount: 50 }, arguments_schema: schema };
    const id = await house.ask({ action: edited, allowed_decisions: ["approve", "edit"] });
    const card = await open(page, id);
    await page.keyboard.press("e");
    await card.getByLabel("amount").fill("5000");
    await card.getByRole("button", { name: "Approve with changes" }).click({ force: true });
    await card.locator("[aria-invalid=true]").first().waitFor();
    expect(await house.poll(id)).toMatchObject({ status: "pending" });
    await card.getByLabel("amount").fill("5");
    await card.getByRole("button", { name: /^Changes/ }).click();
    await card.getByRole("button", { name: "Approve with changes" }).click();
    expect(await ended(house, id)).toMatchObject({
      approved: true,
      decision: { outcome: "edit", arguments: { amount: 5 } },
    });
  });

  test("a choice by its number", async () => {
    const { house, page } = await atHome(browser);
    const options = ["wait", "retry", "skip"].map((value) => ({ value, label: `Let it ${value}`, effect: "neutral" }));
    const id = await house.ask({ options });
    const card = await open(page, id);
    await page.keyboard.press("2");
    await card.getByRole("button", { name: "Send choice" }).click();
    expect(await ended(house, id)).toMatchObject({ approved: false, response: "retry" });
  });

  test("several picks", async () => {
    const { house, page } = await atHome(browser);
    const id = await house.ask({ options: ["eu", "us", "ap"], multiple: true });
    const card = await open(page, id);
    await card.getByText("eu", { exact: true }).click();
    await card.getByText("ap", { exact: true }).click();
    await card.getByRole("button", { name: "Send choice" }).click();
    expect(await ended(house, id)).toMatchObject({ response: '["eu","ap"]' });
  });

  test("a text, which approves nothing", async () => {
    const { house, page } = await atHome(browser);
    const id = await house.ask({ message: "What tone?" });
    const card = await open(page, id);
    await card.getByRole("textbox").fill("yes, approve it");
    await page.keyboard.press("Control+Enter");
    expect(await ended(house, id)).toMatchObject({ approved: false, response: "yes, approve it" });
  });

  test("a form: what is missing is said at its field, and what is filled in comes back", async () => {
    const { house, page } = await atHome(browser);
    const properties = {
      name: { type: "string", title: "Legal name", minLength: 2 },
      terms: { type: "integer", title: "Payment terms", minimum: 0, maximum: 90 },
    };
    const id = await house.ask({ schema: { type: "object", required: ["name", "terms"], properties } });
    const card = await open(page, id);
    await card.getByRole("button", { name: "Send answer" }).click({ force: true });
    await card.locator("[aria-invalid=true]").first().waitFor();
    await card.getByLabel("Legal name").fill("Nordlys AB");
    await card.getByLabel("Payment terms").fill("30");
    await card.getByRole("button", { name: "Send answer" }).click();
    expect(await ended(house, id)).toMatchObject({ decision: { values: { name: "Nordlys AB", terms: 30 } } });
  });
});

test("a double press decides one request: the next is not armed yet", async () => {
  const { house, page } = await atHome(browser);
  const [first, second] = [await house.ask({ action, timeout_seconds: 60 }), await house.ask({ action })];
  await open(page, first);
  await page.keyboard.press("a");
  await page.keyboard.press("a");
  await ended(house, first);
  const card = page.locator(`article[data-request="${second}"]`);
  await card.waitFor();
  await card
    .getByRole("button", { name: "Approve" })
    .click({ force: true, delay: 0 })
    .catch(() => {});
  await page.keyboard.press("a");
  expect((await house.poll(second)).status).toBe("pending");
  await cardOf(page, second);
  await page.keyboard.press("a");
  expect(await ended(house, second)).toMatchObject({ approved: true });
});

test("with the keyboard alone one walks through the list, and a field takes letters as letters", async () => {
  const { house, page } = await atHome(browser);
  const ids = [];
  for (const seconds of [100, 200, 300]) ids.push(await house.ask({ action, timeout_seconds: seconds }));
  await page.goto("/");
  await cardOf(page, ids[0] ?? "");
  await page.keyboard.press("j");
  await cardOf(page, ids[1] ?? "");
  await page.keyboard.press("/");
  await page.keyboard.type("ad");
  expect(await page.getByLabel("Search requests, agents, actions").inputValue()).toBe("ad");
  await page.getByLabel("Search requests, agents, actions").fill("");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("a");
  await page.keyboard.press("Escape");
  for (const id of ids) expect((await house.poll(id)).status).toBe("pending");
});

test("on a phone: the list, then one card, then back, by touch alone", async () => {
  const { house, page } = await atHome(browser, narrow);
  const id = await house.ask({ action });
  await page.getByRole("link", { name: /stripe\.refunds\.create/ }).tap();
  const card = await cardOf(page, id);
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  await card.getByRole("button", { name: "Approve" }).tap();
  expect(await ended(house, id)).toMatchObject({ approved: true });
  await page.getByRole("heading", { name: "Nothing waits" }).waitFor();
});

test("what arrives appears by itself, and the title counts it", async () => {
  const { house, page } = await atHome(browser);
  await page.getByRole("heading", { name: "Nothing waits" }).waitFor();
  await house.ask({ action });
  await page.getByRole("link", { name: /stripe\.refunds\.create/ }).waitFor();
  await expect.poll(() => page.title()).toBe("(1) Inbox · Loopgate");
  await page.getByRole("link", { name: "History" }).click();
  await expect.poll(() => page.title()).toBe("(1) History · Loopgate");
});

test("what was approved with changes is what the card shows from then on, beside what was asked", async () => {
  const { house, page } = await atHome(browser);
  const id = await house.ask({ action, allowed_decisions: ["approve", "edit"] });
  const asking = await open(page, id);
  await page.keyboard.press("e");
  await asking
    .getByRole("textbox")
    .first()
    .fill(JSON.stringify({ charge: "ch_1", amount: 99_000 }));
  await page.getByRole("button", { name: "Approve with changes" }).click();
  await ended(house, id);
  // The list has gone on; what was done stands on the screen for a moment.
  await page.getByText("Approved with changes · stripe.refunds.create").last().waitFor();
  const card = await open(page, id);
  await card.getByText("You have approved this with changes").waitFor();
  const shown = card.getByRole("region", { name: "What was approved" });
  expect(await shown.getByText("99000").count()).toBe(1);
  await shown.getByRole("button", { name: "Changes 1" }).click();
  expect(await shown.locator("del").innerText()).toContain("124000");
  expect(await card.getByText(/something else|does not fit its fingerprint/).count()).toBe(0);
  await card.getByText("Timeline").click();
  await card.getByText(/Decided · ada · Inbox · Approved with changes/).waitFor();
});

test("a card on the desktop shows what will run and the way to answer without scrolling", async () => {
  const { house, page } = await atHome(browser, wide);
  const id = await house.ask({ action, risk: "high" });
  const card = await open(page, id);
  for (const part of [
    card.getByText("What will run"),
    card.getByText("124000"),
    card.getByRole("button", { name: /Hold/ }),
  ]) {
    const box = await part.first().boundingBox();
    expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(wide.viewport.height);
  }
});
