/** The screens besides the list and the cards, for whoever looks at all of them. */
import type { Page } from "playwright-core";
import { PASSWORD, type House, type Visit } from "./house.fixture.ts";
import { withPasskey } from "./passkey.fixture.ts";
import { open } from "./person.fixture.ts";

/** Shown one after the other, each from where the one before has left the page. */
export type Screen = { readonly name: string; show(): Promise<unknown> };

/** Goes to an address, and waits until it says this. */
export async function at(page: Page, path: string, text: string): Promise<void> {
  await page.goto(path);
  await page.getByText(text).first().waitFor();
}

/** In front of the door: nobody is signed in, and nobody owns the gate yet. */
export function doorScreens({ page }: Visit): readonly Screen[] {
  return [
    { name: "sign-in of a gate without an owner", show: () => at(page, "/", "First time here?") },
    { name: "first run without a code", show: () => at(page, "/owner", "Become the owner") },
    {
      name: "first run with what is wrong",
      async show() {
        await page.getByLabel("Username").fill("a");
        await page.getByLabel("Password", { exact: true }).fill("short");
        await page.getByRole("button", { name: "Become the owner" }).click();
        await page.locator("[aria-invalid=true]").first().waitFor();
      },
    },
    { name: "joining", show: () => at(page, "/join#some-code", "Join") },
    { name: "registering", show: () => at(page, "/register", "I have an account") },
    {
      name: "sign-in refused",
      async show() {
        await page.goto("/");
        await page.getByLabel("Username").fill("nobody");
        await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
        await page.keyboard.press("Enter");
        await page.getByRole("alert").filter({ hasText: /./ }).waitFor();
      },
    },
  ];
}

/** Behind the door. */
export function pageScreens({ page }: Visit): readonly Screen[] {
  const press = (name: string | RegExp) => page.getByRole("button", { name }).first().click();
  const dialog = () => page.getByRole("dialog").waitFor();
  const pressFor = async (name: string | RegExp) => {
    await press(name);
    await dialog();
  };
  return [
    { name: "welcome", show: () => at(page, "/welcome", "Welcome, ada") },
    { name: "linking Telegram", show: () => pressFor("Link Telegram") },
    { name: "history", show: () => at(page, "/history", "What was asked before") },
    {
      name: "history without a match",
      async show() {
        await page.getByLabel("Outcome").selectOption({ index: 3 });
        await page.getByLabel("Risk").selectOption({ index: 4 });
        await page.getByText("No request matches").waitFor();
      },
    },
    { name: "people", show: () => at(page, "/people", "Who answers what the agents ask") },
    { name: "inviting", show: () => pressFor("Invite somebody") },
    {
      name: "an invitation's link",
      async show() {
        await page.getByRole("dialog").getByLabel("Password", { exact: true }).fill(PASSWORD);
        await press("Make the link");
        await page.getByText("It is shown this once, and works once.").waitFor();
      },
    },
    {
      name: "people with an invitation",
      async show() {
        await press("Close");
        await page.getByText("open", { exact: true }).waitFor();
      },
    },
    { name: "revoking an invitation", show: () => pressFor("Revoke") },
    {
      name: "a group that is not good",
      async show() {
        await page.keyboard.press("Escape");
        await pressFor("New group");
        await press("Save");
        await page.getByText("Choose at least one.").waitFor();
      },
    },
    { name: "agents", show: () => at(page, "/agents", "Connect an agent") },
    { name: "a new key", show: () => pressFor("New key") },
    {
      name: "the key",
      async show() {
        await press("Make the key");
        await page.getByText("It is shown this once.").waitFor();
      },
    },
    {
      name: "agents with a key",
      async show() {
        await press("Close");
        await page.getByText("never used").waitFor();
      },
    },
    { name: "revoking a key", show: () => pressFor("Revoke") },
    {
      name: "settings that are not saved",
      async show() {
        await at(page, "/settings", "This browser");
        await page.getByLabel("Name of the action").fill("deploy");
        await page.getByRole("button", { name: "Add", exact: true }).click();
        await page.getByText("Not saved yet").waitFor();
      },
    },
    { name: "adding a passkey", show: () => pressFor("Add a passkey") },
  ];
}

/** With a passkey, which changes what is asked before an answer. */
export function passkeyScreens(house: House, { page }: Visit): readonly Screen[] {
  return [
    {
      name: "settings with a passkey",
      async show() {
        await withPasskey(page);
        await at(page, "/settings", "never used");
      },
    },
    { name: "removing a passkey", show: () => page.getByRole("button", { name: "Remove" }).first().click() },
    {
      name: "signing a critical one",
      async show() {
        await open(page, await house.ask({ action: { name: "database.drop", arguments: {} }, risk: "critical" }));
        await page.getByRole("button", { name: "Approve with passkey" }).click();
        await page.getByRole("dialog", { name: "Sign this exact action" }).waitFor();
      },
    },
    {
      name: "a sign-in that has ended",
      async show() {
        await at(page, "/history", "What was asked before");
        await page.context().clearCookies();
        await page.getByLabel("Risk").selectOption({ index: 1 });
        await page.getByRole("dialog", { name: "Sign in again" }).waitFor();
      },
    },
  ];
}
