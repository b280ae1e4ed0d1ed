import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { axeIn } from "./axe.fixture.ts";
import { cardScreens } from "./card-screens.fixture.ts";
import { openChromium } from "./chromium.ts";
import { narrow, openHouse, wide } from "./house.fixture.ts";
import { ownerAt } from "./person.fixture.ts";
import { doorScreens, pageScreens, passkeyScreens, type Screen } from "./screens.fixture.ts";

vi.setConfig({ testTimeout: 240_000 });

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

test.each([
  ["on a desktop, in both themes", wide, ["light", "dark"]],
  // Its colours are the same.
  ["on a phone", narrow, ["light"]],
] as const)("every screen %s keeps to WCAG 2.2 AA", async (_how, size, themes) => {
  const house = await openHouse(browser);
  const visit = await house.visit(size);
  const axe = await axeIn(visit.page, themes);
  const wrong: string[] = [];
  const walk = async (screens: readonly Screen[]) => {
    for (const { name, show } of screens) {
      await show();
      wrong.push(...(await axe.wrongOn(name)));
    }
  };
  await walk(doorScreens(visit));
  await ownerAt(house, visit);
  await walk(cardScreens(house, visit));
  await walk(pageScreens(visit));
  await walk(passkeyScreens(house, visit));
  expect(wrong).toEqual([]);
});
