/** A passkey in a browser that has no device for it. */
import type { Page } from "playwright-core";
import { PASSWORD } from "./house.fixture.ts";

/** Gives this tab an authenticator that always agrees, and adds its passkey to whoever is signed in. */
export async function withPasskey(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  await page.goto("/settings");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Add a passkey" }).click();
  await dialog.waitFor({ state: "detached" });
}
