import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openChromium } from "./chromium.ts";
import { openHouse, PASSWORD, phone, type House } from "./house.fixture.ts";
import { freePort } from "../served.fixture.ts";
import { ended, open, ownerAt } from "./person.fixture.ts";

vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
beforeAll(async () => void (browser = await openChromium()));
afterAll(() => browser.close());

const action = { name: "postgres.execute", arguments: { statement: "DROP TABLE users" } };

/** The link that the server prints at its first start. */
async function ownerLink(house: House): Promise<string> {
  const authorization = `Bearer ${house.gate.operator()}`;
  const { body } = await house.gate.post("/api/operator/owner", {}, { authorization });
  return String(body["link"]).replace(/^https?:\/\/[^/]+/, "");
}

/** A passkey's device that says yes to everything; answers what passkeys it has. */
async function authenticator(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return async () => {
    const { credentials } = await devtools.send("WebAuthn.getCredentials", { authenticatorId });
    return credentials;
  };
}

test("from the link in the log to the first answer, with a passkey for what is critical", async () => {
  const house = await openHouse(browser);
  const { page } = await house.visit();
  const device = await authenticator(page);
  const signed = async () => (await device()).reduce((sum, { signCount }) => sum + signCount, 0);

  const link = await ownerLink(house);
  await page.goto(link);
  await page.getByLabel("Username").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  expect(page.url()).toBe(`${house.origin}/owner`);
  await page.getByRole("button", { name: "Become the owner" }).click();
  await page.getByRole("heading", { name: "Welcome, ada" }).waitFor();

  await page.getByRole("button", { name: "Add a passkey" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("laptop");
  await dialog.getByLabel("Password", { exact: true }).fill("a password mistyped");
  await dialog.getByRole("button", { name: "Add a passkey" }).click();
  await dialog.locator("[aria-invalid=true]").waitFor();
  expect(await device()).toEqual([]);
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("Done").first().waitFor();

  await page.getByRole("button", { name: "A critical one" }).click();
  await page.getByRole("link", { name: "Look at it" }).click();
  const card = page.locator("article[data-armed]");
  await card.waitFor();
  const id = (await card.getAttribute("data-request")) ?? "";
  const before = await signed();
  await card.getByRole("button", { name: "Approve with passkey" }).click();
  await Promise.all([
    page.waitForResponse((answer) => answer.url().endsWith("/answer") && answer.ok()),
    page.getByRole("button", { name: "Sign and send" }).click(),
  ]);
  expect(await signed()).toBe(before + 1);
  await page.goto(`/r/${id}`);
  await page.getByText("You have approved this").waitFor();

  // Of edited arguments the dialog shows the fingerprint of what will run then, which is the decision's.
  const schema = { type: "object", properties: { rows: { type: "integer" } } };
  const asked = { name: "db.trim", arguments: { rows: 9 }, arguments_schema: schema };
  const trimmed = await house.ask({ action: asked, risk: "critical", allowed_decisions: ["approve", "edit"] });
  const editing = await open(page, trimmed);
  await page.keyboard.press("e");
  await editing.getByLabel("rows").fill("3");
  await editing.getByRole("button", { name: "Approve with changes" }).click();
  const signing = page.locator("[data-signed]");
  await expect.poll(async () => (await signing.textContent())?.length).toBe(19);
  const shown = (await signing.textContent())?.replaceAll(" ", "");
  await page.getByRole("button", { name: "Sign and send" }).click();
  const { decision } = await ended(house, trimmed);
  expect(decision).toMatchObject({ outcome: "edit", arguments: { rows: 3 }, assurance: "passkey" });
  expect(String(decision?.["action_digest"]).slice(0, 16)).toBe(shown);

  // The link has worked once.
  const again = await house.visit();
  await again.page.goto(link);
  await again.page.getByLabel("Username").fill("eve");
  await again.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await again.page.getByRole("button", { name: "Become the owner" }).click();
  await again.page.getByRole("alert").first().waitFor();

  // The passkey signs in as well, without a name.
  await page.context().clearCookies();
  await page.goto("/");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByRole("heading", { name: "Inbox" }).waitFor();
});

test("a stolen cookie replayed from another port cannot decide", async () => {
  const house = await openHouse(browser);
  const { page, context } = await house.visit();
  await ownerAt(house, { page, context });
  const id = await house.ask({ action });
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  expect(cookie).not.toBe("");

  // What the page next door sees: the cookie goes to every port of a host, the key to none but this origin.
  const thief = { cookie, origin: house.origin, "sec-fetch-site": "same-origin" };
  const card = await house.gate.get(`/api/inbox/requests/${id}`, thief);
  expect(card.status).toBe(200);
  const answer = { shown_digest: card.body["shown_digest"], reply: { kind: "approve" } };
  const tries: readonly [unknown, number][] = [
    [answer, 422],
    [{ ...answer, proof: { browser_signature: "A".repeat(86) } }, 403],
    [{ ...answer, proof: { password: "guess guess guess" } }, 403],
  ];
  for (const [body, status] of tries)
    expect([body, (await house.gate.post(`/api/inbox/requests/${id}/answer`, body, thief)).status]).toEqual([
      body,
      status,
    ]);
  // Nor does it bind a key of its own, nor call from where it really stands.
  const key = { browser_key: "A".repeat(120) };
  expect((await house.gate.post("/api/auth/browser-key", key, thief)).status).toBeGreaterThanOrEqual(400);
  const elsewhere = { ...thief, origin: "http://localhost:3000", "sec-fetch-site": "same-site" };
  expect((await house.gate.post(`/api/inbox/requests/${id}/answer`, answer, elsewhere)).status).toBe(403);
  expect((await house.poll(id)).status).toBe("pending");

  // The browser that the cookie belongs to still can.
  await open(page, id);
  await page.keyboard.press("a");
  expect(await ended(house, id)).toMatchObject({ approved: true });
});

test("the key of one answer's signature cannot be taken out of the browser, and signs no other answer", async () => {
  const house = await openHouse(browser);
  const { page, context } = await house.visit();
  await ownerAt(house, { page, context });
  const [first, second] = [await house.ask({ action }), await house.ask({ action })];
  const sent: { url: string; body: string }[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/answer")) sent.push({ url: request.url(), body: request.postData() ?? "" });
  });
  await open(page, first);
  await page.keyboard.press("a");
  await ended(house, first);
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const replayed = { ...(JSON.parse(sent[0]?.body ?? "{}") as object) };
  const other = await house.gate.get(`/api/inbox/requests/${second}`, { cookie, origin: house.origin });
  const body = { ...replayed, shown_digest: other.body["shown_digest"] };
  const answer = await house.gate.post(`/api/inbox/requests/${second}/answer`, body, { cookie, origin: house.origin });
  expect(answer).toMatchObject({ status: 403 });
  expect((await house.poll(second)).status).toBe("pending");
});

test("where the browser gives no keys, the password is asked before each answer", async () => {
  const port = String(await freePort());
  const base = `http://gate.test:${port}`;
  const lan = await openHouse(browser, { PUBLIC_URL: base, SERVER_PORT: port });
  const { page } = await lan.visit({ baseURL: base });
  await page.goto(await ownerLink(lan));
  await page.getByLabel("Username").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Become the owner" }).click();
  await page.getByRole("heading", { name: "Welcome, ada" }).waitFor();
  expect(await page.evaluate("isSecureContext")).toBe(false);
  await page.getByRole("button", { name: "An action to approve" }).click();
  await page.getByRole("link", { name: "Look at it" }).click();
  const card = page.locator("article[data-armed]");
  await card.waitFor();
  const id = (await card.getAttribute("data-request")) ?? "";
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Your password, once more" });
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await Promise.all([
    page.waitForResponse((answer) => answer.url().endsWith("/answer") && answer.ok()),
    dialog.getByRole("button", { name: "Send" }).click(),
  ]);
  await page.goto(`/r/${id}`);
  await page.getByText("You have approved this").waitFor();
});

test("decided here, the card on Telegram ends; pressed on Telegram, the card here ends, and says by whom", async () => {
  const house = await openHouse(browser, { TELEGRAM_RESPONDERS: String(phone.ann.id) });
  const { gate } = house;
  const { page, context } = await house.visit();
  await ownerAt(house, { page, context });
  gate.fake.human.start(phone.ann);
  await gate.post("/hitl/register", { session_id: "main", client_id: "billing-agent", telegram_id: phone.ann.id });
  const shown = (words: string) =>
    gate.fake.waitFor(() => gate.fake.messages(phone.ann).findLast(({ text }) => text.includes(words)));

  const here = await house.ask({ action: { name: "from.inbox", arguments: {} } });
  await shown("from.inbox");
  await open(page, here);
  await page.keyboard.press("a");
  expect(await ended(house, here)).toMatchObject({ approved: true, decision: { channel: "inbox" } });
  const over = await gate.fake.waitFor(() =>
    gate.fake.messages(phone.ann).find(({ text, keyboard }) => text.includes("from.inbox") && keyboard.length === 0),
  );
  expect(over.text).toContain("ada");

  const there = await house.ask({ action: { name: "from.telegram", arguments: {} } });
  const card = await open(page, there);
  const message = await shown("from.telegram");
  await gate.answersOf(phone.ann, phone.ann, message, message.keyboard[0]?.[0]?.text ?? "");
  expect(await ended(house, there)).toMatchObject({ approved: true, decision: { channel: "telegram" } });
  await card.getByText(/Ann approved this|You have approved this/).waitFor();
  expect(await card.getByRole("button", { name: "Approve" }).count()).toBe(0);
});
