import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openChromium } from "./chromium.ts";
import { openHouse } from "./house.fixture.ts";
import { ownerAt, signIn } from "./person.fixture.ts";

vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

test.each(["responder", "viewer"])("the pages of a %s ask for nothing that he may not see", async (role) => {
  const house = await openHouse(browser);
  await ownerAt(house, await house.visit());
  const added = await house.gate.post(
    "/api/operator/users",
    { username: "ben", role },
    { authorization: `Bearer ${house.gate.operator()}` },
  );
  const { page } = await house.visit();
  await signIn(page, "ben", "/", String(added.body["password"]));
  const refused: string[] = [];
  page.on("response", (response) => response.status() >= 400 && refused.push(response.url()));
  for (const path of ["/", "/history", "/people", "/agents", "/settings", "/welcome"]) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForTimeout(700);
  }
  expect(refused).toEqual([]);
});
