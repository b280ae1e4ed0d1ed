import { canonical } from "@loopgate/contract";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openChromium } from "./chromium.ts";
import { openHouse, type House } from "./house.fixture.ts";
import { cardOf, ended, hold, open, ownerAt } from "./person.fixture.ts";

vi.setConfig({ testTimeout: 180_000 });

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

/** Asserted is what is there, not how fast: the machine may be busy. */
const patience = { timeout: 30_000 };
const MANY = 5_000;
const AT_ONCE = 50;
const PAGE = 100;

/** Asks that often; the first is due first. */
async function askMany(house: House, many = MANY): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let from = 0; from < many; from += AT_ONCE) {
    const asked = Array.from({ length: AT_ONCE }, (_, at) =>
      house.ask({
        session_id: `session-${at % 7}`,
        client_id: `agent-${at % 7}`,
        action: { name: from + at === many - 1 ? "row.keep" : "row.delete", arguments: { row: from + at } },
        timeout_seconds: 3_600 + from + at,
      }),
    );
    ids.push(...(await Promise.all(asked)));
  }
  return ids;
}

async function atHome() {
  const house = await openHouse(browser, { MAX_CONCURRENT_REQUESTS: String(MANY) });
  const visit = await house.visit();
  await ownerAt(house, visit);
  return { house, page: visit.page };
}

test("of five thousand that wait the page holds a hundred, and each of them can be reached", async () => {
  const { house, page } = await atHome();
  const ids = await askMany(house);
  await page.goto("/");
  const rows = page.locator("a[id^=row-]");
  const nodes = () => page.evaluate<number>(`document.querySelectorAll("*").length`);
  await cardOf(page, ids[0] ?? "");
  expect(await rows.count()).toBe(PAGE);
  expect(await nodes()).toBeLessThan(6_000);
  await expect.poll(() => page.title(), patience).toBe(`(${MANY}) Inbox · Loopgate`);
  await page.getByText(`1 of ${MANY}`).waitFor();

  for (let step = 0; step < 20; step++) await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.getByText(`20 of ${MANY}`).waitFor();
  await page.locator(`article[data-request="${ids[19]}"]`).waitFor();

  const more = page.getByRole("button", { name: "Show more" });
  await more.click();
  await expect.poll(() => rows.count(), patience).toBe(2 * PAGE);
  await page.locator(`#row-${ids[2 * PAGE - 1]}`).scrollIntoViewIfNeeded();
  await page.locator(`#row-${ids[2 * PAGE - 1]}`).click();
  await cardOf(page, ids[2 * PAGE - 1] ?? "");
  await page.keyboard.press("a");
  expect(await ended(house, ids[2 * PAGE - 1] ?? "")).toMatchObject({ approved: true });
  await expect.poll(() => page.title(), patience).toBe(`(${MANY - 1}) Inbox · Loopgate`);

  const last = ids.at(-1) ?? "";
  await page.getByLabel("Search requests, agents, actions").fill("row.keep");
  await expect.poll(() => rows.count(), patience).toBe(1);
  await page.locator(`#row-${last}`).click();
  await cardOf(page, last);
});

test("more rows come though something changes while they are on their way", async () => {
  const { house, page } = await atHome();
  await askMany(house, 2 * PAGE + AT_ONCE);
  await page.goto("/");
  const rows = page.locator("a[id^=row-]");
  await expect.poll(() => rows.count(), patience).toBe(PAGE);
  let isChanged: () => void = () => undefined;
  const change = new Promise<void>((resolve) => (isChanged = resolve));
  await page.route(/api\/inbox\/requests\?.*cursor=/, async (route) => {
    await change;
    await route.continue();
  });
  await page.getByRole("button", { name: "Show more" }).click();
  await house.ask({ message: "And this?", client_id: "late", session_id: "late", timeout_seconds: 60 });
  await expect.poll(() => page.title(), patience).toBe(`(${2 * PAGE + AT_ONCE + 1}) Inbox · Loopgate`);
  isChanged();
  await expect.poll(() => rows.count(), patience).toBe(2 * PAGE);
  await page.getByRole("link", { name: /And this/ }).waitFor();
});

describe("two hundred kilobytes of arguments", () => {
  const lines = Array.from(
    { length: 4_000 },
    (_, at) => `insert into rows values (${at}, 'something of row ${at}');`,
  ).join("\n");
  const values = Array.from({ length: 2_000 }, (_, at) => ({
    id: at,
    name: `something of row ${at}`,
    price: at / 4,
    is_old: at % 3 === 0,
  }));

  test.each([
    ["in one text", { statement: lines }],
    ["in one line", { statement: lines.replaceAll("\n", " ") }],
    ["in eight thousand fields", { values }],
  ])("%s are shown to the letter, and can be decided", async (_how, given) => {
    const action = { name: "sql.run", arguments: given };
    expect(canonical(action).length).toBeGreaterThan(120_000);
    const { house, page } = await atHome();
    const id = await house.ask({ action, risk: "high" });
    const card = await open(page, id);
    await card.getByText("Fingerprint").first().waitFor();
    await page.getByRole("button", { name: "JSON" }).click();
    expect(await page.locator("[data-canonical]").innerText()).toBe(canonical(action));
    await page.getByRole("button", { name: "Fields" }).click();
    await expect
      .poll(async () => {
        await card.getByText("Fingerprint").first().scrollIntoViewIfNeeded();
        return card.getByText("Scroll to the end of what will run first").isVisible();
      }, patience)
      .toBe(false);
    await hold(
      page,
      () => page.keyboard.down("a"),
      () => page.keyboard.up("a"),
    );
    expect(await ended(house, id)).toMatchObject({ approved: true, decision: { arguments: given } });
  });
});
