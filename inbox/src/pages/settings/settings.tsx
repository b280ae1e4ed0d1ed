import { Link } from "wouter";
import { useTexts } from "../../texts.tsx";
import { Page } from "../parts/page.tsx";
import { Section } from "../parts/section.tsx";
import { Passkeys } from "../passkeys/passkeys.tsx";
import { useSignedIn } from "../../requests/start.ts";
import { Account } from "./account.tsx";
import { ThisBrowser } from "./this-browser.tsx";
import { Notifications } from "./notifications.tsx";
import { Rules } from "./rules.tsx";

/** What the tenant demands, what this browser does, and who one is. */
export function Settings() {
  const { list, settings } = useTexts();
  const { version } = useSignedIn();
  return (
    <Page title={settings.title}>
      <Account />
      <Passkeys />
      <ThisBrowser />
      <Notifications />
      <Rules />
      <Section title={settings.about}>
        <p className="text-[14px] text-ink2">
          {settings.version(version)} ·{" "}
          <a href="/docs" className="font-medium text-go-text underline">
            {settings.docs}
          </a>{" "}
          ·{" "}
          <Link href="/welcome" className="font-medium text-go-text underline">
            {list.firstSteps}
          </Link>
        </p>
      </Section>
    </Page>
  );
}
