/** Every kind of card in each of its states, for whoever looks at all of them. */
import { type House, type Visit } from "./house.fixture.ts";
import { at, type Screen } from "./screens.fixture.ts";
import { ended, open } from "./person.fixture.ts";

const action = {
  name: "stripe.refunds.create",
  arguments: { charge: "ch_1", amount: 124_000, live: true, note: null },
};
const editable = {
  ...action,
  arguments_schema: {
    type: "object",
    properties: {
      charge: { type: "string" },
      amount: { type: "integer", maximum: 500_000, description: "In cents." },
      live: { type: "boolean" },
      note: { type: ["string", "null"] },
    },
    required: ["amount"],
  },
};
const form = {
  type: "object",
  required: ["name", "terms", "tier"],
  properties: {
    name: { type: "string", title: "Legal name", minLength: 2, description: "As in the register." },
    terms: { type: "integer", title: "Payment terms", minimum: 0, maximum: 90 },
    tier: { type: "string", title: "Tier", enum: ["basic", "gold"] },
    day: { type: "string", title: "From", format: "date" },
    site: { type: "string", title: "Site", format: "uri" },
    vat: { type: "boolean", title: "VAT applies" },
    tags: { type: "array", title: "Tags", items: { type: "string" } },
    regions: { type: "array", title: "Regions", items: { type: "string", enum: ["eu", "us"] }, uniqueItems: true },
    contact: { type: "object", title: "Contact", properties: { mail: { type: "string", format: "email" } } },
  },
};
const words =
  "# Why\n\nThe customer was charged **twice**, see `ch_1`:\n\n- [the charge](https://pay.example/ch_1)\n- *both* days";

/** From an empty list to what has ended. The screens build on one another. */
export function cardScreens(house: House, { page }: Visit): readonly Screen[] {
  const asked = async (input: object) => open(page, await house.ask(input));
  return [
    { name: "empty list", show: () => page.getByRole("heading", { name: "Nothing waits" }).waitFor() },
    { name: "approval", show: () => asked({ action, message: words, metadata: { ticket: "T-1" } }) },
    { name: "approval as JSON", show: () => page.getByRole("button", { name: "JSON" }).click() },
    {
      name: "timeline",
      show: () => page.locator("summary").filter({ hasText: /./ }).first().click(),
    },
    {
      name: "reject sheet",
      async show() {
        await page.getByRole("button", { name: "Reject" }).click();
        await page.getByLabel(/Tell billing-agent why/).waitFor();
      },
    },
    {
      name: "edit",
      async show() {
        await asked({ action: editable, allowed_decisions: ["approve", "edit"] });
        await page.getByRole("button", { name: "Edit", exact: true }).click();
        await page.getByRole("textbox", { name: "amount" }).fill("900000");
        await page.getByRole("button", { name: "Approve with changes" }).click({ force: true });
        await page.locator("[aria-invalid=true]").first().waitFor();
      },
    },
    { name: "changes", show: () => page.getByRole("button", { name: /^Changes/ }).click() },
    {
      name: "edit as JSON",
      async show() {
        await asked({ action, allowed_decisions: ["approve", "edit"] });
        await page.getByRole("button", { name: "Edit", exact: true }).click();
      },
    },
    { name: "high risk", show: () => asked({ action, risk: "high" }) },
    { name: "critical risk without a passkey", show: () => asked({ action, risk: "critical" }) },
    {
      name: "deceptive",
      show: () =>
        asked({
          action: { name: "users.delete", arguments: { pаypal: "rm\u202e -rf", host: "gоogle.com" } },
          message: "а\u200bpprove",
        }),
    },
    { name: "without an action", show: () => asked({ request_type: "confirmation", message: "May I?" }) },
    {
      name: "choice",
      async show() {
        const card = await asked({
          options: [
            { value: "go", label: "Deploy it", effect: "approve" },
            { value: "wait", label: "Wait", effect: "neutral" },
            { value: "no", label: "Drop it", effect: "reject" },
          ],
        });
        await card.getByText("Deploy it").click();
      },
    },
    {
      name: "several picks",
      async show() {
        const card = await asked({ options: ["eu", "us", "ap"], multiple: true });
        await card.getByText("eu", { exact: true }).click();
      },
    },
    { name: "text", show: () => asked({ message: "What tone?", suggestions: ["calm", "brisk"] }) },
    { name: "form", show: () => asked({ schema: form }) },
    {
      name: "form with what is missing",
      async show() {
        await page.getByRole("button", { name: "Send answer" }).click({ force: true });
        await page.locator("[aria-invalid=true]").first().waitFor();
      },
    },
    {
      name: "several in the list, one of them nearly over",
      async show() {
        await house.ask({ action, timeout_seconds: 50, client_id: "nightly", session_id: "nightly" });
        await house.ask({ action, timeout_seconds: 86_400, risk: "high" });
        await page.goto("/");
        await page
          .getByRole("link", { name: /stripe/ })
          .first()
          .waitFor();
      },
    },
    {
      name: "no match",
      async show() {
        await page.goto("/");
        await page.getByLabel("Search requests, agents, actions").fill("nothing is called so");
        await page.getByText("No request matches").waitFor();
      },
    },
    { name: "no such request", show: () => at(page, "/r/00000000-0000-7000-8000-000000000000", "no such request") },
    {
      name: "no such page",
      async show() {
        await page.evaluate(`history.pushState(null, "", "/nowhere")`);
        await page.getByText("There is nothing at this address").waitFor();
      },
    },
    {
      name: "rejected, with room for a reason",
      async show() {
        const id = await house.ask({ action });
        await open(page, id);
        await page.keyboard.press("d");
        await page.getByLabel(/Tell billing-agent why/).waitFor();
        await page.keyboard.press("Enter");
        await ended(house, id);
        await at(page, `/r/${id}`, "You have rejected this");
      },
    },
    {
      name: "approved",
      async show() {
        const id = await house.ask({ action });
        await open(page, id);
        await page.keyboard.press("a");
        await ended(house, id);
        await at(page, `/r/${id}`, "You have approved this");
      },
    },
    {
      name: "canceled",
      async show() {
        const id = await house.ask({ action });
        await house.gate.post("/hitl/cancel", { request_id: id });
        await at(page, `/r/${id}`, "The agent has canceled this");
      },
    },
  ];
}
