import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openChromium } from "./chromium.ts";
import type { House } from "./house.fixture.ts";
import { atHome, cardOf, ended, hold, member, open, signIn } from "./person.fixture.ts";

vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const action = { name: "stripe.refunds.create", arguments: { charge: "ch_1", amount: 124_000 } };

test("an answer in the making outlives a reload", async () => {
  const { house, page } = await atHome(browser);
  const id = await house.ask({ message: "What tone?" });
  await (await open(page, id)).getByRole("textbox").fill("half a th");
  await page.waitForTimeout(700);
  await page.reload();
  expect(await (await cardOf(page, id)).getByRole("textbox").inputValue()).toBe("half a th");
});

test("a sign-in that ends in the middle keeps the answer, and sends it after signing in again", async () => {
  const { house, page } = await atHome(browser);
  const id = await house.ask({ message: "What tone?" });
  const card = await open(page, id);
  await card.getByRole("textbox").fill("calm");
  await page.context().clearCookies();
  await page.keyboard.press("Control+Enter");
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await dialog.getByLabel("Username").fill("ada");
  await dialog.getByLabel("Password", { exact: true }).fill("correct horse battery staple");
  await page.keyboard.press("Enter");
  expect(await ended(house, id)).toMatchObject({ response: "calm" });
});

describe("somebody else who signs in in the middle of an answer", () => {
  /** A card with an answer begun by ada, and somebody else with a password. */
  async function halfAnswered() {
    const { house, page } = await atHome(browser);
    const password = await member(house, "ben", "responder");
    // Asked of both: who may answer is frozen when it is asked.
    const id = await house.ask({ message: "What tone?" });
    await (await open(page, id)).getByRole("textbox").fill("calm");
    const signInAsBen = async (within: Locator) => {
      await within.getByLabel("Username").fill("ben");
      await within.getByLabel("Password", { exact: true }).fill(password);
      await within.page().keyboard.press("Enter");
    };
    return { house, page, id, signInAsBen };
  }
  /** The other person has the card too, and an empty field. */
  async function nothingBegun(page: Page, id: string): Promise<void> {
    const field = async () => (await cardOf(page, id)).getByRole("textbox").inputValue();
    await expect.poll(field, { timeout: 15_000 }).toBe("");
  }
  const statusLater = async (house: House, page: Page, id: string) => {
    await page.waitForTimeout(1_500);
    return (await house.poll(id)).status;
  };

  test("does not give it, and sees nothing of it", async () => {
    const { house, page, id, signInAsBen } = await halfAnswered();
    await page.context().clearCookies();
    await page.keyboard.press("Control+Enter");
    await signInAsBen(page.getByRole("dialog", { name: "Sign in again" }));
    await nothingBegun(page, id);
    expect(await statusLater(house, page, id)).toBe("pending");
  });

  test("does not give it where the page cannot learn who it was", async () => {
    const { house, page, id, signInAsBen } = await halfAnswered();
    await page.context().clearCookies();
    await page.route("**/api/inbox/start", (route) => route.fulfill({ status: 503, body: "busy" }));
    await page.keyboard.press("Control+Enter");
    await signInAsBen(page.getByRole("dialog", { name: "Sign in again" }));
    await page.waitForTimeout(8_000);
    expect(await statusLater(house, page, id)).toBe("pending");
  });

  test("in another tab of the same browser takes this page over, and sees nothing of it", async () => {
    const { house, page, id, signInAsBen } = await halfAnswered();
    await page.context().clearCookies();
    const other = await page.context().newPage();
    await other.goto("/");
    await signInAsBen(other.locator("body"));
    await other.getByRole("heading", { name: "Inbox" }).waitFor();
    await nothingBegun(page, id);
    expect(await statusLater(house, page, id)).toBe("pending");
  });
});

test("without a connection a banner says so, and everything is caught up afterwards", async () => {
  const { house, page } = await atHome(browser);
  const id = await house.ask({ message: "What tone?" });
  const card = await open(page, id);
  await card.getByRole("textbox").fill("calm");
  await page.context().setOffline(true);
  await page.keyboard.press("Control+Enter");
  await page.getByText(/Not connected to Loopgate/).waitFor({ timeout: 30_000 });
  await house.ask({ action });
  await page.context().setOffline(false);
  await page.getByRole("link", { name: /stripe\.refunds\.create/ }).waitFor({ timeout: 60_000 });
  expect(await card.getByRole("textbox").inputValue()).toBe("calm");
});

