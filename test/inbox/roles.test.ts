import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openChromium } from "./chromium.ts";
import { openHouse, PASSWORD } from "./house.fixture.ts";
import { member, ownerAt, signIn } from "./person.fixture.ts";

vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

test.each(["responder", "viewer"])("the pages of a %s ask for nothing that he may not see", async (role) => {
  const house = await openHouse(browser);
  await ownerAt(house, await house.visit());
  const password = await member(house, "ben", role);
  const { page } = await house.visit();
  await signIn(page, "ben", "/", password);
  const refused: string[] = [];
  page.on("response", (response) => response.status() >= 400 && refused.push(response.url()));
  for (const path of ["/", "/history", "/people", "/agents", "/settings", "/welcome"]) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForTimeout(700);
  }
  expect(refused).toEqual([]);
});

test("somebody changes his password in the settings, and signs in with the new one", async () => {
  const house = await openHouse(browser);
  const visit = await house.visit();
  await ownerAt(house, visit);
  const { page } = visit;
  await page.goto("/settings");
  await page.getByRole("button", { name: "Change the password" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("New password").fill("short");
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Change the password" }).click();
  await dialog.locator("[aria-invalid=true]").waitFor();
  await dialog.getByLabel("New password").fill("another long passphrase");
  await dialog.getByRole("button", { name: "Change the password" }).click();
  await page.getByText("Your other sign-ins have ended").first().waitFor();
  await page.context().clearCookies();
  await signIn(page, "ada", "/", "another long passphrase");
  expect(await page.title()).toContain("Inbox");
});
