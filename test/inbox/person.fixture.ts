/** What somebody does in the inbox, with the names that he sees. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";
import { openHouse, PASSWORD, type House, type Visit } from "./house.fixture.ts";

/** Makes the owner by the link that the server prints, and leaves him at the list. */
export async function ownerAt(house: House, visit: Visit, username = "ada"): Promise<void> {
  const link = await house.gate.post("/api/operator/owner", {}, { authorization: `Bearer ${house.gate.operator()}` });
  const code = String(link.body["link"]).split("#")[1] ?? "";
  const claim = { code, username, password: PASSWORD };
  const made = await house.gate.post("/api/auth/owner", claim, { origin: house.origin });
  if (made.status !== 200) throw new Error(JSON.stringify(made.body));
  await signIn(visit.page, username);
}

/** A house with its owner at the list. */
export async function atHome(browser: Browser, options?: BrowserContextOptions) {
  const house = await openHouse(browser);
  const visit = await house.visit(options);
  await ownerAt(house, visit);
  return { house, page: visit.page };
}

/** Somebody else in the house; answers his password. */
export async function member(house: House, username: string, role: string): Promise<string> {
  const authorization = `Bearer ${house.gate.operator()}`;
  const added = await house.gate.post("/api/operator/users", { username, role }, { authorization });
  return String(added.body["password"]);
}

export async function signIn(page: Page, username: string, path = "/", password = PASSWORD): Promise<void> {
  await page.goto(path);
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
}

/** The card of this request, ready to be answered. */
export async function cardOf(page: Page, id: string) {
  const card = page.locator(`article[data-request="${id}"][data-armed]`);
  await card.waitFor();
  return card;
}

export async function open(page: Page, id: string) {
  await page.goto(`/r/${id}`);
  return cardOf(page, id);
}

/** Holds what is held until it has counted. */
export async function hold(page: Page, press: () => Promise<void>, release: () => Promise<void>): Promise<void> {
  await press();
  await page.waitForTimeout(1_100);
  await release();
}

/** What the agent has been told in the end. */
export async function ended(house: House, id: string) {
  await expect.poll(async () => (await house.poll(id)).status, { timeout: 10_000 }).not.toBe("pending");
  return house.poll(id);
}