test("an answer that did not arrive puts the connection in doubt, and only until it is heard again", async () => {
  const { house, page } = await atHome(browser);
  const card = await open(page, await house.ask({ message: "What tone?" }));
  await page.getByText("Live", { exact: true }).waitFor();
  await card.getByRole("textbox").fill("calm");
  await page.route("**/answer", (route) => route.abort(), { times: 1 });
  await page.keyboard.press("Control+Enter");
  await card.getByText(/nobody knows whether your answer arrived/).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  expect(await card.getByRole("textbox").inputValue()).toBe("calm");
});

test("a card that has changed since it was shown is not decided: it says so, and shows what is true", async () => {
  const { house, page } = await atHome(browser);
  const id = await house.ask({ action });
  await page.route(`**/api/inbox/requests/${id}`, async (route) => {
    const real = await route.fetch();
    await route.fulfill({ response: real, json: { ...(await real.json()), shown_digest: "0".repeat(64) } });
  });
  const card = await open(page, id);
  await page.unroute(`**/api/inbox/requests/${id}`);
  await page.keyboard.press("a");
  await card.getByText(/changed/).waitFor();
  expect(await house.poll(id)).toMatchObject({ status: "pending" });
  await page.waitForTimeout(800);
  await page.keyboard.press("a");
  expect(await ended(house, id)).toMatchObject({ approved: true });
});

test("a hold counts by what is true at its end: arguments broken meanwhile are not approved", async () => {
  const { house, page } = await atHome(browser);
  const schema = { type: "object", properties: { lines: { type: "array" } } };
  const id = await house.ask({
    action: { ...action, arguments: { lines: [] }, arguments_schema: schema },
    risk: "high",
    allowed_decisions: ["approve", "edit"],
  });
  const card = await open(page, id);
  await page.keyboard.press("e");
  const lines = card.getByLabel("lines, as JSON");
  await lines.fill("[1]");
  const button = card.getByRole("button", { name: /Hold/ });
  await button.hover();
  await page.mouse.down();
  // As typing does, without taking the focus and the pointer from the button.
  await lines.evaluate((field: EventTarget) => {
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set?.call(field, "[1");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await page.waitForTimeout(1_500);
  await page.mouse.up();
  expect(await house.poll(id)).toMatchObject({ status: "pending" });
  await lines.fill("[2]");
  await button.hover();
  await hold(
    page,
    () => page.mouse.down(),
    () => page.mouse.up(),
  );
  expect(await ended(house, id)).toMatchObject({ approved: true, decision: { arguments: { lines: [2] } } });
});

test("of two who answer at once one decides, and the other's card says who", async () => {
  const { house, page } = await atHome(browser);
  const password = await member(house, "ben", "responder");
  const { page: bens } = await house.visit();
  await signIn(bens, "ben", "/", password);
  const id = await house.ask({ action });
  await Promise.all([open(page, id), open(bens, id)]);
  await Promise.all([page.keyboard.press("a"), bens.keyboard.press("a")]);
  const { decision } = await ended(house, id);
  const [winner, other] = decision?.["responder"] === "ada" ? ["ada", bens] : ["ben", page];
  const story = (await open(other, id)).getByText(new RegExp(`${winner} approved this`));
  await story.waitFor();
  expect(await story.count()).toBe(1);
});

test("what was decided elsewhere says by whom, and can be answered no more", async () => {
  const { house, page } = await atHome(browser);
  const id = await house.ask({ action });
  const card = await open(page, id);
  const authorization = `Bearer ${house.gate.operator()}`;
  const shown = await house.gate.get(`/api/terminal/requests/${id}`, { authorization });
  await house.gate.post(
    `/api/terminal/requests/${id}/answer`,
    { shown_digest: shown.body["shown_digest"], reply: { kind: "reject" } },
    { authorization },
  );
  await card.getByText(/rejected this/).waitFor();
  expect(await card.getByRole("button", { name: "Approve" }).count()).toBe(0);
});
