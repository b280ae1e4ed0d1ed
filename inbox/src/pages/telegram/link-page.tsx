import { useTexts } from "../../texts.tsx";
import { Page } from "../parts/page.tsx";
import { OwnTelegram } from "./own-telegram.tsx";

/** Behind the link that the bot gives to whoever is not known to it: begins to link at once. */
export function LinkPage() {
  const { telegram } = useTexts();
  return (
    <Page title={telegram.titles.person}>
      <OwnTelegram linking />
    </Page>
  );
}
